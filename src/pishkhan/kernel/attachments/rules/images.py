"""Pictures: looked at while received, later written anew: nothing remains but pixels."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from pishkhan.kernel.attachments.errors import AnimatedImage, TooManyPixels


MAX_PIXELS = 40_000_000  # A4 at 600 dpi is 35 million; decoded, about 160 MB
MAX_SIDE = 2400  # a page of A4 stays legible at about 200 dpi
THUMBNAIL_SIDE = 320
FORMATS = ("JPEG", "PNG")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# One picture at a time in a process bounds its memory, however many threads serve.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Both are JPEG, upright, without EXIF, GPS, comment or profile."""

    content: bytes
    thumbnail: bytes


def inspect(file: BinaryIO) -> None:
    """Decode `file` to its end, a JPEG at a reduced scale; its pictures are made later, by a job.

    Raises TooManyPixels, AnimatedImage, and whatever Pillow raises where it is broken.
    """
    with _opened(file) as image:
        image.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        image.load()


def reencode(file: BinaryIO) -> Picture:
    """The pixels of `file`, upright and at most MAX_SIDE wide or high, with a thumbnail.

    Takes about 300 ms for 12 megapixels. Raises what `inspect` raises.
    """
    with _opened(file) as image:
        image.thumbnail((MAX_SIDE, MAX_SIDE))  # a JPEG is decoded at a reduced scale
        image.load()
        pixels = _only_pixels(image)
    small = pixels.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(content=_jpeg(pixels, 85), thumbnail=_jpeg(small, 75))


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Image.Image]:
    with _one_at_a_time:
        try:
            _verify(file)
            with Image.open(file, formats=FORMATS) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error


def _verify(file: BinaryIO) -> None:
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_many_pixels()
        if getattr(image, "is_animated", False) and image.format == "PNG":
            # A JPEG with several pictures is a phone's depth map; its first picture is the one.
            raise AnimatedImage
        image.verify()
    file.seek(0)


def _only_pixels(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    page = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        page.paste(upright, mask=upright.getchannel("A"))
    else:
        page.paste(upright.convert("RGB"))
    return page


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()


def _too_many_pixels() -> TooManyPixels:
    return TooManyPixels(limit_mp=MAX_PIXELS // 1_000_000)
