"""How often one may try: by address and by letter number, wrong pairs counted."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from pishkhan.foundation import digits, secret
from pishkhan.kernel.persistence.api import allow, forget
from pishkhan.web.pages import address_of


PER_ADDRESS, PER_LETTER = 60, 10
WINDOW = timedelta(hours=1)


def may_try(request: HttpRequest, letter_number: str) -> bool:
    """Count a try; the work is the same whichever of the two limits is reached."""
    by_address = allow(_mark("address", address_of(request)), limit=PER_ADDRESS, per=WINDOW)
    by_letter = allow(_letter(letter_number), limit=PER_LETTER, per=WINDOW)
    return by_address and by_letter


def succeeded(letter_number: str) -> None:
    """The owner was here: wrong tries of others at the number are forgotten."""
    forget(_letter(letter_number))


def _letter(number: str) -> str:
    parts = sorted(part for part in digits.to_latin(number).replace("/", " ").split() if part)
    return _mark("letter", "/".join(parts))


def _mark(what: str, text: str) -> str:
    return f"track.{what}:{secret.digest(f'track.{what}', text, settings.SECRET_KEY)}"
