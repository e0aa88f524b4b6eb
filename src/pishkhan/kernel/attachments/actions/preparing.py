"""What a file still needs after it was received: a scanner that answers, a picture made anew.

Each is done once by a job, by whoever opens the file first, or by the sweep, whichever comes
first; a second time changes nothing.
"""

import io
from datetime import timedelta
from functools import partial
from typing import BinaryIO

import structlog
from django.db import transaction
from django.db.models import QuerySet

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import ports, storage
from pishkhan.kernel.attachments.errors import BrokenImage, NoSuchFile
from pishkhan.kernel.attachments.models import Attachment
from pishkhan.kernel.attachments.rules import images
from pishkhan.kernel.attachments.rules.content import whatever_it_raises_means
from pishkhan.kernel.attachments.terms import FileState, FileType
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor


log = structlog.get_logger(__name__)
MISSED_AFTER = timedelta(minutes=2)
BATCH = 200
UNFINISHED = (FileState.WAITING.value, FileState.CHECKED.value)


def prepare(attachment_id: int) -> None:
    """Scan the file if nobody did, then make its picture anew.

    Raises ScannerUnavailable; what is found unsound is set aside and shown to nobody.
    """
    row = Attachment.objects.filter(id=attachment_id, state__in=UNFINISHED).first()
    if row is None:
        return
    try:
        _prepare(row)
    except NoSuchFile:
        if _still(row).exists():  # else somebody else has just done it
            raise


def _prepare(row: Attachment) -> None:
    with storage.Stored(row.stored_as, row.sealed_key).copy() as copy:
        finding = ports.scanner().scan(copy) if row.state == FileState.WAITING else ""
        if finding:
            _set_aside(row, finding)
        elif row.content_type == FileType.PDF:
            _still(row).update(state=FileState.READY.value)
        else:
            _make_picture(row, copy)


def prepare_missed() -> int:
    """Do what jobs left undone, until the scanner is silent again; how many were looked at."""
    late = Attachment.objects.filter(
        state__in=UNFINISHED, removed_at=None, received_at__lte=clock.now() - MISSED_AFTER
    )
    count = 0
    for attachment_id in late.values_list("id", flat=True)[:BATCH]:
        try:
            prepare(attachment_id)
        except ports.ScannerUnavailable:
            break
        except DomainError as error:
            log.error("attachments.not_prepared", id=attachment_id, code=error.code)  # noqa: TRY400 - no trace is needed
        count += 1
    return count


def _make_picture(row: Attachment, copy: BinaryIO) -> None:
    try:
        with whatever_it_raises_means(BrokenImage):
            picture = images.reencode(copy)
    except DomainError as error:
        _set_aside(row, error.code)
        return
    # Under a new name and key: whoever is killed in between leaves an orphan, never half a file.
    key, sealed = storage.ring().new_key()
    name = storage.new_name()
    storage.put(name, io.BytesIO(picture.content), key=key)
    storage.put(name + storage.THUMBNAIL, io.BytesIO(picture.thumbnail), key=key)
    was_first = _still(row).update(
        state=FileState.READY.value,
        size=len(picture.content),
        stored_as=name,
        wrapped_by=sealed.wrapped_by,
        wrapped_key=sealed.wrapped,
    )
    transaction.on_commit(partial(storage.delete, row.stored_as if was_first else name))


@transaction.atomic
def _set_aside(row: Attachment, finding: str) -> None:
    if not _still(row).update(state=FileState.QUARANTINED.value, finding=finding):
        return
    record(
        "attachments.quarantined",
        target="attachment",
        target_id=row.id,
        by=Actor.system(),
        after={"finding": finding},
    )
    row.refresh_from_db()  # a case may have claimed it since it was read
    if row.case_id is not None:
        ports.tell_set_aside(row.case_id, row.id)


def _still(row: Attachment) -> QuerySet[Attachment]:
    return Attachment.objects.filter(id=row.id, state=row.state, stored_as=row.stored_as)
