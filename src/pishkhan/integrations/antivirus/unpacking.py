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
    """`data` itself, then everything found inside it. Raises CannotUnpack, nothing else.

    A document is read here and now: the caller has seen that it is no bomb (attachments' check of
    structure); one inside another file, which nobody has seen, is not unpacked.
    """
    yield from _walk(data, 0, _Left())


def _walk(data: bytes, depth: int, left: _Left) -> Iterator[bytes]:
    left.take(len(data))
    yield data
    if depth >= MAX_DEPTH:
        if END_OF_ZIP in data:
            raise CannotUnpack("archives nested too deep")
        return
    if data.startswith(PDF):
        if depth:
            raise CannotUnpack("a document inside another file")
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
        except CannotUnpack:
            raise
        except Exception:  # noqa: BLE001, S110 - four bytes by chance, in a picture or a packed stream; zipfile fails on them in any way
            pass
        start = data.find(END_OF_ZIP, start + 1)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: _Left) -> bytes:
    if member.flag_bits & 1:
        raise CannotUnpack("an archive with a password")
    if member.file_size > min(PIECE_LIMIT, left.octets):
        raise CannotUnpack("a member too large to look at")
    try:
        with archive.open(member) as opened:
            content = opened.read(PIECE_LIMIT + 1)
    except Exception as error:  # each way of packing fails in ways of its own
        raise CannotUnpack("a member that does not open") from error
    if len(content) > PIECE_LIMIT:
        raise CannotUnpack("a member too large to look at")
    return content


def _of_pdf(data: bytes) -> Iterator[bytes]:
    """Every stream of a document unpacked, pictures as they lie; none of one that is broken."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - the check of structure refuses it; here its bytes were looked at as they lie
        return
    with pdf:
        try:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    yield _decoded(thing)
        except pikepdf.PdfError as error:
            raise CannotUnpack("a document that is not read to its end") from error


def _decoded(stream: pikepdf.Stream) -> bytes:
    if stream.get("/Subtype") == "/Image":  # only ever drawn; unpacked, a scan has 400 MB
        return bytes(stream.read_raw_bytes())
    try:
        return bytes(stream.read_bytes())
    except Exception:  # noqa: BLE001 - over the library's limit, damaged, or packed in another way
        return _inflated(bytes(stream.read_raw_bytes()), stream)


def _inflated(raw: bytes, stream: pikepdf.Stream) -> bytes:
    """As far as its packing is the usual one, what comes out of it; then as it lies."""
    named = stream.get("/Filter")
    for name in named if isinstance(named, pikepdf.Array) else [named]:
        if str(name) not in {"/FlateDecode", "/Fl"}:
            break
        unpacker = zlib.decompressobj()
        try:
            raw = unpacker.decompress(raw, PIECE_LIMIT + 1)
        except zlib.error:
            break
        if len(raw) > PIECE_LIMIT:
            raise CannotUnpack("a stream too large to look at")
    return raw
