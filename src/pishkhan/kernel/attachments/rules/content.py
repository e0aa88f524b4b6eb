"""What a file is, by its bytes alone; the parser is the gate, the extension is never asked."""

import hashlib
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments.errors import (
    BrokenImage,
    BrokenPdf,
    CannotKeep,
    EmptyFile,
    TooLarge,
    WrongType,
)
from pishkhan.kernel.attachments.rules import images, pdfs
from pishkhan.kernel.attachments.terms import FileType


MEGABYTE = 1_000_000
CHUNK = 64 * 1024
MAGIC = {
    b"\xff\xd8\xff": FileType.JPEG,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
    b"%PDF-": FileType.PDF,
}


class Readable(Protocol):
    """Anything that hands out bytes piece by piece."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102 - the protocol of every stream


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """A file fit to be kept. `pages` is 1 for a picture.

    `file`, `size` and `sha256` are what came; `content_type` is what it is shown as: a picture
    is written anew as JPEG (`images.reencode`) before anybody sees it.
    """

    file: BinaryIO
    content_type: FileType
    size: int
    sha256: str
    pages: int


def spool(stream: Readable, *, max_mb: int) -> BinaryIO:
    """A copy of `stream` at hand; reads little more than the limit.

    Raises EmptyFile, TooLarge, CannotKeep (no room for the copy).
    """
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller keeps it open
    try:
        _copy(stream, copy, max_mb=max_mb)
        copy.seek(0)  # writes what is left
    except BaseException as error:
        with suppress(OSError):
            copy.close()
        if isinstance(error, OSError):
            raise CannotKeep from error
        raise
    return copy


def _copy(stream: Readable, copy: BinaryIO, *, max_mb: int) -> None:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > max_mb * MEGABYTE:
            raise TooLarge(limit_mb=max_mb)
        copy.write(chunk)
    if size == 0:
        raise EmptyFile


def examine(file: BinaryIO, *, types: Collection[FileType], max_pages: int) -> Examined:
    """What `file` is, read to its end by a parser.

    Raises WrongType, BrokenImage, TooManyPixels, AnimatedImage, BrokenPdf, EncryptedPdf,
    TooManyPages, ActiveContent; nothing else, whatever the bytes are.
    """
    found = _sniff(file)
    if found is None or found not in types:
        raise WrongType(allowed=" / ".join(kind.name for kind in types))
    if found is FileType.PDF:
        with whatever_it_raises_means(BrokenPdf):
            pages = pdfs.inspect(file, max_pages=max_pages)
        return _examined(file, FileType.PDF, pages=pages)
    with whatever_it_raises_means(BrokenImage):
        images.inspect(file)
    return _examined(file, FileType.JPEG, pages=1)


def _sniff(file: BinaryIO) -> FileType | None:
    file.seek(0)
    head = file.read(max(map(len, MAGIC)))
    return next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)


@contextmanager
def whatever_it_raises_means(broken: type[DomainError]) -> Iterator[None]:
    """Turn any failure of a parser into the refusal `broken`; refusals stay what they are."""
    try:
        yield
    except DomainError:
        raise
    except Exception as error:  # the edge: parsers fail on hostile bytes in any way
        raise broken from error


def _examined(file: BinaryIO, content_type: FileType, *, pages: int) -> Examined:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    size = file.tell()
    file.seek(0)
    return Examined(
        file=file,
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        pages=pages,
    )
