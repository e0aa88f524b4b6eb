"""Harmless bytes that every scanner must find, wrapped in the ways that hide them."""

import io
import zipfile

import pikepdf

from pishkhan.kernel.attachments.testing import saved


# Written in two halves, so that no scanner takes this file itself for what it is made to find.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def zipped(*members: bytes, times: int = 1, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these, in an archive, `times` deep."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, member in enumerate(members):
            archive.writestr(f"{number}.bin", member)
    return target.getvalue() if times == 1 else zipped(target.getvalue(), times=times - 1)


def in_a_pdf(content: bytes) -> bytes:
    """A page whose packed stream holds `content`."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(content)
        target = io.BytesIO()
        pdf.save(
            target, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
        return target.getvalue()


def attached_to_a_pdf(content: bytes) -> bytes:
    """A document with a file inside."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["x.zip"] = content
        return saved(pdf)
