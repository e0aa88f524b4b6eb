"""What is attached where. Each function is one statement."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from pishkhan.kernel.attachments.errors import BY_CODE
from pishkhan.kernel.attachments.models import Attachment, AttachmentView
from pishkhan.kernel.attachments.spec import AttachedFile, FileLook
from pishkhan.kernel.attachments.terms import FileState, FileType, Legibility, Unsound
from pishkhan.kernel.persistence import api as by_hand


# What the built-in scanner calls a file that it could not walk to its end.
CLOSED = "Unpackable"


def of_draft(draft_id: int) -> list[AttachedFile]:
    """The current files of a draft that was not submitted yet, oldest first.

    One that was set aside counts as not sent: see `set_aside`.
    """
    rows = current(draft_id=draft_id)
    return views(rows.exclude(state=FileState.QUARANTINED.value))


def of_case(case_id: int) -> list[AttachedFile]:
    """The current files of a case, oldest first."""
    in_force = "case_id = %s AND replaced_at IS NULL AND removed_at IS NULL ORDER BY id"
    return views(by_hand.rows(Attachment, in_force, [case_id]))


def history(case_id: int) -> list[AttachedFile]:
    """All versions of the files of a case, also those that were replaced."""
    kept = "case_id = %s AND removed_at IS NULL ORDER BY id"
    return views(by_hand.rows(Attachment, kept, [case_id]))


def set_aside(draft_id: int) -> list[AttachedFile]:
    """The files of a draft that were received and then found unsound, until another has come."""
    files = views(current(draft_id=draft_id))
    latest = {file.kind: file.received_at for file in files if not file.is_set_aside}
    return [
        file
        for file in files
        if file.is_set_aside and (file.kind not in latest or latest[file.kind] < file.received_at)
    ]


def with_unsound(case_ids: Iterable[int]) -> set[int]:
    """Those of the cases that have a file in force which was set aside."""
    rows = Attachment.objects.filter(
        case_id__in=list(case_ids),
        state=FileState.QUARANTINED.value,
        replaced_at=None,
        removed_at=None,
    )
    return {case_id for case_id in rows.values_list("case_id", flat=True) if case_id is not None}


def looks_at(case_id: int) -> list[FileLook]:
    """Who looked at the files of a case, the latest first; also at those since replaced."""
    return [
        FileLook(
            attachment_id=row.attachment_id,
            at=row.viewed_at,
            actor_kind=row.actor_kind,
            account_id=row.account_id,
            person_id=row.person_id,
            was_thumbnail=row.was_thumbnail,
            was_download=row.was_download,
            was_watermarked=row.was_watermarked,
        )
        for row in AttachmentView.objects.filter(case_id=case_id).order_by("-viewed_at")
    ]


def current(*, draft_id: int | None = None, case_id: int | None = None) -> QuerySet[Attachment]:
    """The rows in force of a case, or of a draft while it is no case."""
    owner = Q(case_id=case_id) if case_id is not None else Q(draft_id=draft_id, case_id=None)
    return Attachment.objects.filter(owner, replaced_at=None, removed_at=None)


def views(rows: Iterable[Attachment]) -> list[AttachedFile]:
    """Rows as others see them, oldest first."""
    first: dict[str, str] = {}
    seen = []
    for row in rows:
        seen.append(view(row, same_as=first.get(row.sha256, "")))
        first.setdefault(row.sha256, row.name)
    return seen


def view(row: Attachment, *, same_as: str = "") -> AttachedFile:
    """A row as others see it."""
    return AttachedFile(
        id=row.id,
        kind=row.kind,
        name=row.name,
        content_type=FileType(row.content_type),
        size=row.size,
        pages=row.pages,
        version=row.version,
        replaces=row.replaces,
        legibility=Legibility(row.legibility),
        note=row.note,
        received_at=row.received_at,
        same_as=same_as,
        state=FileState(row.state),
        is_identity=row.is_identity,
        unsound=_unsound(row),
    )


def _unsound(row: Attachment) -> Unsound | None:
    if row.state != FileState.QUARANTINED:
        return None
    if row.finding in BY_CODE:  # of our own parser; all else is a scanner's
        return Unsound.BROKEN
    return Unsound.CLOSED if row.finding == CLOSED else Unsound.MALWARE
