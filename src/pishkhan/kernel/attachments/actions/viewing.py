"""Opening a file: allowed, written down, with headers that let it do nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.http import content_disposition_header

from pishkhan.kernel.attachments.errors import NoSuchFile
from pishkhan.kernel.attachments.models import Attachment, AttachmentView
from pishkhan.kernel.attachments.storage import THUMBNAIL, files
from pishkhan.kernel.attachments.terms import FileType
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import require
from pishkhan.kernel.organisations.spec import Act, Subject


if TYPE_CHECKING:
    from django.core.files.base import File

CHUNK = 64 * 1024
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

    stream: "File[bytes]"  # Django's File takes no parameter at run time
    headers: dict[str, str]

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        while chunk := self.stream.read(CHUNK):
            yield chunk

    def close(self) -> None:
        """Close the file; Django calls it when the response is over."""
        self.stream.close()


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
    Raises NotAllowed, NoSuchFile. The view is written to `AttachmentView`.
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

    The caller has checked that `actor` holds the draft. Raises NoSuchFile.
    """
    row = Attachment.objects.filter(
        id=attachment_id, draft_id=draft_id, case_id=None, removed_at=None
    ).first()
    return _open(row, actor, thumbnail=thumbnail, download=download)


def _open(row: Attachment | None, actor: Actor, *, thumbnail: bool, download: bool) -> OpenedFile:
    if row is None or (thumbnail and row.content_type == FileType.PDF):
        raise NoSuchFile
    try:
        stream = files().open(row.stored_as + (THUMBNAIL if thumbnail else ""))
    except FileNotFoundError as error:
        raise NoSuchFile from error
    AttachmentView.objects.create(
        attachment_id=row.id,
        case_id=row.case_id,
        actor_kind=actor.kind.value,
        account_id=actor.account_id,
        person_id=actor.person_id,
        was_thumbnail=thumbnail,
    )
    return OpenedFile(
        stream=stream,
        headers=headers(row, download=download) | {"Content-Length": str(stream.size)},
    )


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
