"""What hides inside a file: members of archives, archives in archives, streams of a PDF.

A file is walked within limits; one that cannot be walked to its end is not called clean.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf


MAX_DEPTH = 4
MAX_PIECES = 20_000
MAX_BYTES = 256_000_000
MAX_ENDS = 32
PIECE_LIMIT = 64_000_000
END_OF_ZIP = b"PK\x05\x06"
PDF = b"%PDF-"


class CannotUnpack(Exception):
    """There is more inside than can be looked at: too deep, too much, or locked. Says which."""


@dataclass(slots=True)
class _Left:
    """What may still be unpacked of one file."""

    pieces: int = field(default_factory=lambda: MAX_PIECES)
    octets: int = field(default_factory=lambda: MAX_BYTES)

    def take(self, size: int) -> None:
        self.pieces -= 1
        self.octets -= size
        if self.pieces < 0 or self.octets < 0:
            raise CannotUnpack("more inside than can be looked at")


def pieces(data: bytes) -> Iterator[bytes]:
    """`data` itself, then everything found inside it. Raises CannotUnpack, nothing else."""
    yield from _walk(data, 0, _Left())


def _walk(data: bytes, depth: int, left: _Left) -> Iterator[bytes]:
    left.take(len(data))
    yield data
    if depth >= MAX_DEPTH:
        if END_OF_ZIP in data:
            raise CannotUnpack("archives nested too deep")
        return
    if data.startswith(PDF):
        for stream in _of_pdf(data):
            yield from _walk(stream, depth + 1, left)
    if END_OF_ZIP in data:
        for member in _of_zip(data, left):
            yield from _walk(member, depth + 1, left)


def _of_zip(data: bytes, left: _Left) -> Iterator[bytes]:
    """Members of an archive, also of one behind a picture or in front of other bytes."""
    if data.count(END_OF_ZIP) > MAX_ENDS:
        raise CannotUnpack("more archives behind one another than can be looked at")
    start = data.find(END_OF_ZIP)
    while start >= 0:
        # Each end may close an archive of its own: what lies behind it does not hide it.
        comment = int.from_bytes(data[start + 20 : start + 22], "little")
        try:
            with zipfile.ZipFile(io.BytesIO(data[: start + 22 + comment])) as archive:
                for member in archive.infolist():
                    yield _read(archive, member, left)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, IndexError):
            pass  # four bytes by chance, in a picture or in a packed stream
        start = data.find(END_OF_ZIP, start + 1)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: _Left) -> bytes:
    if member.flag_bits & 1:
        raise CannotUnpack("an archive with a password")
    if member.file_size > min(PIECE_LIMIT, left.octets):
        raise CannotUnpack("a member too large to look at")
    try:
        with archive.open(member) as opened:
            content = opened.read(PIECE_LIMIT + 1)
    except NotImplementedError as error:
        raise CannotUnpack("packed in a way that is not known here") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise CannotUnpack("a member that does not open") from error
    if len(content) > PIECE_LIMIT:
        raise CannotUnpack("a member too large to look at")
    return content


def _of_pdf(data: bytes) -> Iterator[bytes]:
    """Every stream of a document unpacked, pictures as they lie; none of one that is broken."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    yield _decoded(thing)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError):
        return  # the check of structure refuses it; here its bytes were looked at as they lie


def _decoded(stream: pikepdf.Stream) -> bytes:
    if stream.get("/Subtype") == "/Image":  # only ever drawn; unpacked, a scan has 400 MB
        return bytes(stream.read_raw_bytes())
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())
