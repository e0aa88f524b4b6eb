"""Invoices, the attempts to pay them, and what came of those."""

from collections.abc import Collection, Mapping

from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments.errors import NoSuchInvoice
from pishkhan.kernel.payments.models import Attempt, Invoice, Payment, Refund
from pishkhan.kernel.payments.queries import views
from pishkhan.kernel.payments.queries.views import attempt_of, invoice_of
from pishkhan.kernel.payments.spec import (
    AttemptView,
    InvoiceView,
    MoneyBack,
    PaymentView,
    Receipt,
)
from pishkhan.kernel.payments.terms import RefundGround, RefundState


def invoice_view(token: str) -> InvoiceView:
    """The invoice whose page has this token; raises NoSuchInvoice. One query."""
    return _found(Invoice.objects.filter(token=token).first())


def by_id(invoice_id: int) -> InvoiceView:
    """An invoice; raises NoSuchInvoice. One query."""
    return _found(Invoice.objects.filter(id=invoice_id).first())


def by_key(key: str) -> InvoiceView | None:
    """The invoice of one thing, if it was asked for. One query."""
    found = Invoice.objects.filter(key=key).first()
    return invoice_of(found) if found else None


def invoices_of_person(person_id: int) -> list[InvoiceView]:
    """What a person owes and has paid, newest first. One query."""
    rows = Invoice.objects.filter(person_id=person_id).order_by("-id")
    return [invoice_of(row) for row in rows]


def invoices_of_case(case_id: int) -> list[InvoiceView]:
    """The fees of a case, in the order in which they were asked for. One query."""
    return [invoice_of(row) for row in Invoice.objects.filter(about_case=case_id)]


def attempts_of(invoice_id: int) -> list[AttemptView]:
    """The attempts at an invoice, newest first. One query."""
    return [
        attempt_of(row) for row in Attempt.objects.filter(invoice_id=invoice_id).order_by("-id")
    ]


def attempts_of_each(invoice_ids: Collection[int]) -> Mapping[int, list[AttemptView]]:
    """The attempts at each of these invoices, newest first. One query."""
    found: dict[int, list[AttemptView]] = {one: [] for one in invoice_ids}
    for row in Attempt.objects.filter(invoice_id__in=invoice_ids).order_by("-id"):
        found[row.invoice_id].append(attempt_of(row))
    return found


def payments_of(invoice_id: int) -> list[PaymentView]:
    """All money that came for an invoice, also what goes back. One query."""
    return [views.payment_of(row) for row in Payment.objects.filter(invoice_id=invoice_id)]


def payment_of(invoice_id: int) -> PaymentView | None:
    """The payment by which an invoice is paid, or will be when it is settled. One query."""
    found = Payment.objects.filter(invoice_id=invoice_id, is_used=True).first()
    return views.payment_of(found) if found else None


def refund_of(payment_id: int) -> MoneyBack | None:
    """What of a payment goes back or went back; None where nothing does, or it was refused. One query."""
    return refunds_of_each([payment_id]).get(payment_id)


def refunds_of_each(payment_ids: Collection[int]) -> Mapping[int, MoneyBack]:
    """The same of many payments. One query."""
    rows = Refund.objects.filter(payment_id__in=payment_ids).exclude(state=RefundState.REFUSED)
    return {row.payment_id: _back(row) for row in rows.select_related("payment")}


def money_back_of_each(invoice_ids: Collection[int]) -> Mapping[int, MoneyBack]:
    """What goes back, or went back, of what these invoices were paid with. One query."""
    rows = Refund.objects.filter(payment__invoice_id__in=invoice_ids, payment__is_used=True)
    standing = rows.exclude(state=RefundState.REFUSED).select_related("payment")
    return {row.payment.invoice_id: _back(row) for row in standing}


def receipt_of(invoice_id: int) -> Receipt | None:
    """What a payer is given; None until the money is settled. One query."""
    found = (
        Payment.objects.filter(invoice_id=invoice_id, is_used=True, settled_at__isnull=False)
        .select_related("invoice", "attempt")
        .first()
    )
    if found is None or found.invoice.paid_at is None:
        return None
    return Receipt(
        invoice=invoice_of(found.invoice),
        payment=views.payment_of(found),
        order_number=found.attempt.order_number,
        paid_at=found.invoice.paid_at,
    )


def _back(row: Refund) -> MoneyBack:
    return MoneyBack(
        amount=Rials(row.amount),
        is_whole=row.amount >= row.payment.amount and not row.of_excess,
        is_agreed=row.state != RefundState.REQUESTED,
        ground=RefundGround(row.ground),
        since=row.asked_at,
        done_at=row.done_at if row.state == RefundState.PAID_BACK else None,
        bank_reference=row.bank_reference,
    )


def _found(row: Invoice | None) -> InvoiceView:
    if row is None:
        raise NoSuchInvoice
    return invoice_of(row)
