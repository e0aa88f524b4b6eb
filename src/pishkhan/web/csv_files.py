"""Tables that people take along into a spreadsheet, sent while they are read.

A BOM, so that Persian is read; `'` before what would begin a formula, and before numbers that are
names (`Name`), which a spreadsheet would round or strip of their noughts.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse


FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 200  # rows in one piece of the answer


class Name(str):
    """A number that names something and is never reckoned with: an RRN, an order number."""

    __slots__ = ()


def streamed(
    name: str, titles: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """A download of `name`.csv; what fails in `rows` after the first piece breaks it off."""
    return StreamingHttpResponse(
        _pieces(titles, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _pieces(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(titles)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_cell(cell) for cell in row])
        if number % AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    text = str(cell)
    # A figure of ours may be below nought; only what came as text can be a formula.
    is_text = isinstance(cell, str)
    return (
        f"'{text}"
        if (isinstance(cell, Name) and text) or (is_text and text.startswith(FORMULA))
        else text
    )
