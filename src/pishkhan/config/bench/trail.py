"""`trail`: lines a second that are added to the trail and sealed, and lines that verification reads."""

import time

from django.db import transaction

from pishkhan.config.bench import measuring
from pishkhan.config.bench.ground import BenchError, Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.actions.recording import write
from pishkhan.kernel.audit.models import AuditLine


LINES, SMALL_LINES, AT_ONCE = 100_000, 2000, 1000


def measure(on: Ground, *, small: bool) -> Measured:
    """Lines written in batches of a thousand and sealed; then the whole chain verified."""
    count = SMALL_LINES if small else LINES
    on.fresh("trail")
    began = time.perf_counter()
    for first in measuring.shown(range(0, count, AT_ONCE), "trail", count // AT_ONCE):
        _append(first)
    appended = time.perf_counter() - began
    began, sealed = time.perf_counter(), 0
    while some := audit.seal():
        sealed += some
    sealing = time.perf_counter() - began
    found = audit.verify()
    if found.faults or found.lines < count:
        raise BenchError(f"{found.lines} lines verified, {found.fault_count} faults")
    return Measured(
        figures={
            "append_per_s": round(count / appended),
            "seal_per_s": round(sealed / sealing),
            "verify_per_s": round(found.lines / found.seconds),
        }
    )


@transaction.atomic
def _append(first: int) -> None:
    at = clock.now()
    write(
        AuditLine(
            at=at, verb="cases.seen", target="case", target_id=number, actor_kind="staff",
            account_id=number % 500, because="", before=None, after={"page": number % 7},
        )
        for number in range(first, first + AT_ONCE)
    )  # fmt: skip
