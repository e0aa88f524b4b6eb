"""Lines of CSV that are the same bytes everywhere, and where two files differ.

No value holds a comma, a quote or a line break, so a line is its values with commas between.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from typing_extensions import override

from pishkhan.kernel.allocation.folder.tables import Texts
from pishkhan.kernel.allocation.rules.markets import NONE, Numbers, Small


MARKS = ".marks"
MARK = np.dtype(">u4")
MOST_TOLD = 20
LONGEST_TRIED = 4096  # octets of a line in which a changed one is looked for


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a file is not what it should be; line and column from 1, the column in octets."""

    file: str
    line: int
    column: int
    name: str
    told: str

    @override
    def __str__(self) -> str:
        """In a sentence."""
        where = f"{self.file}, line {self.line}, column {self.column}"
        return f"{where} ({self.name}): {self.told}" if self.name else f"{where}: {self.told}"


def texts_of(numbers: Numbers | Small, *, digits: int = 0) -> Texts:
    """Whole numbers as texts, with so many decimals; NONE is empty."""
    values = pa.array(np.maximum(numbers, 0).astype(np.int64))
    if digits:
        power = 10**digits
        whole = pc.divide(values, power)
        after = pc.subtract(values, pc.multiply(whole, power)).cast(pa.string())
        texts = pc.binary_join_element_wise(
            whole.cast(pa.string()), pc.utf8_lpad(after, digits, "0"), "."
        )
    else:
        texts = values.cast(pa.string())
    return pc.if_else(pa.array(numbers != NONE), texts, "")


def joined(columns: Sequence[Texts]) -> list[bytes]:
    """The lines, each with its end."""
    ended = [*columns[:-1], pc.binary_join_element_wise(columns[-1], "", "\n")]
    lines: list[bytes] = (
        pc.binary_join_element_wise(*ended, ",").cast(pa.binary()).to_pylist()
        if len(ended) > 1
        else ended[0].cast(pa.binary()).to_pylist()
    )
    return lines


def marks_of(lines: Sequence[bytes]) -> bytes:
    """A checksum of each line, by which a changed line can be found."""
    return np.array([zlib.crc32(line) for line in lines], MARK).tobytes()


def differences(expected: Path, found: Path, file: str) -> Iterator[Difference]:
    """Where `found` is not `expected`, line by line; at most MOST_TOLD."""
    told = 0
    with expected.open("rb") as right, found.open("rb") as wrong:
        header = right.readline()
        right.seek(0)
        names = header.decode(errors="replace").strip().split(",")
        for number, (one, other) in enumerate(zip_longest(right, wrong, fillvalue=b""), start=1):
            if one != other:
                yield _difference(file, number, names, one, other)
                told += 1
            if told == MOST_TOLD:
                return


def _difference(
    file: str, number: int, names: Sequence[str], right: bytes, wrong: bytes
) -> Difference:
    pairs = zip_longest(right, wrong, fillvalue=None)
    column = next(place for place, (one, other) in enumerate(pairs, start=1) if one != other)
    cell = right[: column - 1].count(b",")
    name = names[cell] if len(names) > 1 and cell < len(names) else ""
    if not wrong:
        told = f"the line is missing: {_shown(right)}"
    elif not right:
        told = f"there is a line too many: {_shown(wrong)}"
    else:
        told = f"is {_cell(wrong, cell)}, should be {_cell(right, cell)}"
    return Difference(file, number, column, name, told)


def _cell(line: bytes, number: int) -> str:
    cells = line.split(b",")
    return _shown(cells[number]) if number < len(cells) else "nothing"


def _shown(octets: bytes) -> str:
    return octets.decode(errors="replace").rstrip("\n") or "(empty)"


def changed_lines(found: Path, marks: Path, file: str) -> Iterator[Difference]:
    """Lines of a file that do not fit its marks; at most MOST_TOLD.

    One changed octet is found exactly, and what it was: the checksum of a line tells it.
    """
    expected = np.frombuffer(marks.read_bytes(), MARK)
    told = number = 0
    with found.open("rb") as stream:
        header = stream.readline().decode(errors="replace").strip()
        names = header.split(",") if file.endswith(".csv") else []
        stream.seek(0)
        for number, line in enumerate(stream, start=1):
            if number > len(expected):
                yield Difference(file, number, 1, "", "there are lines too many from here on")
                return
            if zlib.crc32(line) != expected[number - 1]:
                yield _changed(file, number, names, line, int(expected[number - 1]))
                told += 1
            if told == MOST_TOLD:
                return
    if number < len(expected):
        yield Difference(file, number + 1, 1, "", "lines are missing from here on")


def _changed(file: str, number: int, names: Sequence[str], line: bytes, mark: int) -> Difference:
    for place in range(len(line) if len(line) <= LONGEST_TRIED else 0):
        for octet in range(256):
            tried = line[:place] + bytes([octet]) + line[place + 1 :]
            if zlib.crc32(tried) == mark:
                cell = tried[:place].count(b",")
                name = names[cell] if cell < len(names) else ""
                pair = (
                    (_cell(line, cell), _cell(tried, cell)) if name else map(_shown, (line, tried))
                )
                told = "is {}, was {}".format(*pair)
                return Difference(file, number, place + 1, name, told)
    return Difference(file, number, 1, "", f"the line is another: {_shown(line)}")
