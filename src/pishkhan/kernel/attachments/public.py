"""Pictures that everybody may see (of guides): written anew, kept in clear under their digest.

They lie beside the sealed files, under a folder of their own that no sweep and no key touches.
"""

import hashlib
import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image

from pishkhan.kernel.attachments.errors import BrokenImage, CannotKeep, NoSuchFile
from pishkhan.kernel.attachments.rules import content, images
from pishkhan.kernel.attachments.storage import files
from pishkhan.kernel.attachments.terms import FileType


FOLDER = "public/"
MOST_MB = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicPicture:
    """A kept picture: a JPEG that is nothing but pixels; the same pixels have the same name."""

    stored_as: str
    width: int
    height: int
    size: int


def keep_public_picture(stream: content.Readable) -> PublicPicture:
    """Keep a JPEG or PNG for everybody to see.

    Raises EmptyFile, TooLarge, WrongType, BrokenImage, TooManyPixels, AnimatedImage, CannotKeep.
    """
    with content.spool(stream, max_mb=MOST_MB) as copy:
        content.examine(copy, types=(FileType.JPEG, FileType.PNG), max_pages=1)
        with content.whatever_it_raises_means(BrokenImage):
            clean = images.reencode(copy).content
    width, height = _size_of(clean)
    name = hashlib.sha256(clean).hexdigest()[:32]
    try:
        if not files().exists(FOLDER + name):
            files().save(FOLDER + name, ContentFile(clean))
    except Exception as error:  # the edge: each store has errors of its own
        raise CannotKeep from error
    return PublicPicture(stored_as=name, width=width, height=height, size=len(clean))


def public_picture(stored_as: str) -> bytes:
    """The bytes of a kept picture, image/jpeg; raises NoSuchFile."""
    try:
        with files().open(FOLDER + stored_as) as file:
            kept: bytes = file.read()
    except FileNotFoundError as error:
        raise NoSuchFile from error
    return kept


def _size_of(jpeg: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        return image.size
