"""Noting that the whole log was read again, for everybody to see."""

from collections.abc import Sequence

import structlog

from pishkhan.foundation import clock
from pishkhan.kernel.transparency.models import LogVerification
from pishkhan.kernel.transparency.queries.verifying import verify_log
from pishkhan.kernel.transparency.spec import LogVerified


log = structlog.get_logger(__name__)


def verify_and_note(*, known: Sequence[str] = ()) -> LogVerified:
    """Verify, and note how it ended; a fault is an alarm."""
    found = verify_log(known=known)
    LogVerification.objects.create(at=clock.now(), entries=found.entries, faults=found.fault_count)
    if found.faults:
        first = found.faults[0]
        log.error(
            "log_not_whole",
            faults=found.fault_count,
            kind=first.kind,
            log=first.epoch,
            index=first.index,
        )
    return found
