"""The image code: five digits in a picture, drawn from a signed token; the server keeps nothing."""

from datetime import timedelta
from functools import cache

from captcha.image import ImageCaptcha
from django.conf import settings
from django.core import signing

from pishkhan.foundation import clock, digits, secret
from pishkhan.web.human_check.errors import HumanCheckExpired, HumanCheckFailed


LASTS = timedelta(minutes=20)
LENGTH = 5
PURPOSE = "human check: image code"
INK = (20, 36, 43, 255)
PAPER = (255, 255, 255)


def token() -> str:
    """A new token; the digits follow from it and from the secret key."""
    issued = int(clock.now().timestamp())
    return signing.Signer(salt=PURPOSE).sign(f"{secret.token(12)}.{issued}")


def picture(signed: str) -> bytes:
    """The PNG of a token's digits. Raises HumanCheckFailed, HumanCheckExpired."""
    return _artist().generate(answer(signed), bg_color=PAPER, fg_color=INK).getvalue()


def is_right(signed: str, typed: str) -> bool:
    """Whether these are the digits, in any script, with or without spaces.

    Raises HumanCheckFailed, HumanCheckExpired.
    """
    return secret.equal(answer(signed), "".join(digits.to_latin(typed).split()))


def answer(signed: str) -> str:
    """The digits of a token. Raises HumanCheckFailed, HumanCheckExpired."""
    try:
        text = signing.Signer(salt=PURPOSE).unsign(signed)
    except (signing.BadSignature, UnicodeEncodeError) as error:  # half a surrogate pair: no token
        raise HumanCheckFailed from error
    issued = int(text.rpartition(".")[2])
    if issued + LASTS.total_seconds() < clock.now().timestamp():
        raise HumanCheckExpired
    number = int(secret.digest(PURPOSE, text, settings.SECRET_KEY), 16)
    return f"{number % 10**LENGTH:0{LENGTH}}"


@cache
def _artist() -> ImageCaptcha:
    return ImageCaptcha(width=200, height=70)
