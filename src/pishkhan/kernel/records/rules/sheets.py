"""CSV and XLSX as records: the template, and reading it as small institutions fill it.

CSV in UTF-8, with or without a BOM, with commas, semicolons or tabs; the first line names the
columns by path (`award.level`) or by their Persian label. One row is held at a time.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from pishkhan.foundation.text import fold, gettext_noop as _
from pishkhan.kernel.records.rules.reading import COLUMNS


LARGEST_UNPACKED = 300_000_000
MOST_ENTRIES = 100
EXACT = 10**15  # from here on a spreadsheet has lost digits
DELIMITERS = ",;\t"
LONGEST_CELL = 20_000
_BY_NAME = {
    **{path: path for path in COLUMNS},
    **{fold(label): path for path, label in COLUMNS.items()},
}
NEEDED = ("source_id", "person.family_name")
csv.field_size_limit(LONGEST_CELL)


class SheetUnreadable(ValueError):
    """Why the file is none of ours, as a message id."""


Numbered = tuple[int, dict[str, str] | None]


def records_of(stream: IO[bytes], name: str) -> Iterator[Numbered]:
    """The records of a CSV or XLSX with the numbers of their rows; raises SheetUnreadable.

    `stream` can be read from any place.
    """
    rows = _of_xlsx(stream) if name.lower().endswith(".xlsx") else _of_csv(stream)
    numbered = enumerate(rows, start=1)
    _number, header = next(numbered, (1, None))
    if header is None:
        raise SheetUnreadable(_("فایل خالی است یا سطر نخست آن خوانده نشد."))
    paths = _paths(header)
    for number, cells in numbered:
        if cells is None:
            yield number, None
        elif any(cells) and not _is_labels(paths, cells):
            yield number, _record(paths, cells)


def template_csv() -> bytes:
    """The template, with a BOM, so that spreadsheets read its Persian."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerow(COLUMNS.values())
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def template_xlsx() -> bytes:
    """The template whose every column is text, so that no number loses a digit."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    sheet.freeze_panes = "B3"
    for letter in range(1, len(COLUMNS) + 1):
        column = sheet.column_dimensions[_letters(letter)]
        column.number_format, column.width = "@", 18
    for row, font in ((COLUMNS, Font(bold=True)), (COLUMNS.values(), Font(italic=True))):
        cells = [WriteOnlyCell(sheet, value=str(one)) for one in row]
        for cell in cells:
            cell.font = font
        sheet.append(cells)
    octets = io.BytesIO()
    book.save(octets)
    return octets.getvalue()


def _letters(number: int) -> str:
    first, second = divmod(number - 1, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def _paths(header: Iterable[str]) -> list[str]:
    names = [name.strip() for name in header]
    paths = [_BY_NAME.get(name) or _BY_NAME.get(fold(name), "") for name in names]
    unknown = [name for name, path in zip(names, paths, strict=True) if name and not path]
    if unknown or len(set(filter(None, paths))) != len(list(filter(None, paths))):
        raise SheetUnreadable(_("ستونی در سطر نخست هست که در الگو نیست یا دو بار آمده است."))
    if not set(NEEDED) <= set(paths):
        raise SheetUnreadable(_("ستون شناسهٔ رکورد یا نام خانوادگی در سطر نخست نیست."))
    return paths


def _is_labels(paths: list[str], cells: list[str]) -> bool:
    """Whether it is the second line of the template, which says what the columns are."""
    place = paths.index("source_id")
    return place < len(cells) and cells[place].strip() == COLUMNS["source_id"]


def _record(paths: list[str], cells: list[str]) -> dict[str, str] | None:
    if any(cells[len(paths) :]):
        return None
    return {
        path: text.strip()
        for path, text in zip(paths, cells, strict=False)
        if path and text.strip()
    }


def _of_csv(stream: IO[bytes]) -> Iterator[list[str] | None]:
    head = stream.read(4096).partition(b"\n")[0].decode("utf-8", "replace")
    stream.seek(0)
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(_lines(stream), delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader)
        except csv.Error:
            yield None
        except StopIteration:
            return


def _lines(stream: IO[bytes]) -> Iterator[str]:
    try:
        for number, octets in enumerate(stream):
            yield octets.decode("utf-8" if number else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetUnreadable(_("متن فایل UTF-8 نیست.")) from error


def _of_xlsx(stream: IO[bytes]) -> Iterator[list[str] | None]:
    _refuse_bomb(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=len(COLUMNS) + 20, values_only=True):
            yield [_cell(one) for one in row]
    except (InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, OSError) as error:
        if isinstance(error, SheetUnreadable):
            raise
        raise SheetUnreadable(_("فایل XLSX درستی نیست.")) from error


def _refuse_bomb(stream: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(stream) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise SheetUnreadable(_("فایل XLSX درستی نیست.")) from error
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > LARGEST_UNPACKED:
        raise SheetUnreadable(_("فایل XLSX پس از باز شدن بزرگ‌تر از اندازه است."))
    stream.seek(0)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float | int) and abs(value) >= EXACT:
        return f"{value:.5E}"  # as a spreadsheet shows it: refused with its own words
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
