"""A bank's file is read line by line, whatever its bytes are."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_persian
from pishkhan.kernel.payments.rules import bank_file
from pishkhan.kernel.payments.rules.bank_file import (
    BankState,
    Row,
    RowFault,
    is_header,
    lines,
    read,
)


DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=clock.TEHRAN)
names = st.text("ABCabc0123456789-_/", min_size=1, max_size=40)
rows = st.builds(
    Row,
    reference=names,
    rrn=st.one_of(st.just(""), st.from_regex(r"[0-9]{12}", fullmatch=True)),
    order_number=st.one_of(st.none(), st.integers(1, 2**63 - 1)),
    amount=st.integers(1, 10**15),
    state=st.sampled_from(BankState),
    card=st.sampled_from(["", "603799******1234", "6037-99**-****-1234"]),
    at=st.integers(-12 * 60, 12 * 60 - 1).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)


def written(row):
    order = "" if row.order_number is None else str(row.order_number)
    cells = (row.reference, row.rrn, order, str(row.amount), row.state.value, row.card)
    return ",".join([*cells, row.at.isoformat()])


def line(**cells):
    usual = {
        "reference": "R1",
        "rrn": "000000000001",
        "order_number": "77",
        "amount": "40000",
        "state": "settled",
        "card": "603799******1234",
        "at": NOON.isoformat(),
    }
    return ",".join((usual | cells).values()).encode()


@given(rows)
def test_a_row_that_was_written_is_read_as_it_was(row):
    assert read(written(row).encode(), DAY) == row


@given(rows)
def test_digits_of_any_alphabet_are_read(row):
    assert read(to_persian(written(row)).encode(), DAY) == row


@given(st.binary(max_size=300))
def test_no_bytes_whatever_stop_the_reading(data):
    answer = read(data, DAY)
    assert answer is None or isinstance(answer, Row | RowFault)


@given(st.lists(st.binary(max_size=40).filter(lambda one: b"\n" not in one), max_size=30))
def test_lines_are_those_of_the_file_with_their_numbers(parts):
    data = b"\n".join(parts)
    expected = data.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert list(lines(io.BytesIO(data))) == list(enumerate(expected, start=1))


@given(st.integers(1, 3 * bank_file.PIECE))
def test_a_line_that_is_too_long_is_one_line_and_those_after_it_keep_their_numbers(length):
    data = b"a\n" + b"x" * (bank_file.LONGEST + length) + b"\nb\n"
    assert list(lines(io.BytesIO(data))) == [(1, b"a"), (2, None), (3, b"b")]
    assert read(None, DAY) is RowFault.TOO_LONG


def test_a_file_of_one_endless_line_is_not_kept_in_memory():
    class Endless:
        left = 2000

        def read(self, size):
            self.left -= 1
            return b"x" * size if self.left else b""

    assert list(lines(Endless())) == [(1, None)]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"reference": ""}, RowFault.REFERENCE),
        ({"reference": "R 1"}, RowFault.REFERENCE),
        ({"reference": "R\t1"}, RowFault.REFERENCE),
        ({"reference": "R\\N"}, RowFault.REFERENCE),
        ({"reference": "R" * 81}, RowFault.REFERENCE),
        ({"rrn": "1" * 41}, RowFault.RRN),
        ({"order_number": "x"}, RowFault.ORDER),
        ({"order_number": str(2**63)}, RowFault.ORDER),
        ({"amount": ""}, RowFault.AMOUNT),
        ({"amount": "0"}, RowFault.AMOUNT),
        ({"amount": "-5"}, RowFault.AMOUNT),
        ({"amount": "40000.5"}, RowFault.AMOUNT),
        ({"amount": "4" * 30}, RowFault.AMOUNT),
        ({"state": "paid"}, RowFault.STATE),
        ({"card": "6037991234561234"}, RowFault.CARD),
        ({"card": "علی"}, RowFault.CARD),
        ({"at": "noon"}, RowFault.AT),
        ({"at": "2026-11-21T12:00:00"}, RowFault.AT),
        ({"at": "0001-01-01T00:00:00+03:30"}, RowFault.OTHER_DAY),
        ({"at": (NOON + timedelta(days=3)).isoformat()}, RowFault.OTHER_DAY),
        ({"at": f"{NOON.isoformat()},more"}, RowFault.COLUMNS),
    ],
)
def test_a_bad_row_says_what_is_wrong_with_it(cells, fault):
    assert read(line(**cells), DAY) is fault


def test_bytes_that_are_no_text_and_open_quotes_are_faults_of_their_line_only():
    assert read(b"\xff\xfe", DAY) is RowFault.ENCODING
    assert read(b'"R1,' + line(), DAY) is RowFault.COLUMNS
    assert isinstance(read(line(reference='"R1"'), DAY), Row)
    assert read(b"  \r", DAY) is None


def test_around_midnight_a_row_of_the_next_day_is_near_enough():
    late = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)  # half past midnight in Tehran
    assert isinstance(read(line(at=late.isoformat()), DAY), Row)


@pytest.mark.parametrize(
    ("first", "is_one"),
    [
        (",".join(bank_file.COLUMNS).encode(), True),
        (bank_file.BOM + ",".join(bank_file.COLUMNS).encode() + b"\r", True),
        (b"Reference,RRN,order_number,Amount,state,card,at", True),
        (b"reference;rrn", False),
        (b"\xff", False),
        (b"", False),
        (None, False),
    ],
)
def test_the_first_line_names_the_columns(first, is_one):
    assert is_header(first) is is_one
