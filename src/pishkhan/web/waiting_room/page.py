"""The page of those who wait: rendered once a language, then only figures are put in."""

import re
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from pishkhan.foundation import digits
from pishkhan.web import languages


SOON_SECONDS, OFTEN, SELDOM = 30.0, 5, 20
PLACE, ESTIMATE, SECONDS = "@@place@@", "@@estimate@@", "@@seconds@@"
SPLIT = re.compile("(@@[a-z]+@@)")
DAY_MINUTES = 24 * 60


def refresh(seconds: float) -> int:
    """After how many seconds to look again."""
    return OFTEN if seconds < SOON_SECONDS else SELDOM


def html(language: str, *, place: int, seconds: float) -> bytes:
    """The page for whoever has `place` people before them, themselves counted."""
    said = {
        PLACE: digits.for_language(
            f"{place:,}".replace(",", "٬" if language != "en" else ","), language
        ),
        ESTIMATE: _estimate(language, _minutes(seconds)),
        SECONDS: str(refresh(seconds)),
    }
    return "".join([said.get(part, part) for part in _parts(language)]).encode()


@lru_cache
def refused(language: str) -> bytes:
    """The page of an address that asks far too often."""
    return _rendered("ui/flood.html", language).encode()


@lru_cache
def _parts(language: str) -> tuple[str, ...]:
    return tuple(SPLIT.split(_rendered("ui/queue.html", language)))


def _rendered(template: str, language: str) -> str:
    with translation.override(language):
        return render_to_string(
            template, {"language": language, "direction": languages.direction(language)}
        )


def _minutes(seconds: float) -> int:
    return min(DAY_MINUTES, -int(-seconds // 60))


@lru_cache(maxsize=3 * (DAY_MINUTES + 1))
def _estimate(language: str, minutes: int) -> str:
    with translation.override(language):
        if minutes <= 1:
            return gettext("کمتر از یک دقیقه")
        text = ngettext("حدود %(n)s دقیقه", "حدود %(n)s دقیقه", minutes)
        return text % {"n": digits.for_language(str(minutes), language)}
