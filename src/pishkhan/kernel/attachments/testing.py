"""Files for tests, made on the spot: good ones and each kind of bad one."""

import io
import zlib
from typing import BinaryIO

import pikepdf
from PIL import Image

from pishkhan.kernel.attachments import ports
from pishkhan.kernel.attachments.actions import prepare
from pishkhan.kernel.attachments.models import Attachment
from pishkhan.kernel.attachments.terms import FileState


def find_unsound(attachment_id: int, finding: str = "Test.Malware") -> None:
    """As if a scanner that answered only now had found something in a file that was received."""

    class _Finds:
        def scan(self, _file: BinaryIO, /) -> str:
            return finding

    Attachment.objects.filter(id=attachment_id).update(state=FileState.WAITING.value)
    before = ports.scanner()
    ports.connect_scanner(_Finds())
    try:
        prepare(attachment_id)
    finally:
        ports.connect_scanner(before)


def a_jpeg(
    width: int = 40, height: int = 30, colour: str = "teal", *, orientation: int = 1
) -> bytes:
    """A picture with EXIF: an orientation, a maker, a place."""
    image, target = Image.new("RGB", (width, height), colour), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (35.0, 42.0, 0.0)
    image.save(target, "JPEG", exif=exif, comment=b"SecretComment")
    return target.getvalue()


def a_png(
    width: int = 40, height: int = 30, mode: str = "RGB", colour: str | int = "teal"
) -> bytes:
    """A still picture in any of Pillow's modes."""
    target = io.BytesIO()
    Image.new(mode, (width, height), colour).save(target, "PNG")
    return target.getvalue()


def an_animated_png() -> bytes:
    """A picture of two frames."""
    target = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(target, "PNG", save_all=True, append_images=frames[1:])
    return target.getvalue()


def a_png_bomb(side: int = 30_000) -> bytes:
    """A few hundred kilobytes that would be `side` squared pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + checksum

    size = side.to_bytes(4, "big")
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(side)) + packer.flush()
    header = chunk(b"IHDR", size + size + b"\1\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_pdf(pages: int = 1, *, password: str = "", mark: str = "") -> bytes:
    """Empty pages; `mark` makes the bytes differ."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.docinfo["/Title"] = mark or "a test"
        return saved(pdf, password)


def saved(pdf: pikepdf.Pdf, password: str = "") -> bytes:
    """The bytes of a document under construction."""
    target = io.BytesIO()
    encryption = pikepdf.Encryption(user=password, owner=password) if password else False
    pdf.save(target, encryption=encryption)
    return target.getvalue()
