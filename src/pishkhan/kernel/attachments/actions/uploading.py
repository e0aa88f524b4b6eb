"""A file on its way in, piece by piece; what arrived stays, whatever happens to the line."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from pishkhan.foundation import clock, secret
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import storage
from pishkhan.kernel.attachments.actions.receiving import UPLOADS_AN_HOUR, receive, replace
from pishkhan.kernel.attachments.errors import (
    BY_CODE,
    CannotKeep,
    EmptyFile,
    MixedUpload,
    NoSuchUpload,
    TooLarge,
    TooManyFiles,
    TooManyParts,
    TooManyUploads,
    UploadOver,
    WrongOffset,
)
from pishkhan.kernel.attachments.models import Upload, UploadPart
from pishkhan.kernel.attachments.queries import current
from pishkhan.kernel.attachments.rules.content import MEGABYTE
from pishkhan.kernel.attachments.spec import AttachmentRule, UploadView
from pishkhan.kernel.attachments.terms import FileState, FileType
from pishkhan.kernel.identity.api import actor_for_person
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import allow, each_by_itself


KEPT_FOR = timedelta(days=3)  # the same phone, the next day, and one more
BATCH = 200
OPEN_AT_ONCE = 20
MOST_PARTS = 1000  # 25 MB in pieces of 25 kB
LONGEST_NAME = 500
PART_LIMIT = 1_000_000
MISSED_AFTER = timedelta(minutes=5)


def begin_upload(  # noqa: PLR0913 - what comes with a file, by keyword
    *,
    holder: str,
    draft_id: int | None = None,
    case_id: int | None = None,
    replaces: int | None = None,
    name: str,
    length: int,
    sha256: str = "",
    rule: AttachmentRule,
    by: Actor,
) -> UploadView:
    """Promise to take a file of `length` bytes for a draft or a case, as `receive` or `replace`.

    `sha256` (hexadecimal; empty if unknown) guards against bytes of another file later on.
    Raises EmptyFile, TooLarge, TooManyFiles, TooManyUploads.
    """
    if (draft_id is None) == (case_id is None):
        raise ValueError("a file belongs to a draft or to a case")
    if length <= 0:
        raise EmptyFile
    if length > rule.max_mb * MEGABYTE:
        raise TooLarge(limit_mb=rule.max_mb)
    held = current(draft_id=draft_id, case_id=case_id).filter(kind=rule.kind)
    sound = held.exclude(state=FileState.QUARANTINED.value)
    if replaces is None and sound.count() >= rule.max_files:
        raise TooManyFiles(limit=rule.max_files)  # before it is sent for nothing
    owner, now = case_id or draft_id, clock.now()
    if not allow(f"uploads:{owner}", limit=UPLOADS_AN_HOUR, per=timedelta(hours=1)):
        raise TooManyUploads
    under_way = Upload.objects.filter(
        draft_id=draft_id, for_case_id=case_id, attachment_id=None, refusal="", expires_at__gt=now
    )
    if under_way.count() >= OPEN_AT_ONCE:
        raise TooManyUploads
    _, sealed = storage.ring().new_key()
    row = Upload.objects.create(
        token=secret.token(),
        holder=holder,
        draft_id=draft_id,
        for_case_id=case_id,
        person_id=by.person_id,
        kind=rule.kind,
        replaces=replaces,
        name=name.replace("\0", "")[:LONGEST_NAME],
        length=length,
        sha256=sha256,
        rule=asdict(rule) | {"types": [kind.value for kind in rule.types]},
        wrapped_by=sealed.wrapped_by,
        wrapped_key=sealed.wrapped,
        expires_at=now + KEPT_FOR,
    )
    return _view(row)


def upload(token: str) -> UploadView:
    """How far an upload has come. Raises NoSuchUpload, UploadOver (data: its `holder`).

    Whoever shows it, or says that it is over, asks first whether its `holder` is the one who asks.
    """
    row = Upload.objects.filter(token=token).first()
    if row is None:
        raise NoSuchUpload
    if row.expires_at <= clock.now():
        raise UploadOver(holder=row.holder)
    return _view(row)


@transaction.atomic
def append(token: str, *, offset: int, data: bytes) -> UploadView:
    """Keep the next piece, which begins at `offset`.

    Raises NoSuchUpload, UploadOver, WrongOffset (nothing is kept; its data say where to go on),
    TooLarge (more than was promised), TooManyParts, CannotKeep.
    """
    row = _locked(token)
    if offset != row.received:
        raise WrongOffset(offset=row.received)
    if row.received + len(data) > row.length or len(data) > PART_LIMIT:
        raise TooLarge(limit_mb=row.rule["max_mb"])
    if row.parts >= MOST_PARTS:
        raise TooManyParts
    if data:
        name = storage.new_name()
        key = storage.ring().open(row.sealed_key)
        storage.put(name, io.BytesIO(data), key=key)
        UploadPart.objects.create(upload_id=row.id, start=offset, size=len(data), stored_as=name)
        row.received += len(data)
        row.parts += 1
        row.touched_at = clock.now()
        row.save(update_fields=["received", "parts", "touched_at"])
    return _view(row)


@transaction.atomic
def finish(token: str, *, by: Actor) -> UploadView:
    """Receive the file now that all of it is here; a second call changes nothing.

    A refusal is kept in `refused`. Raises NoSuchUpload, UploadOver, CannotKeep (come again).
    """
    row = _locked(token)
    if row.received < row.length or row.attachment_id or row.refusal:
        return _view(row)
    try:
        row.attachment_id = _receive(row, by)
    except CannotKeep:
        raise
    except DomainError as error:
        row.refusal, row.refusal_data = error.code, dict(error.data)
    row.save(update_fields=["attachment_id", "refusal", "refusal_data"])
    _drop_parts(row)
    return _view(row)


@transaction.atomic
def give_up(token: str) -> None:
    """Forget an upload and what arrived of it. Raises NoSuchUpload, UploadOver."""
    row = _locked(token)
    _drop_parts(row)
    row.delete()


def finish_missed() -> int:
    """Finish the uploads whose last request was cut off before it could; how many."""
    late = Upload.objects.filter(
        attachment_id=None, refusal="", touched_at__lte=clock.now() - MISSED_AFTER
    ).filter(received=F("length"), expires_at__gt=clock.now())
    rows = list(late.values_list("token", "person_id")[:BATCH])
    return len(each_by_itself("finish", rows, _finish_missed))


def _finish_missed(row: tuple[str, int | None]) -> None:
    token, person_id = row
    finish(token, by=actor_for_person(person_id) if person_id else Actor.anonymous())


class _Parts:
    """The pieces of an upload, one after another, as one stream in clear."""

    def __init__(self, row: Upload) -> None:
        self._chunks = self._read(row)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        if not self._rest:
            self._rest = next(self._chunks, b"")
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    @staticmethod
    def _read(row: Upload) -> Iterator[bytes]:
        for part in UploadPart.objects.filter(upload_id=row.id).order_by("start"):
            with closing(storage.Stored(part.stored_as, row.sealed_key)) as stored:
                yield from stored


def _receive(row: Upload, by: Actor) -> int:
    if row.sha256:
        digest = hashlib.sha256()
        parts = _Parts(row)
        while chunk := parts.read(MEGABYTE):
            digest.update(chunk)
        if not secret.equal(digest.hexdigest(), row.sha256):
            raise MixedUpload
    rule = AttachmentRule(
        **row.rule | {"types": tuple(FileType(value) for value in row.rule["types"])}
    )
    if row.replaces is None:
        taken = receive(
            draft_id=row.draft_id,
            case_id=row.for_case_id,
            kind=row.kind,
            name=row.name,
            stream=_Parts(row),
            rule=rule,
            by=by,
        )
    else:
        taken = replace(
            row.replaces,
            draft_id=row.draft_id,
            case_id=row.for_case_id,
            name=row.name,
            stream=_Parts(row),
            rule=rule,
            by=by,
        )
    return taken.id


def _locked(token: str) -> Upload:
    row = Upload.objects.select_for_update(of=("self",)).filter(token=token).first()
    if row is None:
        raise NoSuchUpload
    if row.expires_at <= clock.now():
        raise UploadOver
    return row


def _drop_parts(row: Upload) -> None:
    parts = UploadPart.objects.filter(upload_id=row.id)
    for name in list(parts.values_list("stored_as", flat=True)):
        transaction.on_commit(partial(storage.delete, name))
    parts.delete()


def _view(row: Upload) -> UploadView:
    refused = BY_CODE.get(row.refusal)
    return UploadView(
        token=row.token,
        holder=row.holder,
        kind=row.kind,
        name=row.name,
        length=row.length,
        offset=row.received,
        expires_at=row.expires_at,
        attachment_id=row.attachment_id,
        refused=refused(**row.refusal_data) if refused else None,
    )
