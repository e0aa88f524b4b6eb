"""PINs as their holders see them."""

from collections.abc import Iterable, Mapping

from pishkhan.foundation import sealing
from pishkhan.foundation.sealing import DoesNotOpen, Sealed
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.errors import PinLost
from pishkhan.kernel.payments.models import Invoice, Pin
from pishkhan.kernel.payments.queries.invoices import money_back_of_each, refunds_of_each
from pishkhan.kernel.payments.rules import pins
from pishkhan.kernel.payments.spec import MoneyBack, PinView


def pin_of(invoice_id: int) -> PinView | None:
    """The PIN that this invoice bought, else the one of its payer for its round. Three queries.

    None until it is issued. Raises PinLost.
    """
    found = Invoice.objects.filter(id=invoice_id).first()
    if found is None:
        return None
    rows = list(
        Pin.objects.filter(
            person_id=found.person_id, service=found.service, round=found.round
        ).select_related("payment")
    )
    own = (row for row in rows if row.payment and row.payment.invoice_id == found.id)
    row = next(own, None) or next((row for row in rows if row.replaced_at is None), None)
    return pin_view(row, title=found.title, back=wholly_back([row]).get(row.id)) if row else None


def may_be_bought_anew(invoice_id: int) -> bool:
    """Whether all that was paid goes back for certain, and its PIN was not used. Two queries."""
    back = money_back_of_each([invoice_id]).get(invoice_id)
    if back is None or not (back.is_whole and back.is_agreed):
        return False
    return not Pin.objects.filter(payment__invoice_id=invoice_id, used_at__isnull=False).exists()


def recover_pins(person_id: int) -> list[PinView]:
    """The PINs of a person, newest first; whoever calls has checked that it is they. Three queries.

    Raises PinLost.
    """
    rows = list(Pin.objects.filter(person_id=person_id).order_by("-id"))
    invoices = Invoice.objects.filter(person_id=person_id, gives_pin=True)
    titles = {(one.service, one.round): one.title for one in invoices}
    back = wholly_back(rows)
    return [
        pin_view(row, title=titles.get((row.service, row.round), {}), back=back.get(row.id))
        for row in rows
    ]


def wholly_back(rows: Iterable[Pin]) -> Mapping[int, MoneyBack]:
    """Of these PINs the void ones: all that was paid for them goes back, or went. One query."""
    paid = {row.payment_id: row.id for row in rows if row.payment_id is not None}
    back = refunds_of_each(paid)
    return {paid[payment]: one for payment, one in back.items() if one.is_whole}


def pin_view(
    row: Pin, *, title: Mapping[str, str] | None = None, back: MoneyBack | None = None
) -> PinView:
    """A row as its holder sees it. Raises PinLost."""
    return PinView(
        id=row.id,
        pin=opened(row),
        person_id=row.person_id,
        service=row.service,
        round=row.round,
        title=title or {},
        issued_at=row.issued_at,
        used_at=row.used_at,
        back=back,
    )


def opened(row: Pin) -> str:
    """The PIN in clear. Raises PinLost."""
    sealed = Sealed(by=row.sealed_by, bytes=bytes(row.sealed))
    try:
        clear = sealing.unseal(sealed, ports.keys(), purpose=pins.PURPOSE, thing=row.id)
    except DoesNotOpen as error:
        raise PinLost from error
    return clear.decode()
