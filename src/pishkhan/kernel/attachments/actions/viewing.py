"""Opening a file: allowed, written down, with headers that let it do nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.attachments import storage, watermark
from pishkhan.kernel.attachments.actions.preparing import prepare
from pishkhan.kernel.attachments.errors import NoSuchFile, NotCheckedYet, Quarantined
from pishkhan.kernel.attachments.models import Attachment, AttachmentView
from pishkhan.kernel.attachments.ports import ScannerUnavailable
from pishkhan.kernel.attachments.storage import THUMBNAIL
from pishkhan.kernel.attachments.terms import FileState, FileType
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations.api import require
from pishkhan.kernel.organisations.spec import Act, Subject


_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
# Browsers show no PDF in a sandbox, and one only as an object of itself; a PDF that could act
# was refused at the door.
_POLICIES = {
    FileType.JPEG.value: f"{_NOTHING}; sandbox",
    FileType.PDF.value: f"{_NOTHING}; object-src 'self'",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedFile:
    """An open file; hand it to `StreamingHttpResponse(opened, headers=opened.headers)`."""

    chunks: Iterator[bytes]
    headers: dict[str, str]
    stored: storage.Stored

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        return self.chunks

    def close(self) -> None:
        """Close the file; Django calls it when the response is over."""
        self.stored.close()


def open_file(
    attachment_id: int,
    *,
    case_id: int,
    actor: Actor,
    subject: Subject,
    thumbnail: bool = False,
    download: bool = False,
) -> OpenedFile:
    """Open a file of the case `case_id`, of which `subject` tells who may see it.

    `case_id` keeps a file of another case from being opened with this one's permission.
    Officers see identity papers under a watermark. The view is written to `AttachmentView`.
    Raises NotAllowed, NoSuchFile, NotCheckedYet, Quarantined, DamagedFile.
    """
    require(actor, Act.VIEW_FILE, subject)
    row = Attachment.objects.filter(id=attachment_id, case_id=case_id, removed_at=None).first()
    return _open(row, actor, thumbnail=thumbnail, download=download)


def open_draft_file(
    attachment_id: int,
    *,
    draft_id: int,
    actor: Actor,
    thumbnail: bool = False,
    download: bool = False,
) -> OpenedFile:
    """Open a file of a draft that is not submitted; whoever holds the draft may see it.

    The caller has checked that `actor` holds the draft. Raises NoSuchFile, NotCheckedYet, Quarantined,
    DamagedFile.
    """
    row = Attachment.objects.filter(
        id=attachment_id, draft_id=draft_id, case_id=None, removed_at=None
    ).first()
    return _open(row, actor, thumbnail=thumbnail, download=download)


def _open(row: Attachment | None, actor: Actor, *, thumbnail: bool, download: bool) -> OpenedFile:
    if row is None or (thumbnail and row.content_type == FileType.PDF):
        raise NoSuchFile
    row = _shown(row)
    stored = storage.Stored(row.stored_as + (THUMBNAIL if thumbnail else ""), row.sealed_key)
    is_marked = row.is_identity and actor.kind is ActorKind.STAFF
    try:
        chunks, size = _marked(stored, row, actor) if is_marked else _plain(stored)
    except BaseException:
        stored.close()
        raise
    AttachmentView.objects.create(
        attachment_id=row.id,
        case_id=row.case_id,
        actor_kind=actor.kind.value,
        account_id=actor.account_id,
        person_id=actor.person_id,
        was_thumbnail=thumbnail,
        was_download=download,
        was_watermarked=is_marked,
    )
    return OpenedFile(
        chunks=chunks,
        headers=headers(row, download=download) | {"Content-Length": str(size)},
        stored=stored,
    )


def _shown(row: Attachment) -> Attachment:
    """The row as it may be shown; one that a job did not reach yet is prepared now."""
    if row.state in {FileState.WAITING.value, FileState.CHECKED.value}:
        try:
            prepare(row.id)
        except ScannerUnavailable as error:
            raise NotCheckedYet from error
        row.refresh_from_db()
    if row.state == FileState.QUARANTINED:
        raise Quarantined
    return row


def _plain(stored: storage.Stored) -> tuple[Iterator[bytes], int]:
    chunks = iter(stored)
    first = next(chunks)  # so that a damaged file is a page and not a broken download
    return chain([first], chunks), stored.size


def _marked(stored: storage.Stored, row: Attachment, actor: Actor) -> tuple[Iterator[bytes], int]:
    text = gettext("نمایش برای %(name)s، %(moment)s") % {
        "name": actor.name,
        "moment": jalali.format_moment(clock.now(), get_language() or "fa"),
    }
    data = watermark.marked(b"".join(stored), FileType(row.content_type), text)
    return iter([data]), len(data)


def headers(row: Attachment, *, download: bool) -> dict[str, str]:
    """Headers under which a browser shows the file and runs nothing of it."""
    return {
        "Content-Type": row.content_type,
        "Content-Disposition": content_disposition_header(download, row.name) or "attachment",
        "Content-Security-Policy": _POLICIES[row.content_type],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
