"""Asking for a fee, and taking the asking back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from pishkhan.foundation import clock, secret
from pishkhan.foundation.money import Rials
from pishkhan.kernel.audit.api import By, record
from pishkhan.kernel.payments.actions.serving import defer_serving
from pishkhan.kernel.payments.errors import AnotherInvoice, CannotWithdraw, NoSuchInvoice
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.queries.fees import fee
from pishkhan.kernel.payments.queries.views import invoice_of
from pishkhan.kernel.payments.rules.fees import Fact, due
from pishkhan.kernel.payments.rules.states import BLOCKING, INVOICE_FOLLOWS
from pishkhan.kernel.payments.spec import FeeView, InvoiceView
from pishkhan.kernel.payments.terms import AttemptState, InvoiceState


TARGET = "invoice"


@transaction.atomic
def invoice(  # noqa: PLR0913 - what is owed, by whom, for what, until when
    *,
    fee_code: str,
    person_id: int,
    key: str,
    by: By | None,
    facts: Mapping[str, Fact] | None = None,
    round: str = "",  # noqa: A002 - the word of the glossary
    about_case: int | None = None,
    language: str = "fa",
    return_to: str = "",
    payable_until: datetime | None = None,
) -> InvoiceView:
    """What the person owes of a fee, by the schedule of now and their `facts`.

    The same `key` is the same invoice, however often and by how many at once it is asked for.
    Where nothing is due it is waived, and the service is given as after a payment. `return_to` is
    a path of ours to lead to afterwards. Raises NoSuchFee, AnotherInvoice.
    """
    if return_to and not (return_to.startswith("/") and not return_to.startswith("//")):
        raise ValueError("only a path of ours is led to")
    if found := Invoice.objects.filter(key=key).first():
        return _same(found, fee_code, person_id)
    line = fee(fee_code, round)
    row = _row(line, person_id=person_id, facts=facts or {}, key=key, round=round)
    row.about_case, row.language = about_case, language
    row.return_to, row.payable_until = return_to, payable_until
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _same(Invoice.objects.get(key=key), fee_code, person_id)
    record(
        "payments.invoiced",
        target=TARGET,
        target_id=row.id,
        by=by,
        after={"key": key, "fee": fee_code, "amount": row.amount, "full": row.full_amount},
    )
    if row.state == InvoiceState.WAIVED:
        defer_serving(row.id)
    return invoice_of(row)


@transaction.atomic
def withdraw(invoice_id: int, *, because: str, by: By | None) -> InvoiceView:
    """Nobody owes it any more. Raises NoSuchInvoice; CannotWithdraw if it is or may be paid."""
    row = Invoice.objects.select_for_update().filter(id=invoice_id).first()
    if row is None:
        raise NoSuchInvoice
    if row.state == InvoiceState.WITHDRAWN:
        return invoice_of(row)
    may = InvoiceState.WITHDRAWN in INVOICE_FOLLOWS[InvoiceState(row.state)]
    under_way = Attempt.objects.filter(
        invoice_id=row.id, state__in=[*BLOCKING, AttemptState.REVERSING], left_at=None
    )
    if not may or under_way.exists():
        raise CannotWithdraw
    row.state = InvoiceState.WITHDRAWN.value
    row.save(update_fields=["state"])
    record("payments.withdrawn", target=TARGET, target_id=row.id, by=by, because=because)
    return invoice_of(row)


def _row(
    line: FeeView,
    *,
    person_id: int,
    facts: Mapping[str, Fact],
    key: str,
    round: str,  # noqa: A002
) -> Invoice:
    owed = due(line.amount, line.exemptions, facts)
    state = InvoiceState.OPEN if owed.amount > Rials(0) else InvoiceState.WAIVED
    return Invoice(
        key=key,
        token=secret.token(),
        fee_code=line.code,
        service=line.service,
        round=round,
        title=dict(line.title),
        person_id=person_id,
        amount=owed.amount,
        full_amount=owed.full,
        exempted_because=None if owed.because is None else dict(owed.because),
        purpose_id=line.purpose_id,
        gives_pin=line.gives_pin,
        state=state.value,
        created_at=clock.now(),
    )


def _same(row: Invoice, fee_code: str, person_id: int) -> InvoiceView:
    if (row.fee_code, row.person_id) != (fee_code, person_id):
        raise AnotherInvoice
    return invoice_of(row)
