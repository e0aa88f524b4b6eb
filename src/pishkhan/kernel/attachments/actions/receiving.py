"""Receiving a file, and receiving it again in the place of another."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import locks, ports, storage
from pishkhan.kernel.attachments.errors import (
    AlreadySent,
    DraftClosed,
    Infected,
    NoSuchFile,
    TooLarge,
    TooManyFiles,
    TooManyUploads,
)
from pishkhan.kernel.attachments.models import Attachment, Handover
from pishkhan.kernel.attachments.queries import current, view
from pishkhan.kernel.attachments.rules import content, names
from pishkhan.kernel.attachments.rules.content import Examined, Readable
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.attachments.terms import FileState, FileType
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import allow, defer, new_id


log = structlog.get_logger(__name__)
UPLOADS_AN_HOUR = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A file that was counted, examined and scanned for its draft or case; not yet taken."""

    found: Examined
    state: FileState


@contextmanager
def checked(
    stream: Readable,
    *,
    draft_id: int | None = None,
    case_id: int | None = None,
    rule: AttachmentRule,
    by: Actor,
) -> Iterator[Checked]:
    """Look at a file before a transaction; inside, `receive` or `replace` takes what this gives.

    Whoever takes a file inside a transaction that a refusal rolls back looks at it so: the count
    of the hour and the line about an infected file stay, and nothing is locked while the scanner
    looks. Raises what `receive` raises, but TooManyFiles, AlreadySent, CannotKeep, DraftClosed.
    """
    owner_id = case_id or draft_id or 0
    if not allow(f"attachments:{owner_id}", limit=UPLOADS_AN_HOUR, per=timedelta(hours=1)):
        raise TooManyUploads
    declared = getattr(stream, "size", None)
    if isinstance(declared, int) and declared > rule.max_mb * content.MEGABYTE:
        raise TooLarge(limit_mb=rule.max_mb)
    with content.spool(stream, max_mb=rule.max_mb) as copy:
        found = content.examine(copy, types=rule.types, max_pages=rule.max_pages)
        state = _state(found, owner="case" if case_id else "draft", owner_id=owner_id, by=by)
        yield Checked(found=found, state=state)


def receive(  # noqa: PLR0913 - what comes with a file, by keyword
    *,
    draft_id: int | None = None,
    case_id: int | None = None,
    kind: str,
    name: str,
    stream: Readable | Checked,
    rule: AttachmentRule,
    by: Actor,
) -> AttachedFile:
    """Take a file for a draft, or (one that was missing) for a case: exactly one of the two.

    The name is only shown; the content decides. A job writes pictures anew, as upright JPEG
    without metadata; nobody sees them before. Raises EmptyFile, TooLarge, WrongType, BrokenImage,
    TooManyPixels, AnimatedImage, BrokenPdf, EncryptedPdf, TooManyPages, ActiveContent, Infected,
    TooManyFiles, AlreadySent, TooManyUploads, CannotKeep, DraftClosed. Inside a transaction: look
    at it before, by `checked`.
    """
    if (draft_id is None) == (case_id is None):
        raise ValueError("a file belongs to a draft or to a case")
    row = Attachment(draft_id=draft_id, case_id=case_id, person_id=by.person_id, kind=kind)
    return _take(row, name=name, stream=stream, rule=rule, by=by)


def replace(  # noqa: PLR0913 - as receive
    attachment_id: int,
    *,
    draft_id: int | None = None,
    case_id: int | None = None,
    name: str,
    stream: Readable | Checked,
    rule: AttachmentRule,
    by: Actor,
) -> AttachedFile:
    """Take a better version of a file of this draft or case; the old one stays in its history.

    Raises NoSuchFile and what `receive` raises, but TooManyFiles.
    """
    if (draft_id is None) == (case_id is None):
        raise ValueError("a file belongs to a draft or to a case")
    old = current(draft_id=draft_id, case_id=case_id).filter(id=attachment_id).first()
    if old is None:
        raise NoSuchFile
    row = Attachment(
        draft_id=old.draft_id,
        case_id=old.case_id,
        person_id=by.person_id,
        kind=old.kind,
        version=old.version + 1,
        replaces=old.id,
    )
    return _take(row, name=name, stream=stream, rule=rule, by=by)


def _take(
    row: Attachment, *, name: str, stream: Readable | Checked, rule: AttachmentRule, by: Actor
) -> AttachedFile:
    with ExitStack() as stack:
        if not isinstance(stream, Checked):
            stream = stack.enter_context(
                checked(stream, draft_id=row.draft_id, case_id=row.case_id, rule=rule, by=by)
            )
        _fill(row, stream.found, name, rule)
        row.state = stream.state.value
        try:
            _store(row, stream.found)
            _admit_and_save(row, rule, by)
        except BaseException:
            storage.drop(row.stored_as)
            raise
    return view(row)


def _fill(row: Attachment, found: Examined, name: str, rule: AttachmentRule) -> None:
    row.id = new_id()
    row.received_at = clock.now()
    row.name = names.clean(name, found.content_type)
    row.content_type = found.content_type.value
    row.size = found.size
    row.sha256 = found.sha256
    row.pages = found.pages
    row.is_identity = rule.is_identity


def _state(found: Examined, *, owner: str, owner_id: int, by: Actor) -> FileState:
    """What the scanner says now; if it says nothing, the file waits and nobody sees it."""
    try:
        finding = ports.scanner().scan(found.file)
    except ports.ScannerUnavailable as error:
        log.warning("attachments.not_scanned", reason=str(error))
        return FileState.WAITING
    if finding:
        record(
            "attachments.infected",
            target=owner,
            target_id=owner_id,
            by=by,
            after={"finding": finding, "sha256": found.sha256},
        )
        raise Infected
    return FileState.READY if found.content_type is FileType.PDF else FileState.CHECKED


def _store(row: Attachment, found: Examined) -> None:
    # Before the row: a file whose transaction is dropped has no row, is shown nowhere, and is
    # swept next night.
    key, sealed = storage.ring().new_key()
    row.stored_as = storage.new_name()
    row.wrapped_by, row.wrapped_key = sealed.wrapped_by, sealed.wrapped
    found.file.seek(0)
    storage.put(row.stored_as, found.file, key=key)


@transaction.atomic
def _admit_and_save(row: Attachment, rule: AttachmentRule, by: Actor) -> None:
    _admit(row, rule)
    row.save(force_insert=True)
    record(
        "attachments.replaced" if row.replaces else "attachments.received",
        target="attachment",
        target_id=row.id,
        by=by,
        after={"kind": row.kind, "sha256": row.sha256, "version": row.version},
    )
    if row.state != FileState.READY:
        defer("attachments.prepare", attachment_id=row.id)


def _admit(row: Attachment, rule: AttachmentRule) -> None:
    """Count under a lock, so that two tabs cannot both take the last place."""
    locks.hold(row.case_id or row.draft_id or 0)
    draft_id = row.draft_id if row.case_id is None else None
    if draft_id is not None and Handover.objects.filter(draft_id=draft_id).exists():
        raise DraftClosed
    held = current(draft_id=row.draft_id, case_id=row.case_id).filter(kind=row.kind)
    held = held.exclude(state=FileState.QUARANTINED.value)
    twin = held.filter(sha256=row.sha256).first()
    if twin is not None:
        raise AlreadySent(name=twin.name)
    if row.replaces is None:
        if held.count() >= rule.max_files:
            raise TooManyFiles(limit=rule.max_files)
        return
    old = current(draft_id=row.draft_id, case_id=row.case_id).filter(id=row.replaces)
    if not old.update(replaced_at=clock.now()):
        raise NoSuchFile  # another tab was quicker
