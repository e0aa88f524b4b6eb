"""Tables of a folder, CSV or Parquet, read by columns in parts so that memory stays bounded.

A part is texts: digits are Latin, spaces around a value and quotes around a whole value are gone.
What is wrong with a row is noted with its line, and the other rows go on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv, parquet

from pishkhan.foundation.digits import ARABIC, LATIN, PERSIAN
from pishkhan.kernel.allocation.rules.markets import Flags, Numbers, Small


Texts: TypeAlias = "pa.StringArray"
OCTETS_A_PART = 16 * 1024 * 1024
ROWS_A_PART = 500_000
LONGEST_HEADER = 64 * 1024
# A value with one of these would be read otherwise by another program than by this one.
FORBIDDEN = r'[,"\x00-\x1f\x7f\x{2028}\x{2029}]'
_TO_LATIN = [*zip(PERSIAN + ARABIC + "٫", LATIN * 2 + ".", strict=True)]


class TableUnreadable(Exception):
    """A table that cannot be read at all: missing, no text, or without a column that is needed."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that does not count, and why."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Sieve:
    """The rows of one file that do not count."""

    file: str
    rejected: list[Rejected] = field(default_factory=list)

    def refuse(self, lines: Numbers | Small, are_bad: Flags, reason: str) -> Flags:
        """Note the bad ones among these lines; which are good."""
        self.rejected += [Rejected(self.file, line, reason) for line in lines[are_bad].tolist()]
        return ~are_bad


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows: their lines in the file, and the columns."""

    lines: Numbers
    columns: dict[str, Texts]

    def only(self, kept: Flags) -> "Part":
        """The rows that are kept."""
        if kept.all():
            return self
        mask = pa.array(kept)
        columns = {name: values.filter(mask) for name, values in self.columns.items()}
        return Part(self.lines[kept], columns)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the folder with the names of its columns."""

    path: Path
    names: tuple[str, ...]
    separator: str = ","

    @property
    def file(self) -> str:
        """Its name, for people."""
        return self.path.name

    def parts(self, columns: Sequence[str], sieve: Sieve) -> Iterator[Part]:
        """These columns of all rows; a column that the file lacks is empty."""
        there = [name for name in columns if name in self.names]
        read = _csv_parts if self.path.suffix == ".csv" else _parquet_parts
        for lines, found in _readable(self.file, read(self, there, sieve)):
            good = np.ones(len(lines), np.bool_)
            tidied: dict[str, Texts] = {}
            for name in columns:
                if name in found:
                    tidied[name], is_text = _tidied(found[name])
                else:
                    tidied[name], is_text = pa.array([""] * len(lines)), good
                good &= is_text
            sieve.refuse(lines, ~good, "a value is no UTF-8, or has a comma, a quote or a control")
            yield Part(lines, tidied).only(good)


def open_table(folder: Path, name: str, needed: Sequence[str]) -> Table | None:
    """The table of this name, if there is one; raises TableUnreadable without a needed column."""
    found = [path for end in (".csv", ".parquet") if (path := folder / f"{name}{end}").is_file()]
    if not found:
        return None
    if len(found) > 1:
        raise TableUnreadable(f"{name}.csv and {name}.parquet are both there: which one counts?")
    table = _header_of(found[0])
    twice = {one for one in table.names if table.names.count(one) > 1}
    if twice:
        raise TableUnreadable(f"{table.file}: column {', '.join(sorted(twice))} is there twice.")
    missing = [one for one in needed if one not in table.names]
    if missing:
        raise TableUnreadable(f"{table.file}: column {', '.join(missing)} is missing.")
    return table


def _header_of(path: Path) -> Table:
    if path.suffix == ".parquet":
        try:
            return Table(path, tuple(parquet.read_schema(path).names))
        except pa.ArrowInvalid as error:
            raise TableUnreadable(f"{path.name} is no Parquet: {error}.") from error
    with path.open("rb") as stream:
        octets = stream.readline(LONGEST_HEADER)
    try:
        header = octets.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise TableUnreadable(f"{path.name} is no UTF-8.") from error
    separator = ";" if ";" in header and "," not in header else ","
    names = tuple(name.strip().strip('"').strip() for name in header.split(separator))
    return Table(path, names, separator)


def _readable(
    file: str, parts: Iterator[tuple[Numbers, dict[str, pa.Array]]]
) -> Iterator[tuple[Numbers, dict[str, pa.Array]]]:
    try:
        yield from parts
    except (pa.ArrowInvalid, OSError) as error:
        raise TableUnreadable(f"{file} cannot be read: {error}.") from error


def _csv_parts(
    table: Table, columns: Sequence[str], sieve: Sieve
) -> Iterator[tuple[Numbers, dict[str, pa.Array]]]:
    """Rows of a CSV file; a line with too few or too many values is refused, an empty one passed."""
    skipped: list[int] = []  # lines that are no rows, in their order

    def skip(row: csv.InvalidRow) -> str:
        skipped.append(row.number)
        if row.text:
            told = f"{row.actual_columns} values in place of {row.expected_columns}"
            sieve.rejected.append(Rejected(table.file, row.number, told))
        return "skip"

    if table.path.stat().st_size == _octets_of_header(table.path):
        return
    reader = csv.open_csv(
        table.path,
        read_options=csv.ReadOptions(
            use_threads=False, block_size=OCTETS_A_PART, skip_rows=1, column_names=table.names
        ),
        parse_options=csv.ParseOptions(
            delimiter=table.separator,
            quote_char=False,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(table.names, pa.binary()),
            include_columns=list(columns),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    before = 0
    for batch in reader:
        rows = np.arange(before, before + batch.num_rows)
        before += batch.num_rows
        gone = np.array(skipped, np.int64)
        passed = np.searchsorted(gone - np.arange(len(gone)) - 2, rows, side="right")
        yield rows + 2 + passed, dict(zip(columns, batch.columns, strict=True))


def _octets_of_header(path: Path) -> int:
    with path.open("rb") as stream:
        return len(stream.readline(LONGEST_HEADER))


def _parquet_parts(
    table: Table, columns: Sequence[str], sieve: Sieve
) -> Iterator[tuple[Numbers, dict[str, pa.Array]]]:
    """Rows of a Parquet file; their "line" is their number from 1."""
    before = 0
    with parquet.ParquetFile(table.path) as file:
        for batch in file.iter_batches(ROWS_A_PART, columns=list(columns)):
            lines = np.arange(before + 1, before + 1 + batch.num_rows)
            before += batch.num_rows
            found = {}
            for name in columns:
                try:
                    texts = batch.column(name).cast(pa.string())
                except pa.ArrowException as error:
                    raise TableUnreadable(f"{sieve.file}: column {name}: {error}.") from error
                found[name] = pc.fill_null(texts, "").cast(pa.binary())
            yield lines, found


def _tidied(octets: pa.BinaryArray) -> tuple[Texts, Flags]:
    """The texts with Latin digits and nothing around them, and which of them are texts at all."""
    try:
        texts, is_text = octets.cast(pa.string()), np.ones(len(octets), np.bool_)
    except pa.ArrowInvalid:
        read = [_text_or_none(one) for one in octets.to_pylist()]
        is_text = np.array([one is not None for one in read], np.bool_)
        texts = pa.array([one or "" for one in read], pa.string())
    if not pc.all(pc.string_is_ascii(texts), min_count=0).as_py():
        for other, latin in _TO_LATIN:
            texts = pc.replace_substring(texts, other, latin)
    texts = pc.utf8_trim_whitespace(texts)
    if pc.any(pc.starts_with(texts, '"'), min_count=0).as_py():
        texts = pc.replace_substring_regex(texts, r'^"(.*)"$', r"\1")
        texts = pc.utf8_trim_whitespace(texts)
    is_forbidden = pc.match_substring_regex(texts, FORBIDDEN)
    return texts, is_text & ~as_flags(is_forbidden)


def _text_or_none(octets: bytes) -> str | None:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return None


def as_flags(values: pa.BooleanArray) -> NDArray[np.bool_]:
    """Arrow's truth values as numpy's."""
    found: NDArray[np.bool_] = values.to_numpy(zero_copy_only=False).astype(np.bool_)
    return found


def whole_numbers(texts: Texts, *, digits: int = 0) -> tuple[Numbers, Flags]:
    """The numbers times 10 to the `digits`, and which texts are such numbers below 2**31.

    No float is ever made: `7321.5` with two digits is 732150.
    """
    pattern = r"^[0-9]{1,12}$" if not digits else rf"^[0-9]{{1,12}}(\.[0-9]{{1,{digits}}})?$"
    is_number = pc.match_substring_regex(texts, pattern)
    safe = pc.if_else(is_number, texts, "0")
    if digits:
        whole = pc.replace_substring_regex(safe, r"\..*$", "")
        after = pc.replace_substring_regex(safe, r"^[0-9]+\.?", "")
        safe = pc.binary_join_element_wise(whole, pc.utf8_rpad(after, digits, "0"), "")
    numbers: Numbers = safe.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return numbers, as_flags(is_number) & (numbers < 2**31)
