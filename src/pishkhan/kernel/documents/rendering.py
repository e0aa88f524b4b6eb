"""Documents by Typst: templates are code, data comes as JSON only, never as markup."""

import functools
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import segno
import typst
from django.conf import settings

from pishkhan.foundation import clock
from pishkhan.kernel.documents.coverage import printable
from pishkhan.kernel.documents.errors import FontsMissingError, UnknownTemplateError
from pishkhan.kernel.documents.spec import Attached


TEMPLATES = Path(__file__).parent / "templates"
FACES = ("Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf")


def render(
    template: str, data: Mapping[str, object], *, attached: Sequence[Attached] = ()
) -> bytes:
    """A PDF/A-2a and PDF/UA-1 document of `templates/<template>.typ`; with files inside PDF/A-3a.

    `data` is JSON values; `language`, `title`, `author`, `description` and `words` are asked of
    every template that builds on `base.typ`. Characters that the typeface lacks become �, except
    in what is attached, which is carried as it is. Raises UnknownTemplateError, FontsMissingError.
    """
    source = TEMPLATES / f"{template.removesuffix('.typ')}.typ"
    if source.parent != TEMPLATES or not source.is_file():
        raise UnknownTemplateError(template)
    folder = _font_folder()
    printed = printable(data, folder / FACES[0])
    inputs = {"data": json.dumps(printed, ensure_ascii=False)}
    if attached:
        inputs["attached"] = json.dumps([asdict(one) for one in attached], ensure_ascii=False)
    made: bytes = typst.compile(
        source,
        root=TEMPLATES,
        font_paths=_fonts(folder),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        # For the archive, and for people who listen.
        pdf_standards=["a-3a" if attached else "a-2a", "ua-1"],
        timestamp=int(clock.now().timestamp()),
        format="pdf",
    )
    return made


def qr_svg(text: str) -> str:
    """A QR code as an SVG element with a quiet zone, for a page or for a document."""
    target = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        target, kind="svg", xmldecl=False, border=4, dark="#14242b", omitsize=True
    )
    return target.getvalue().decode()


@functools.cache
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


def _font_folder() -> Path:
    """Where set-up put the typeface: `fonts/ttf` of one of the folders of static files."""
    bases = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    folders = [Path(base) / "fonts" / "ttf" for base in bases]
    for folder in folders:
        if all((folder / face).is_file() for face in FACES):
            return folder
    raise FontsMissingError([str(folder) for folder in folders])
