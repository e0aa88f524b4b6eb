"""How often one may try: from one address, and from one address at one letter number.

A limit on the letter alone would let anybody shut its owner out: numbers can be counted through.
Guessing from many addresses at once is up against the eleven digits of the tracking code.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from pishkhan.foundation import secret
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.persistence.api import allow, forget
from pishkhan.web.pages import address_of


PER_ADDRESS, PER_LETTER = 60, 10
WINDOW = timedelta(hours=1)


def may_try(request: HttpRequest, letter_number: str) -> bool:
    """Count a try; the work is the same whichever of the two limits is reached."""
    return may(address_of(request), letter_number)


def succeeded(request: HttpRequest, letter_number: str) -> None:
    """The owner was here: their slips are forgotten."""
    forgive(address_of(request), letter_number)


def may(address: str, letter_number: str) -> bool:
    """The same, of an address that is known."""
    at_all, at_letter = keys(address, letter_number)
    by_address = allow(at_all, limit=PER_ADDRESS, per=WINDOW)
    by_letter = allow(at_letter, limit=PER_LETTER, per=WINDOW)
    return by_address and by_letter


def forgive(address: str, letter_number: str) -> None:
    """The same, of an address that is known."""
    forget(keys(address, letter_number)[1])


def keys(address: str, letter_number: str) -> tuple[str, str]:
    """Under which an address, and it at a letter, is counted; the same however that is spelt."""
    parts = sorted(numbering.parts_of(letter_number))
    return _mark("address", address), _mark("letter", "/".join([*parts, address]))


def _mark(what: str, text: str) -> str:
    return f"track.{what}:{secret.digest(f'track.{what}', text, settings.SECRET_KEY)}"
