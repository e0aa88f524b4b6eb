"""The name of a file as its owner reads it; never used to store or to decide."""

import re
import unicodedata


MAX_STEM = 100
ZERO_WIDTH_NON_JOINER = "\u200c"
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean(name: str, content_type: str) -> str:
    """`name` without path, control and bidi characters, cut, with the content's own extension."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(letter for letter in last if _is_visible(letter))
    stem = _EXTENSION.sub("", " ".join(visible.split()))
    stem = stem.strip(" .\u200c")[:MAX_STEM].strip(" .\u200c")
    return (stem or "file") + EXTENSIONS[content_type]


def _is_visible(letter: str) -> bool:
    # Persian words need the non-joiner; every other format character only deceives the eye.
    if letter == ZERO_WIDTH_NON_JOINER or letter.isspace():
        return True
    return not unicodedata.category(letter).startswith("C")
