"""A bank's file of a day, read line by line: every line is a row, blank, or refused with its fault.

UTF-8, with or without a BOM; the first line is `HEADER`; a line is never longer than `LONGEST`, so
that no file, however made, is held in memory.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.row_ids import row_id
from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


COLUMNS = ("reference", "rrn", "order_number", "amount", "state", "card", "at")
LONGEST = 1000
# What a bank books around midnight may stand in the file of the day before or after.
NEAR = timedelta(days=1)
BOM = b"\xef\xbb\xbf"
NAME = re.compile(r"[A-Za-z0-9._/:+=-]{1,80}")
RRN = re.compile(r"[A-Za-z0-9._/:+=-]{1,40}")
CARD = re.compile(r"[0-9*xX#-]{0,30}")
WHOLE_CARD = re.compile(r"[0-9-]{16,}")  # which nobody may give us, and we do not keep
LARGEST_AMOUNT = 10**15


class BankState(Terms):
    """How a payment stands in a bank's file."""

    SETTLED = "settled", _("واریزشده")
    VERIFIED = "verified", _("تأییدشده، واریزنشده")
    REVERSED = "reversed", _("برگشته")


class RowFault(Terms):
    """Why a line of the file was not read; stored with the difference that it becomes."""

    TOO_LONG = "too_long", _("سطر بلندتر از اندازه است")
    ENCODING = "encoding", _("متن UTF-8 نیست")
    COLUMNS = "columns", _("شمار ستون‌ها درست نیست")
    REFERENCE = "reference", _("شناسهٔ پرداخت نیست یا درست نیست")
    RRN = "rrn", _("شمارهٔ مرجع درست نیست")
    ORDER = "order_number", _("شمارهٔ سفارش درست نیست")
    AMOUNT = "amount", _("مبلغ درست نیست")
    STATE = "state", _("وضعیت شناخته نیست")
    CARD = "card", _("شمارهٔ کارت باید پوشیده باشد")
    AT = "at", _("زمان خوانده نشد")
    OTHER_DAY = "other_day", _("از روز دیگری است")


@dataclass(frozen=True, slots=True)
class Row:
    """One payment as the bank has it."""

    reference: str
    rrn: str
    order_number: int | None
    amount: int
    state: BankState
    card: str
    at: datetime


class Stream(Protocol):
    """Bytes that are read piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """The next piece, at most `size` long; empty at the end."""


PIECE = 1 << 16


def lines(stream: Stream) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers, from 1; None for one that is too long. Constant memory."""
    number, rest, is_over = 0, b"", False
    while piece := stream.read(PIECE):
        first, *others = piece.split(b"\n")
        rest = b"" if is_over else rest + first
        for following in others:
            number += 1
            yield number, None if is_over or len(rest) > LONGEST else rest
            rest, is_over = following, False
        if len(rest) > LONGEST:
            rest, is_over = b"", True
    if rest or is_over:
        yield number + 1, None if is_over or len(rest) > LONGEST else rest


def is_header(line: bytes | None) -> bool:
    """Whether the first line names the columns that we read."""
    if line is None:
        return False
    try:
        text = line.removeprefix(BOM).decode().strip()
    except UnicodeDecodeError:
        return False
    return tuple(cell.strip().strip('"').lower() for cell in text.split(",")) == COLUMNS


def read(line: bytes | None, day: date) -> Row | RowFault | None:
    """The row of a line of the file of `day`; None for a blank one."""
    if line is None:
        return RowFault.TOO_LONG
    try:
        text = line.decode().strip()
    except UnicodeDecodeError:
        return RowFault.ENCODING
    if not text:
        return None
    cells = _cells(text if text.isascii() else to_latin(text))
    return _row(cells, day) if len(cells) == len(COLUMNS) else RowFault.COLUMNS


def _row(cells: list[str], day: date) -> Row | RowFault:
    reference, rrn, order, amount, state, card, at = cells
    number, rials, moment = row_id(order), row_id(amount), _moment(at)
    checked = (
        (NAME.fullmatch(reference), RowFault.REFERENCE),
        (not rrn or RRN.fullmatch(rrn), RowFault.RRN),
        (not order or number, RowFault.ORDER),
        (rials and rials <= LARGEST_AMOUNT, RowFault.AMOUNT),
        (state in _STATES, RowFault.STATE),
        (CARD.fullmatch(card) and not WHOLE_CARD.fullmatch(card), RowFault.CARD),
        (moment and _is_near(moment, day), RowFault.OTHER_DAY if moment else RowFault.AT),
    )
    fault = next((fault for is_right, fault in checked if not is_right), None)
    if fault is not None or rials is None or moment is None:
        return fault or RowFault.AMOUNT
    return Row(reference, rrn, number, rials, _STATES[state], card, moment)


_STATES: dict[str, BankState] = {state.value: state for state in BankState}


def _is_near(moment: datetime, day: date) -> bool:
    since, until = _around(day)
    return since <= moment < until


@lru_cache(maxsize=4)
def _around(day: date) -> tuple[datetime, datetime]:
    since, until = clock.start_of(day) - NEAR, clock.start_of(day + timedelta(days=1)) + NEAR
    return since.astimezone(UTC), until.astimezone(UTC)  # of fixed offset: compared a million times


def _cells(text: str) -> list[str]:
    if '"' not in text:
        return [cell.strip() for cell in text.split(",")]
    try:
        return [cell.strip() for cell in next(csv.reader([text], strict=True))]
    except csv.Error:
        return []


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is not None and moment.utcoffset() is not None else None
    except (ValueError, OverflowError):
        return None
