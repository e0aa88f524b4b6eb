"""Rows as others see them."""

from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.models import Attempt, Fee, Invoice, Payment, Transfer
from pishkhan.kernel.payments.rules import fees, windows
from pishkhan.kernel.payments.rules.states import BLOCKING
from pishkhan.kernel.payments.spec import (
    AttemptView,
    FeeView,
    InvoiceView,
    PaymentView,
    TransferView,
)
from pishkhan.kernel.payments.terms import AttemptState, Fault, Hint, InvoiceState, TransferKind


def fee_of(row: Fee) -> FeeView:
    """A line of the schedule."""
    return FeeView(
        id=row.id,
        code=row.code,
        service=row.service,
        round=row.round,
        title=row.title,
        amount=Rials(row.amount),
        exemptions=fees.read(row.exemptions),
        gives_pin=row.gives_pin,
        purpose_id=row.purpose_id,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def invoice_of(row: Invoice) -> InvoiceView:
    """An invoice."""
    return InvoiceView(
        id=row.id,
        token=row.token,
        key=row.key,
        fee_code=row.fee_code,
        service=row.service,
        round=row.round,
        title=row.title,
        person_id=row.person_id,
        about_case=row.about_case,
        language=row.language,
        amount=Rials(row.amount),
        full_amount=Rials(row.full_amount),
        exempted_because=row.exempted_because,
        purpose_id=row.purpose_id,
        gives_pin=row.gives_pin,
        return_to=row.return_to,
        state=InvoiceState(row.state),
        created_at=row.created_at,
        payable_until=row.payable_until,
        paid_at=row.paid_at,
        served_at=row.served_at,
    )


def attempt_of(row: Attempt) -> AttemptView:
    """An attempt; its bank's page only while the browser may go there."""
    state = AttemptState(row.state)
    may_go = state in {AttemptState.TOKEN, AttemptState.REDIRECTED} and row.page is not None
    till = ports.till(row.gateway)
    blocks_until = None
    if state in BLOCKING and till is not None:
        paid_at = windows.latest_payment(
            created_at=row.created_at,
            redirected_at=row.redirected_at,
            returned_at=row.returned_at if row.hint == Hint.OK else None,
        )
        blocks_until = windows.window_ends(paid_at, till.gateway.verify_within)
    return AttemptView(
        id=row.id,
        invoice_id=row.invoice_id,
        order_number=row.order_number,
        gateway=row.gateway,
        terminal=row.terminal,
        amount=Rials(row.amount),
        state=state,
        page=ports.Page(token=row.token, **row.page) if may_go and row.page else None,
        hint=Hint(row.hint),
        reference=row.reference,
        rrn=row.rrn,
        card=row.card,
        fault=Fault(row.fault),
        code=row.code,
        created_at=row.created_at,
        redirected_at=row.redirected_at,
        returned_at=row.returned_at,
        left_at=row.left_at,
        ended_at=row.ended_at,
        next_at=row.next_at,
        tries=row.tries,
        blocks_until=blocks_until,
    )


def payment_of(row: Payment) -> PaymentView:
    """A payment."""
    return PaymentView(
        id=row.id,
        invoice_id=row.invoice_id,
        attempt_id=row.attempt_id,
        number=row.number,
        gateway=row.gateway,
        terminal=row.terminal,
        amount=Rials(row.amount),
        reference=row.reference,
        rrn=row.rrn,
        card=row.card,
        is_used=row.is_used,
        verified_at=row.verified_at,
        settled_at=row.settled_at,
        reversed_at=row.reversed_at,
    )


def transfer_of(row: Transfer) -> TransferView:
    """A line of the ledger."""
    return TransferView(
        id=row.id,
        key=row.key,
        kind=TransferKind(row.kind),
        debit=row.debit,
        credit=row.credit,
        amount=Rials(row.amount),
        payment_id=row.payment_id,
        refund_id=row.refund_id,
        difference_id=row.difference_id,
        service=row.service,
        at=row.at,
    )
