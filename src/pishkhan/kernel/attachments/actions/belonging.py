"""To whom a file belongs, and what is said of it."""

from collections import Counter
from collections.abc import Collection

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import locks
from pishkhan.kernel.attachments.errors import NoSuchFile, NoteRequired
from pishkhan.kernel.attachments.models import Attachment, Upload
from pishkhan.kernel.attachments.queries import current, views
from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.attachments.terms import FileState, Legibility
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import require
from pishkhan.kernel.organisations.spec import Act, Subject
from pishkhan.kernel.persistence.api import columns_of, new_id


# One statement for every registration: the draft is closed and the case has its files.
CLAIM = f"""
    WITH closed AS (
        INSERT INTO attachments_handover (id, draft_id, at) VALUES (%(id)s, %(draft_id)s, %(at)s)
    )
    UPDATE attachments_attachment SET case_id = %(case_id)s, person_id = %(person_id)s
    WHERE draft_id = %(draft_id)s AND case_id IS NULL AND replaced_at IS NULL
      AND removed_at IS NULL AND state <> '{FileState.QUARANTINED.value}'
    RETURNING {columns_of(Attachment)}"""  # noqa: S608 - constants


@transaction.atomic
def remove(attachment_id: int, *, draft_id: int, by: Actor) -> None:
    """Take a file out of a draft; its bytes are deleted by the sweep.

    Raises NoSuchFile, also for one that a case has claimed meanwhile.
    """
    row = current(draft_id=draft_id).filter(id=attachment_id)
    if not row.update(removed_at=clock.now()):
        raise NoSuchFile
    record("attachments.removed", target="attachment", target_id=attachment_id, by=by)


@transaction.atomic(savepoint=False)
def claim(draft_id: int, case_id: int, *, person_id: int | None, by: Actor) -> list[AttachedFile]:
    """Give the files of a draft to the case it became, in the caller's transaction.

    What arrives for the draft afterwards is refused (DraftClosed), so that no file is taken that
    the case does not have. Files that were set aside stay behind.
    """
    locks.hold(draft_id)
    values = {"id": new_id(), "draft_id": draft_id, "case_id": case_id, "person_id": person_id}
    claimed = Attachment.objects.raw(CLAIM, {**values, "at": clock.now()})
    files = views(sorted(claimed, key=lambda row: row.id))
    record(
        "attachments.claimed",
        target="case",
        target_id=case_id,
        by=by,
        after={"draft": draft_id},
    )
    return files


@transaction.atomic
def mark(
    attachment_id: int,
    legibility: Legibility,
    *,
    case_id: int,
    note: str = "",
    by: Actor,
    subject: Subject,
) -> None:
    """Say that a file of a case is readable or not; the applicant reads the note.

    Raises NotAllowed, NoSuchFile, NoteRequired (unreadable without a note).
    """
    require(by, Act.ACT_ON_TASK, subject)
    if legibility is Legibility.UNREADABLE and not note.strip():
        raise NoteRequired
    row = current(case_id=case_id).filter(id=attachment_id)
    if not row.update(legibility=legibility.value, note=note.strip()):
        raise NoSuchFile
    record(
        "attachments.marked",
        target="attachment",
        target_id=attachment_id,
        by=by,
        because=note.strip(),
        after={"legibility": legibility.value},
    )


@transaction.atomic
def discard(draft_ids: Collection[int], *, by: Actor) -> int:
    """Remove the files of drafts that expired or were given up; how many files there were."""
    rows = Attachment.objects.filter(draft_id__in=draft_ids, case_id=None, removed_at=None)
    counts = Counter(rows.values_list("draft_id", flat=True))
    rows.update(removed_at=clock.now())
    Upload.objects.filter(draft_id__in=draft_ids).update(expires_at=clock.now())
    for draft_id, files in counts.items():
        record(
            "attachments.discarded",
            target="draft",
            target_id=draft_id or 0,
            by=by,
            after={"files": files},
        )
    return counts.total()
