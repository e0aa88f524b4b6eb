"""PINs: issued once, shown again to their holder, used once."""

import structlog
from django.db import transaction

from pishkhan.foundation import clock, sealing
from pishkhan.kernel.audit.api import By, record
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.actions.telling import tell_pin
from pishkhan.kernel.payments.errors import BadPin, PinIsUsed, PinIsVoid
from pishkhan.kernel.payments.models import Invoice, Payment, Pin
from pishkhan.kernel.payments.queries.pins import opened, pin_view, wholly_back
from pishkhan.kernel.payments.rules import pins
from pishkhan.kernel.payments.spec import PinView
from pishkhan.kernel.persistence.api import new_id


TARGET = "pin"
log = structlog.get_logger(__name__)


def issue(invoice: Invoice, payment: Payment | None) -> bool:
    """Give the payer of the locked invoice a PIN, and send it; false where they have one of it.

    In the transaction in which the invoice is served. One whose money went back gives way.
    """
    _make_way(invoice)
    row_id, keys = new_id(), ports.keys()
    pin = _unseen()
    sealed = sealing.seal(pin.encode(), keys, purpose=pins.PURPOSE, thing=row_id)
    made = Pin(
        id=row_id,
        payment=payment,
        person_id=invoice.person_id,
        service=invoice.service,
        round=invoice.round,
        digest=sealing.digests(pin, keys, purpose=pins.PURPOSE)[0],
        sealed_by=sealed.by,
        sealed=sealed.bytes,
        issued_at=clock.now(),
    )
    # Of two invoices for one round the second waits here for the first.
    if not Pin.objects.bulk_create([made], ignore_conflicts=True) or not _is_there(row_id):
        return False
    record(
        "payments.pin_issued",
        target=TARGET,
        target_id=row_id,
        by=None,
        after={"invoice": invoice.id},
    )
    tell_pin(invoice, pin, key=f"pin:{row_id}")
    return True


@transaction.atomic
def use_pin(
    *,
    pin: str,
    person_id: int,
    service: str,
    round: str,  # noqa: A002 - the word of the glossary
    by: By | None,
) -> PinView:
    """Take a PIN for what it was bought for. Raises BadPin, PinIsUsed, PinIsVoid."""
    read = pins.read(pin)
    if read is None:
        raise BadPin
    found = sealing.digests(read, ports.keys(), purpose=pins.PURPOSE)
    rows = Pin.objects.select_for_update().filter(
        digest__in=found, person_id=person_id, service=service, round=round
    )
    row = rows.first()
    if row is None:
        raise BadPin
    if row.used_at is not None:
        raise PinIsUsed
    # Whoever asks that a payment goes back locks it too: one of the two comes second.
    if row.payment_id is not None:
        Payment.objects.select_for_update().filter(id=row.payment_id).first()
    if wholly_back([row]):
        raise PinIsVoid
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    record("payments.pin_used", target=TARGET, target_id=row.id, by=by)
    return pin_view(row)


@transaction.atomic
def rekey_pins(*, by: By | None) -> int:
    """Seal every PIN by the current key of the installation; how many there were. Raises PinLost."""
    keys = ports.keys()
    rows = list(Pin.objects.select_for_update().exclude(sealed_by=keys.current))
    for row in rows:
        clear = opened(row)
        sealed = sealing.seal(clear.encode(), keys, purpose=pins.PURPOSE, thing=row.id)
        row.digest = sealing.digests(clear, keys, purpose=pins.PURPOSE)[0]
        row.sealed_by, row.sealed = sealed.by, sealed.bytes
        row.save(update_fields=["digest", "sealed_by", "sealed"])
    if rows:
        record(
            "payments.pins_rekeyed",
            target=TARGET,
            target_id=0,
            by=by,
            after={"key": keys.current, "pins": len(rows)},
        )
    return len(rows)


def _make_way(invoice: Invoice) -> None:
    rows = Pin.objects.select_for_update().filter(
        person_id=invoice.person_id,
        service=invoice.service,
        round=invoice.round,
        used_at=None,
        replaced_at=None,
    )
    for row in rows:
        back = wholly_back([row]).get(row.id)
        if back is None or not back.is_agreed:
            continue
        row.replaced_at = clock.now()
        row.save(update_fields=["replaced_at"])
        record("payments.pin_replaced", target=TARGET, target_id=row.id, by=None)


def _unseen() -> str:
    while True:
        pin = pins.new()
        found = sealing.digests(pin, ports.keys(), purpose=pins.PURPOSE)
        if not Pin.objects.filter(digest__in=found).exists():
            return pin


def _is_there(row_id: int) -> bool:
    return Pin.objects.filter(id=row_id).exists()
