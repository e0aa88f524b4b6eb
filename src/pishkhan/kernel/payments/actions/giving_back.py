"""Asking gateways to give refunds back, beside the teller's other questions.

As everything that the teller asks: taken up under a lease, asked in a thread and outside any
transaction, noted in one. Under its key a gateway gives a refund back once, however often it is asked.
"""

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from pishkhan.foundation import clock
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.actions.refunding import DueRefund, due_refunds, note_refund
from pishkhan.kernel.payments.ports import Answer, GatewayUnavailable, Standing


THREADS = 2
LOOK_AGAIN_SECONDS = 0.1
LOOK_EVERY = timedelta(seconds=1)
# Who is not there any more has done nothing; people make a bank transfer.
NOT_CONNECTED = Answer(standing=Standing.NOT_PAID, code="not connected")
log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class Givers:
    """Gives refunds back until it is thrown away; `step` is called by one thread."""

    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="refunds")
    )
    _under_way: dict["Future[Answer | None]", DueRefund] = field(default_factory=dict)
    _looked_at: datetime | None = None

    def step(self) -> int:
        """Note what came back, ask what is due; 0 if there is nothing to do until later."""
        done = [asked for asked in self._under_way if asked.done()]
        for asked in done:
            note_refund(self._under_way.pop(asked).id, asked.result())
        due = self._due()
        for one in due:
            self._under_way[self._pool.submit(_give, one)] = one
        if self._under_way and not (done or due):
            wait(self._under_way, timeout=LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
        return len(done) + len(self._under_way)

    def _due(self) -> list[DueRefund]:
        """Looked for once a second: callbacks are more urgent, and there are many of them."""
        free, now = THREADS - len(self._under_way), clock.now()
        if not free or (self._looked_at and now < self._looked_at + LOOK_EVERY):
            return []
        self._looked_at = now
        return due_refunds(limit=free)

    def work(self) -> int:
        """Give back all that is due now, in this thread; how many that were."""
        taken = 0
        while due := due_refunds(limit=1):
            note_refund(due[0].id, _give(due[0]))
            taken += 1
        return taken

    def close(self) -> None:
        """Wait for what is under way and note it."""
        wait(self._under_way)
        for asked, due in self._under_way.items():
            note_refund(due.id, asked.result())
        self._under_way.clear()
        self._pool.shutdown()


def _give(due: DueRefund) -> Answer | None:
    """What the gateway says, None for no clear answer. Never touches the database."""
    till = ports.till(due.gateway)
    if till is None or not till.gateway.refunds:
        # Asked before, it may have done it: then nobody else gives it back too.
        return NOT_CONNECTED if due.is_first else None
    try:
        return till.gateway.refund(due.order, due.amount, due.key)
    except GatewayUnavailable as error:
        log.warning("refund_unavailable", gateway=due.gateway, refund=due.id, why=str(error))
    # The edge: whatever an adapter stumbles over, nobody knows what the bank did.
    except Exception:
        log.exception("refund_not_understood", gateway=due.gateway, refund=due.id)
    return None
