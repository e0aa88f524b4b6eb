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
    by_address = allow(_mark("address", address_of(request)), limit=PER_ADDRESS, per=WINDOW)
    by_letter = allow(_letter(request, letter_number), limit=PER_LETTER, per=WINDOW)
    return by_address and by_letter


def succeeded(request: HttpRequest, letter_number: str) -> None:
    """The owner was here: their slips are forgotten."""
    forget(_letter(request, letter_number))


def _letter(request: HttpRequest, number: str) -> str:
    """One key for one letter, however its number is spelt."""
    parts = sorted(numbering.parts_of(number))
    return _mark("letter", "/".join([*parts, address_of(request)]))


def _mark(what: str, text: str) -> str:
    return f"track.{what}:{secret.digest(f'track.{what}', text, settings.SECRET_KEY)}"
