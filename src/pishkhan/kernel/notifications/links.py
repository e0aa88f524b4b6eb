"""Addresses in e-mails, by which whoever reads them acts without signing in.

They hold no personal data: they stand in histories, and in logs of servers not ours.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing

from pishkhan.foundation import clock, secret
from pishkhan.kernel.notifications.errors import BadEmailLink


CONFIRM, UNSUBSCRIBE = "notifications.confirm", "notifications.unsubscribe"
LASTS = timedelta(days=2)


def confirming(row_id: int, address: str) -> str:
    """Where the address is confirmed."""
    issued = int(clock.now().timestamp())
    token = _token(CONFIRM, row_id, _mark(address), issued)
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/email/{token}/"


def unsubscribing(person_id: int) -> str:
    """Where optional e-mails are declined, by one POST (RFC 8058) or by a person; for ever valid."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/unsubscribe/{_token(UNSUBSCRIBE, person_id)}/"


def confirmed(token: str) -> int:
    """The row whose address is meant; raises BadEmailLink. `fits` says whether it still is."""
    row_id, _marked, issued = _read(CONFIRM, token)
    if int(issued) + LASTS.total_seconds() < clock.now().timestamp():
        raise BadEmailLink
    return int(row_id)


def fits(token: str, address: str) -> bool:
    """Whether the link was sent to this very address; raises BadEmailLink."""
    return secret.equal(_read(CONFIRM, token)[1], _mark(address))


def unsubscriber(token: str) -> int:
    """The person whose link it is; raises BadEmailLink."""
    return int(_read(UNSUBSCRIBE, token)[0])


def _mark(address: str) -> str:
    return secret.digest(CONFIRM, address, settings.SECRET_KEY)[:16]


def _token(salt: str, *parts: object) -> str:
    return signing.dumps([str(part) for part in parts], salt=salt)


def _read(salt: str, token: str) -> list[str]:
    try:
        return list(signing.loads(token, salt=salt))
    except signing.BadSignature as error:
        raise BadEmailLink from error
