"""A long file of a bank is read and compared in little memory."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.tests.money import HEADER, officer


ROWS = int(os.environ.get("BANK_FILE_ROWS", "80000"))
KNOWN = 10  # one row in so many is not in our books
MOST_GROWTH_KIB = 24 * 1024  # the rows alone would be more


class LongFile:
    """A file that is made while it is read."""

    def __init__(self, rows: int, at: str) -> None:
        self.rows, self.at = rows, at
        self.seek(0)

    def seek(self, _offset: int) -> None:
        self.made, self.rest = 0, HEADER.encode() + b"\n"

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and self.made < self.rows:
            first, self.made = self.made, min(self.made + 1000, self.rows)
            self.rest += "".join(
                f"R{n},,{n + 1},40000,settled,603799******1234,{self.at}\n"
                for n in range(first, self.made)
            ).encode()
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


def most_held_kib(*, anew: bool = False) -> int:
    """The most memory this process has held; `anew`: as if it had begun now."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


@pytest.mark.slow
def test_a_long_file_takes_little_memory(house):
    owed, day = house.owes(), clock.today()
    at = clock.start_of(day) + timedelta(hours=9)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO payments_attempt (id, invoice_id, order_number, gateway, terminal, amount,
              state, token, hint, reference, rrn, card, fault, code, created_at, tries, lease)
            SELECT n, %(invoice)s, n, 'memory', '000123', 40000, 'settled', 'T' || n, '', '', '',
              '', '', '', %(at)s, 0, 0
            FROM generate_series(1, %(rows)s) n WHERE n %% %(known)s <> 0
            """,
            {"invoice": owed.id, "at": at, "rows": ROWS, "known": KNOWN},
        )
        cursor.execute(
            """
            INSERT INTO payments_payment (id, attempt_id, invoice_id, number, gateway, terminal,
              amount, reference, rrn, card, is_used, verified_at, settled_at)
            SELECT id, id, invoice_id, id, gateway, terminal, amount, 'R' || (id - 1), '', '',
              false, created_at, created_at FROM payments_attempt
            """
        )
        cursor.execute("ANALYZE payments_attempt, payments_payment")
    before = most_held_kib(anew=True)
    taken = payments.take_bank_file(
        gateway="memory",
        day=day,
        name="long.csv",
        stream=LongFile(ROWS, at.isoformat()),
        by=officer(),
    )
    payments.reconcile(taken.file_id)
    growth = most_held_kib() - before
    found = payments.bank_file(taken.file_id)
    assert (found.rows, found.matched) == (ROWS, ROWS - ROWS // KNOWN)
    assert found.open_differences == ROWS // KNOWN
    assert growth < MOST_GROWTH_KIB
