"""Money that a rule of ours wants sent back: asked for, and then approved by two people."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import By, record
from pishkhan.kernel.payments import messages
from pishkhan.kernel.payments.actions.telling import tell
from pishkhan.kernel.payments.models import Payment, Refund
from pishkhan.kernel.payments.terms import RefundGround, RefundState


TARGET = "payment"


def owe_back(payment: Payment, *, ground: RefundGround) -> None:
    """Ask that all of a settled payment goes back, and tell its payer, once.

    In the caller's transaction.
    """
    if payment.refunds.exclude(state=RefundState.REFUSED).exists():
        return
    row = Refund.objects.create(
        payment=payment,
        amount=payment.amount,
        ground=ground.value,
        state=RefundState.REQUESTED.value,
        asked_at=clock.now(),
    )
    record(
        "payments.refund_asked",
        target=TARGET,
        target_id=payment.id,
        by=None,
        after={"refund": row.id, "amount": row.amount, "ground": row.ground},
    )
    key = f"{messages.RETURNS}:{payment.attempt_id}"
    tell(messages.RETURNS, payment.invoice, key=key, amount=payment.amount)


def owe_excess(payment: Payment, excess: int, *, by: By) -> bool:
    """Ask that what was taken beyond a payment goes back; another person than `by` approves.

    False where a refund of it stands that can take no more. In the caller's transaction.
    """
    row = payment.refunds.exclude(state=RefundState.REFUSED).select_for_update().first()
    if row is None:
        row = Refund.objects.create(
            payment=payment,
            amount=excess,
            of_excess=True,
            ground=RefundGround.WRONG_AMOUNT.value,
            state=RefundState.REQUESTED.value,
            asked_by=by.account_id,
            asked_at=clock.now(),
        )
    elif row.state == RefundState.REQUESTED and not payment.is_used:  # all of it goes back
        row.amount += excess
        row.save(update_fields=["amount"])
    else:
        return False
    record(
        "payments.refund_asked",
        target=TARGET,
        target_id=payment.id,
        by=by,
        after={"refund": row.id, "amount": row.amount, "ground": row.ground, "excess": excess},
    )
    return True


@transaction.atomic
def not_given(invoice_id: int) -> None:
    """A service cannot give what this invoice was paid for: ask that the money goes back, once.

    Called by what a service does when an invoice is covered. A waived one has no payment.
    """
    paid = Payment.objects.select_for_update().filter(
        invoice_id=invoice_id, is_used=True, settled_at__isnull=False
    )
    for payment in paid:
        owe_back(payment, ground=RefundGround.SERVICE_NOT_GIVEN)
