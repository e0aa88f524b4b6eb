"""Attempts to pay, as far as the payer moves them: begun, led to the bank, left.

The row of the invoice is locked before that of an attempt, here and everywhere. Nothing here
calls a bank: the teller does, woken after the commit.
"""

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import By, record
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.actions.locking import locked
from pishkhan.kernel.payments.errors import (
    AlreadyPaid,
    Blocked,
    IsWithdrawn,
    Lapsed,
    NoGateway,
    NoSuchInvoice,
)
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.queries.views import attempt_of
from pishkhan.kernel.payments.rules.routing import Candidate, choose
from pishkhan.kernel.payments.rules.states import BLOCKING, BLOCKING_TO_THE_END
from pishkhan.kernel.payments.rules.windows import LOOK_EVERY, is_fresh
from pishkhan.kernel.payments.spec import AttemptView
from pishkhan.kernel.payments.terms import AttemptState, InvoiceState
from pishkhan.kernel.persistence.api import new_id, notify


TARGET = "attempt"
WAKE_CHANNEL = "payments"
LOOKS_BACK = timedelta(minutes=10)
FRESH = (AttemptState.CREATED, AttemptState.TOKEN)
# Of an attempt that ended because its gateway was left alone: it says nothing new of the gateway.
NOT_ASKED = "not_asked"
# How often in a row a gateway gave no page, since it last gave one.
FAILURES = f"""
    SELECT gateway, count(*), max(ended_at) FROM payments_attempt AS a
    WHERE gateway = ANY(%(names)s) AND created_at > %(since)s
      AND fault IN ('gateway_down', 'gateway_refused') AND code <> '{NOT_ASKED}'
      AND NOT EXISTS (
        SELECT FROM payments_attempt AS later
        WHERE later.gateway = a.gateway AND later.created_at > a.created_at AND later.token <> '')
    GROUP BY gateway"""  # noqa: S608 - constants


def begin(invoice_token: str, *, by: By | None) -> AttemptView:
    """The attempt that the payer goes on with: the one that waits for its bank page, or a new one.

    Raises NoSuchInvoice, AlreadyPaid, IsWithdrawn, Lapsed, NoGateway; Blocked where an earlier
    attempt may still become a payment.
    """
    with transaction.atomic():
        row = Invoice.objects.select_for_update().filter(token=invoice_token).first()
        if row is None:
            raise NoSuchInvoice
        blocking = _blocking(row)
        if blocking is None:
            _require_payable(row)
            last = Attempt.objects.filter(invoice_id=row.id, state__in=FRESH).last()
            goes_on = last is not None and is_fresh(last.created_at, clock.now())
            return attempt_of(last if last and goes_on else start(row, by=by))
        # It may be that the payer has paid and the browser never came back: ask the bank now.
        _look(blocking)
    seen = attempt_of(blocking)
    raise Blocked(attempt=seen.id, until=seen.blocks_until)


def start(row: Invoice, *, by: By | None, but_not: Collection[str] = ()) -> Attempt:
    """A new attempt at the locked invoice, by a gateway that answers. Raises NoGateway."""
    now = clock.now()
    name = choose(
        [one for one in _candidates(now) if one.name not in but_not],
        now=now,
        chance=random.random(),  # noqa: S311 - spreads the load, guards nothing
    )
    till = ports.till(name) if name else None
    if till is None:
        raise NoGateway
    made = Attempt.objects.create(
        invoice_id=row.id,
        order_number=new_id(),
        gateway=till.name,
        terminal=till.gateway.terminal,
        amount=row.amount,
        state=AttemptState.CREATED.value,
        created_at=now,
        next_at=now,
    )
    record(
        "payments.begun",
        target=TARGET,
        target_id=made.id,
        by=by,
        after={"invoice": row.id, "gateway": till.name, "order": made.order_number},
    )
    notify(WAKE_CHANNEL)
    return made


@transaction.atomic
def redirected(attempt_id: int, *, by: By | None = None) -> AttemptView:
    """The browser is handed the bank's page now. Nothing changes where it had been before.

    Its `page` is None if it may no longer go there: the attempt is over, or the invoice is not to
    be paid any more. Raises NoSuchInvoice.
    """
    invoice, attempt = _locked(attempt_id)
    now, is_token = clock.now(), attempt.state == AttemptState.TOKEN
    may_go = invoice.state == InvoiceState.OPEN
    may_go = may_go and not (is_token and not is_fresh(attempt.created_at, now))
    if may_go and is_token:
        attempt.state, attempt.redirected_at = AttemptState.REDIRECTED.value, now
        attempt.next_at, attempt.tries = now + LOOK_EVERY, 0
        attempt.save(update_fields=["state", "redirected_at", "next_at", "tries"])
        record("payments.redirected", target=TARGET, target_id=attempt.id, by=by)
    seen = attempt_of(attempt)
    return seen if may_go else replace(seen, page=None)


@transaction.atomic
def leave(invoice_token: str, *, by: By | None = None) -> None:
    """The payer says that they came back from the bank without paying: they may try again.

    The attempt is followed until the bank's window is over all the same. Raises NoSuchInvoice.
    """
    row = Invoice.objects.select_for_update().filter(token=invoice_token).first()
    if row is None:
        raise NoSuchInvoice
    now = clock.now()
    for attempt in Attempt.objects.select_for_update().filter(
        invoice_id=row.id, state=AttemptState.REDIRECTED, left_at=None
    ):
        attempt.left_at = now
        attempt.save(update_fields=["left_at"])
        _look(attempt)
        record("payments.left", target=TARGET, target_id=attempt.id, by=by)


def _look(attempt: Attempt) -> None:
    """Have the bank asked at once about a browser that is still there, where it can tell."""
    till, now = ports.till(attempt.gateway), clock.now()
    can_tell = till is not None and till.gateway.knows_by_token
    waits = attempt.next_at is not None and attempt.next_at > now and attempt.tries == 0
    if attempt.state == AttemptState.REDIRECTED and can_tell and waits:
        attempt.next_at = now
        attempt.save(update_fields=["next_at"])
        notify(WAKE_CHANNEL)


def _blocking(row: Invoice) -> Attempt | None:
    now = clock.now()
    for attempt in Attempt.objects.filter(invoice_id=row.id, state__in=BLOCKING).order_by("-id"):
        if attempt.state == AttemptState.REDIRECTED and attempt.left_at is not None:
            continue
        if attempt.state in BLOCKING_TO_THE_END:
            return attempt
        until = attempt_of(attempt).blocks_until
        if until is None or now < until:
            return attempt
    return None


def _require_payable(row: Invoice) -> None:
    if row.state in {InvoiceState.PAID, InvoiceState.WAIVED}:
        raise AlreadyPaid
    if row.state == InvoiceState.WITHDRAWN:
        raise IsWithdrawn
    over = row.payable_until is not None and clock.now() > row.payable_until
    if over or row.state == InvoiceState.LAPSED:
        raise Lapsed(until=row.payable_until)


def _candidates(now: datetime) -> list[Candidate]:
    tills = [till for till in ports.tills() if till.weight > 0]
    with connection.cursor() as cursor:
        cursor.execute(
            FAILURES, {"names": [till.name for till in tills], "since": now - LOOKS_BACK}
        )
        failed = {name: (count, at) for name, count, at in cursor.fetchall()}
    return [
        Candidate(
            name=till.name,
            weight=till.weight,
            failures=failed.get(till.name, (0, None))[0],
            failed_at=failed.get(till.name, (0, None))[1],
        )
        for till in tills
    ]


def _locked(attempt_id: int) -> tuple[Invoice, Attempt]:
    found = locked("second.id = %s", [attempt_id])
    if found is None:
        raise NoSuchInvoice
    return found
