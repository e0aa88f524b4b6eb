"""Telling payers, in the transaction of what they are told about."""

from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.foundation.money import format_amount
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.payments import links, messages
from pishkhan.kernel.payments.models import Invoice
from pishkhan.kernel.payments.rules import pins
from pishkhan.kernel.payments.spec import text_in


# It is shown again at any time, so a late one is of little use.
PIN_LEAVES_WITHIN = timedelta(days=1)


def tell(event: str, invoice: Invoice, *, key: str, amount: int, number: str = "") -> None:
    """Say one thing about an invoice to whoever owes it; once for each `key`."""
    to = _payer(invoice)
    if to is None:
        return
    notifications.send(
        event,
        to=to,
        data={
            "title": text_in(invoice.title, invoice.language),
            "amount": format_amount(amount, invoice.language),
            "number": number,
            "address": links.page_of(invoice.token),
        },
        key=f"payments:{key}",
    )


def tell_pin(invoice: Invoice, pin: str, *, key: str) -> None:
    """Send a PIN to its holder; the text is blanked when it has left."""
    to = _payer(invoice)
    if to is None:
        return
    notifications.send(
        messages.PIN,
        to=to,
        data={
            "title": text_in(invoice.title, invoice.language),
            "pin": pins.grouped(pin),
            "address": links.recovery(),
        },
        key=f"payments:{key}",
        secret=True,
        expires_at=clock.now() + PIN_LEAVES_WITHIN,
    )


def _payer(invoice: Invoice) -> Recipient | None:
    person = identity.person(invoice.person_id)
    if person is None:
        return None
    return Recipient(person_id=person.id, mobile=person.mobile, language=invoice.language)
