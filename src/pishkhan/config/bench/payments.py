"""`payments`: browsers back from the bank until all is served; a bank's file of a million rows.

The bank is the simulated one, in a process of its own: it finds the orders that are to be paid in
its journal, as if it had been killed after the last of them was.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from pishkhan.config import children
from pishkhan.config.bench import applicants, bank_day, ground, measuring
from pishkhan.config.bench.ground import FOLDER, BenchError, Ground, Loaded, Web
from pishkhan.config.bench.load import Plan
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock, secret
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.terms import AttemptState, InvoiceState
from pishkhan.kernel.persistence.api import new_id


GATEWAY, TERMINAL, AMOUNT = "mellat", "1000", 130_000
SERVICE = "bench"  # which registers nothing: it is served as soon as it is said that it is
TITLE = {"fa": "کارمزد", "en": "Fee", "ar": "رسوم"}
CONNECTIONS = 8
WINDOWS, A_WINDOW, WARM = 5, 600, 200
SMALL_WINDOWS, SMALL = 1, 20
PAYERS = 50
LONGEST_WAIT = 300.0
LOOK_EVERY = 0.05
SERVED = "SELECT count(*) FROM payments_invoice WHERE served_at IS NOT NULL"


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """One load: its answers, seconds until the last was served, CPU seconds of the worker and bank."""

    loaded: Loaded
    seconds: float
    worker_cpu: float
    bank_cpu: float


def measure(on: Ground, *, small: bool) -> Measured:
    """Callbacks a second up to the service; then the file of a day."""
    windows, size, warm = (SMALL_WINDOWS, SMALL, SMALL) if small else (WINDOWS, A_WINDOW, WARM)
    on.fresh("payments")
    journal = FOLDER / "bank.jsonl"
    wires = _owed(warm + windows * size, journal)
    with _running(journal) as (bank, worker), ground.web(on) as web:
        _window(web, wires[:warm], bank, worker)
        parts = [wires[start : start + size] for start in range(warm, len(wires), size)]
        seen = [
            _window(web, part, bank, worker) for part in measuring.shown(parts, "payments", windows)
        ]
    if found := payments.unexplained():
        raise BenchError(f"{len(found)} payments are not explained by the ledger.")
    day = bank_day.measure(on, small=small)
    return Measured(figures={**_figures(seen, size), **day.figures}, limit=dict(day.limit))


def _figures(seen: list[Window], size: int) -> dict[str, measuring.Figure]:
    return {
        "callbacks_per_s": measuring.median((size / one.seconds for one in seen), 1),
        "http_per_s": measuring.median((one.loaded.seen.per_s for one in seen), 1),
        "web_cpu_ms": measuring.median(1000 * one.loaded.web_cpu / size for one in seen),
        "worker_cpu_ms": measuring.median(1000 * one.worker_cpu / size for one in seen),
        "database_cpu_ms": measuring.median(1000 * one.loaded.database_cpu / size for one in seen),
        "bank_cpu_ms": measuring.median(1000 * one.bank_cpu / size for one in seen),
    }


def _window(web: Web, wires: list[str], bank: int, worker: int) -> Window:
    before = _served()
    spent = [measuring.cpu_seconds(pid) for pid in (worker, bank)]
    with measuring.stopwatch() as watch:
        plan = Plan(port=web.port, connections=CONNECTIONS, requests=wires, expect=303)
        loaded = web.load(plan)
        until = time.monotonic() + LONGEST_WAIT
        while _served() < before + len(wires):
            if time.monotonic() > until:
                raise BenchError(f"Only {_served() - before} of {len(wires)} were served.")
            time.sleep(LOOK_EVERY)
    spent = [
        measuring.cpu_seconds(pid) - was for pid, was in zip((worker, bank), spent, strict=True)
    ]
    return Window(loaded=loaded, seconds=watch.seconds, worker_cpu=spent[0], bank_cpu=spent[1])


def _served() -> int:
    with connection.cursor() as cursor:
        cursor.execute(SERVED)
        return int(cursor.fetchone()[0])


@contextmanager
def _running(journal: Path) -> Iterator[tuple[int, int]]:
    """The bank and a worker, as `pishkhan run` starts them; their processes."""
    command = [sys.executable, "-m", "simulators.bank", "--port", "0", "--journal", str(journal)]
    bank = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    try:
        said = bank.stdout.readline() if bank.stdout else ""
        environment = {
            **os.environ,
            "PISHKHAN_BANK_SIMULATOR_URL": said.split()[-1].rstrip("/"),
            "PISHKHAN_GATEWAYS": GATEWAY,
            "PISHKHAN_SMS": "memory",
        }
        worker = children.start([sys.executable, "-m", "pishkhan.config.worker"], environment)
        try:
            yield bank.pid, worker.pid
        finally:
            children.stop([worker])
    finally:
        bank.kill()
        bank.communicate()


def _owed(count: int, journal: Path) -> list[str]:
    """Payers at the bank's page who have paid; what each browser then brings."""
    payments.schedule_fee(code=SERVICE, service=SERVICE, title=TITLE, amount=AMOUNT, by=None)
    people = [one.person_id for one in applicants.applicants(PAYERS)]
    now = clock.now()
    invoices = [_invoice(people[number % PAYERS], number) for number in range(count)]
    attempts = [_attempt(one) for one in invoices]
    Invoice.objects.bulk_create(invoices, batch_size=1000)
    Attempt.objects.bulk_create(attempts, batch_size=1000)
    with journal.open("w", encoding="utf-8") as file:
        file.writelines(
            json.dumps({"order": _order(one, now.isoformat())}) + "\n" for one in attempts
        )
    return [_brought(one, number) for number, one in enumerate(attempts)]


def _invoice(person_id: int, number: int) -> Invoice:
    return Invoice(
        key=f"bench:{number}",
        token=secret.token(),
        fee_code=SERVICE,
        service=SERVICE,
        title=TITLE,
        person_id=person_id,
        amount=AMOUNT,
        full_amount=AMOUNT,
        state=InvoiceState.OPEN.value,
        created_at=clock.now(),
    )


def _attempt(invoice: Invoice) -> Attempt:
    number, now = new_id(), clock.now()
    return Attempt(
        invoice_id=invoice.id,
        order_number=number,
        gateway=GATEWAY,
        terminal=TERMINAL,
        amount=AMOUNT,
        state=AttemptState.REDIRECTED.value,
        token=f"T{number}",
        created_at=now,
        redirected_at=now,
        next_at=now + timedelta(minutes=10),
    )


def _order(attempt: Attempt, at: str) -> dict[str, object]:
    """How the bank remembers what was paid."""
    return {
        "gateway": GATEWAY,
        "number": str(attempt.order_number),
        "token": attempt.token,
        "terminal": TERMINAL,
        "amount": AMOUNT,
        "taken": AMOUNT,
        "callback": "",
        "state": "paid",
        "reference": _reference(attempt),
        "rrn": _reference(attempt),
        "card": "000000******0001",
        "made_at": at,
        "paid_at": at,
        "booked_at": at,
    }


def _reference(attempt: Attempt) -> str:
    return str(attempt.order_number)[-12:]


def _brought(attempt: Attempt, number: int) -> str:
    fields = {
        "RefId": attempt.token,
        "ResCode": "0",
        "SaleOrderId": attempt.order_number,
        "SaleReferenceId": _reference(attempt),
    }
    return ground.wire("POST", f"/pay/back/{GATEWAY}/", number=number, body=urlencode(fields))
