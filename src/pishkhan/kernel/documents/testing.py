"""Reads the words back out of a document, as a screen reader would, with no outside program."""

import io
import re

import pikepdf


_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text_of(pdf: bytes) -> str:
    """The text of all pages in a row; a word reads in its own order, lines go left to right."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return "".join(run for page in document.pages for run in _runs(page))


def _runs(page: pikepdf.Page) -> list[str]:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[bytes, str] = {}
    runs: list[str] = []
    is_reversed = False
    for step in pikepdf.parse_content_stream(page):
        operands = list(step.operands)
        match str(step.operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "BMC" | "BDC":
                is_reversed = str(operands[0]) == "/ReversedChars"
            case "EMC":
                is_reversed = False
            case "TJ" | "Tj":
                glyphs = b"".join(
                    bytes(piece)
                    for piece in (operands[0] if str(step.operator) == "TJ" else operands)
                    if isinstance(piece, pikepdf.String)
                )
                shown = [letters.get(glyphs[i : i + 2], "") for i in range(0, len(glyphs), 2)]
                runs.append(_UNSEEN.sub("", "".join(shown[::-1] if is_reversed else shown)))
    return runs


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    table = font.ToUnicode.read_bytes()
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _PAIR.findall(table)
    }
