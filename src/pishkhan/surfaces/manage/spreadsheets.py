"""Tables for spreadsheets: written so that Persian is read and nothing is run; read with limits."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from pishkhan.surfaces.manage.errors import UnreadableSheet


LARGEST_BYTES, MOST_ROWS, MOST_COLUMNS = 500_000, 1_000, 60
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download; a BOM for spreadsheets, and `'` before what would begin a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_safe(str(cell)) for cell in row])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8",
                        headers=headers)  # fmt: skip


def read_csv(data: bytes) -> list[list[str]]:
    """The cells of a file; raises UnreadableSheet."""
    if len(data) > LARGEST_BYTES:
        raise UnreadableSheet
    try:
        text = data.decode("utf-8-sig")
        rows = [
            [_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text), strict=True)
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableSheet from error
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise UnreadableSheet
    return rows


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    """What `_safe` has put before is taken away."""
    bare = cell.strip()
    return bare[1:].strip() if bare.startswith("'") and bare[1:].startswith(FORMULA) else bare
