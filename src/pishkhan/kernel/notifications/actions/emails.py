"""E-mail addresses of persons: asked for, confirmed by a link, forgotten."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from pishkhan.foundation import clock, secret
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import links
from pishkhan.kernel.notifications.actions.preferences import decline
from pishkhan.kernel.notifications.actions.sending import send
from pishkhan.kernel.notifications.email_confirm import EVENT
from pishkhan.kernel.notifications.errors import BadEmail, BadEmailLink, TooManyEmails
from pishkhan.kernel.notifications.models import EmailAddress
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.persistence.api import allow, new_id


DAY = timedelta(days=1)
ASKED_A_DAY = 5
LONGEST = 254


def ask_email(person_id: int, address: str, *, language: str, by: Actor) -> None:
    """Note the address and send it a link; nothing else goes there before it is confirmed.

    Raises BadEmail, TooManyEmails.
    """
    address = _written(address)
    for whom, limited in (("person", str(person_id)), ("address", address)):
        mark = secret.digest(f"notifications.email.{whom}", limited, settings.SECRET_KEY)
        if not allow(f"notifications.email:{mark}", limit=ASKED_A_DAY, per=DAY):
            raise TooManyEmails
    with transaction.atomic():
        row, _is_new = EmailAddress.objects.update_or_create(
            person_id=person_id,
            defaults={
                "address": address,
                "added_at": clock.now(),
                "confirmed_at": None,
                "failed_at": None,
            },
        )
        send(
            EVENT,
            to=Recipient(email=address, language=language),
            data={"address": links.confirming(row.id, address)},
            key=f"email:{new_id()}",
            expires_at=clock.now() + links.LASTS,
        )
        _record("notifications.email_asked", person_id, by)


@transaction.atomic
def confirm_email(token: str, *, by: Actor) -> None:
    """From now on the person is told there too; twice is as once. Raises BadEmailLink."""
    row = EmailAddress.objects.select_for_update().filter(id=links.confirmed(token)).first()
    if row is None or not links.fits(token, row.address):
        raise BadEmailLink
    if row.confirmed_at is None or row.failed_at is not None:
        row.confirmed_at, row.failed_at = clock.now(), None
        row.save(update_fields=["confirmed_at", "failed_at"])
        _record("notifications.email_confirmed", row.person_id, by)


@transaction.atomic
def forget_email(person_id: int, *, by: Actor) -> None:
    """Nothing is sent there any more; the address is deleted."""
    gone, _ = EmailAddress.objects.filter(person_id=person_id).delete()
    if gone:
        _record("notifications.email_forgotten", person_id, by)


def unsubscribe(token: str, *, by: Actor) -> None:
    """No optional e-mails any more, by the link in one of them. Raises BadEmailLink."""
    decline(links.unsubscriber(token), Channel.EMAIL, by=by)


def _written(address: str) -> str:
    """With the domain in small letters; the rest is the affair of its server."""
    name, _at, domain = address.strip().rpartition("@")
    plain = f"{name}@{domain.lower()}"
    try:
        validate_email(plain)
    except ValidationError as error:
        raise BadEmail from error
    if not plain.isascii() or len(plain) > LONGEST:
        raise BadEmail
    return plain


def _record(verb: str, person_id: int, by: Actor) -> None:
    audit.record(verb, target="person", target_id=person_id, by=by)
