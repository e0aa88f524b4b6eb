"""The name of whoever looks, and the hour, laid over an identity paper; set by Typst for Persian."""

import functools
import io
import json
from pathlib import Path
from typing import Literal

import pikepdf
import typst
from django.conf import settings
from PIL import Image

from pishkhan.kernel.attachments.terms import FileType


STAMP = Path(__file__).with_name("stamp.typ")
QUALITY = 85


def marked(data: bytes, content_type: FileType, text: str) -> bytes:
    """A picture or PDF of ours with `text` over every page of it."""
    return _document(data, text) if content_type is FileType.PDF else _picture(data, text)


def _picture(data: bytes, text: str) -> bytes:
    target = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        page = image.convert("RGB")
    drawn = Image.open(io.BytesIO(_stamp(*page.size, text, kind="png")), formats=["PNG"])
    overlay = drawn.convert("RGBA").resize(page.size)
    page.paste(overlay, mask=overlay.getchannel("A"))
    page.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _document(data: bytes, text: str) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) for edge in page.trimbox)
            stamp = _stamp(round(right - left), round(top - bottom), text, kind="pdf")
            with pikepdf.open(io.BytesIO(stamp)) as overlay:
                page.add_overlay(overlay.pages[0], pikepdf.Rectangle(page.trimbox))
        pdf.save(target)
    return target.getvalue()


@functools.lru_cache(maxsize=4)  # pages of one document are of one size
def _stamp(width: int, height: int, text: str, *, kind: Literal["pdf", "png"]) -> bytes:
    """A transparent page of `width` by `height` points; as PNG, half as many pixels, which is quicker."""
    made: bytes = typst.compile(
        STAMP,
        root=STAMP.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={
            "data": json.dumps({"width": width, "height": height, "text": text}, ensure_ascii=False)
        },
        format=kind,
        ppi=36,
    )
    return made


@functools.cache
def _fonts() -> typst.Fonts:
    bases = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(base) / "fonts" / "ttf" for base in bases],
    )
