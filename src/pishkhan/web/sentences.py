"""What a refusal says, in the language of the page."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import get_language, gettext

from pishkhan.foundation import digits, jalali
from pishkhan.foundation.errors import DomainError


def language() -> str:
    """The language of the page being made."""
    return get_language() or "fa"


def translated(text: str) -> str:
    """The text in the language of the page; the empty text stays empty."""
    return gettext(text) if text else ""


def translated_parts(text: str) -> str:
    """A text joined by " · ", as a place is (role · organisation), part by part."""
    return " · ".join(map(translated, text.split(" · ")))


def sentence(error: DomainError) -> str:
    """The refusal with its figures and dates as readers of this language write them."""
    return translated(error.message) % _shown(error.data)


def hint(error: DomainError) -> str:
    """What the person can do about it; may be empty."""
    return translated(error.hint) % _shown(error.data)


def shown(value: object) -> str:
    """A figure, date or word as readers of this language write it."""
    if isinstance(value, datetime):
        return jalali.format_moment(value, language())
    if isinstance(value, date):
        return jalali.format_date(value, language())
    if isinstance(value, str):
        return translated(value)
    return digits.for_language(str(value), language())


def _shown(data: Mapping[str, object]) -> dict[str, str]:
    return {name: shown(value) for name, value in data.items()}
