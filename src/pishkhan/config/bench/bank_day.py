"""A bank's file of a day of a million payments, taken and laid beside the books.

`python -m pishkhan.config.bench.bank_day FILE` does it in a process of its own and prints its
seconds and the most memory it held.
"""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import django

from pishkhan.config.bench import measuring
from pishkhan.config.bench.ground import FOLDER, BenchError, Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock


ROWS, SMALL_ROWS, RUNS = 1_000_000, 2_000, 3
GATEWAY, AMOUNT = "mellat", 130_000
WRONG_EVERY = 1000  # one row in so many does not agree
KINDS, OF_OURS = 4, 2
# What a comparison reads of a day that is over.
FILL = (
    """INSERT INTO payments_invoice (id, key, token, fee_code, service, round, title, person_id,
        language, amount, full_amount, purpose_id, gives_pin, return_to, state, created_at, paid_at,
        served_at)
    SELECT n, 'bench:' || n, 'bench:' || n, 'bench', 'bench', '', '{"fa": "کارمزد"}', 1, 'fa',
        %(amount)s, %(amount)s, '', false, '', 'paid', %(at)s, %(at)s, %(at)s
    FROM generate_series(1, %(count)s) AS n""",
    """INSERT INTO payments_attempt (id, invoice_id, order_number, gateway, terminal, amount, state,
        token, hint, reference, rrn, card, fault, code, created_at, redirected_at, returned_at,
        ended_at, tries, lease)
    SELECT n, n, n, %(gateway)s, '1000', %(amount)s, 'settled', 'T' || n, 'ok',
        lpad(n::text, 12, '0'), lpad(n::text, 12, '0'), '000000******0001', '', '0', %(at)s, %(at)s,
        %(at)s, %(at)s, 0, 0
    FROM generate_series(1, %(count)s) AS n""",
    """INSERT INTO payments_payment (id, attempt_id, invoice_id, number, gateway, terminal, amount,
        reference, rrn, card, is_used, verified_at, settled_at)
    SELECT n, n, n, n, %(gateway)s, '1000', %(amount)s, lpad(n::text, 12, '0'),
        lpad(n::text, 12, '0'), '000000******0001', true, %(at)s, %(at)s
    FROM generate_series(1, %(count)s) AS n""",
    "ANALYZE",
)


DAY = date(2026, 2, 20)
COLUMNS = "reference,rrn,order_number,amount,state,card,at"
EMPTY = "TRUNCATE payments_bankline, payments_difference, payments_bankfile"
DIFFERENCES = "SELECT count(*) FROM payments_difference WHERE resolved_at IS NULL"


def measure(on: Ground, *, small: bool) -> Measured:
    """Seconds and memory of taking and comparing; medians of runs over the same books."""
    count, runs = (SMALL_ROWS, 1) if small else (ROWS, RUNS)
    name = f"bank_day_{count}"
    file, wrong = FOLDER / f"{name}.csv", _write(FOLDER / f"{name}.csv", count)
    on.kept(name, "1", lambda: _fill(count))
    seen = [_taken(file, wrong) for _run in measuring.shown(range(runs), "reconcile", runs)]
    return Measured(
        figures={
            "reconcile_s": measuring.median((seconds for seconds, _mb in seen), 1),
            "reconcile_mb": measuring.median((mb for _seconds, mb in seen), 0),
        },
        limit={"rows": count, "differences": wrong},
    )


def _fill(count: int) -> None:
    """The books of the day, all of it settled."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    at = clock.start_of(DAY) + timedelta(hours=12)
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(
                statement, {"count": count, "amount": AMOUNT, "gateway": GATEWAY, "at": at}
            )


def _write(file: Path, count: int) -> int:
    """The bank's file: in every thousandth row another amount, another state, a payment that
    we do not know, or a word that is no state.

    How many differences that is.
    """
    at, wrong = f"{DAY.isoformat()}T12:00:00+03:30", 0
    with file.open("w", encoding="utf-8") as lines:
        lines.write(COLUMNS + "\n")
        for number in range(1, count + 1):
            reference, amount, state = str(number).zfill(12), AMOUNT, "settled"
            if number % WRONG_EVERY == 0:
                kind = number // WRONG_EVERY % KINDS
                # Of the last two our own payment is missing as well.
                wrong += 1 if kind < OF_OURS else 2
                amount = 10 * AMOUNT if kind == 0 else AMOUNT
                state = {1: "reversed", 3: "lost"}.get(kind, state)
                reference = f"9{reference}" if kind == OF_OURS else reference
            lines.write(
                f"{reference},{reference},{number},{amount},{state},000000******0001,{at}\n"
            )
    return wrong


def _taken(file: Path, wrong: int) -> tuple[float, float]:
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        cursor.execute("VACUUM ANALYZE")
    command = [sys.executable, "-m", "pishkhan.config.bench.bank_day", str(file)]
    done = subprocess.run(  # noqa: S603 - ourselves
        command, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(f"The file was not taken: {done.stderr.strip()[-500:]}")
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        found = int(cursor.fetchone()[0])
    if found != wrong:
        raise BenchError(f"{found} differences were found of {wrong}.")
    seconds, mb = done.stdout.split()
    return float(seconds), float(mb)


def main() -> None:
    """Take the file and lay it beside the books."""
    django.setup()
    from pishkhan.kernel.identity.spec import Actor  # noqa: PLC0415 - models exist only after setup
    from pishkhan.kernel.payments import api as payments  # noqa: PLC0415 - the same

    began = time.perf_counter()
    with Path(sys.argv[1]).open("rb") as stream:
        taken = payments.take_bank_file(
            gateway=GATEWAY, day=DAY, name="day.csv", stream=stream, by=Actor.system()
        )
    payments.reconcile(taken.file_id)
    sys.stdout.write(f"{time.perf_counter() - began} {measuring.most_held_mb()}")


if __name__ == "__main__":
    main()
