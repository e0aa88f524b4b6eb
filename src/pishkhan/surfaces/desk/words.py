"""Small things put into words: figures that stop, deadlines, usual times, names of services."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pishkhan.foundation import clock, digits, jalali
from pishkhan.kernel.cases.spec import Span
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoSuchService
from pishkhan.web.sentences import language, translated


COUNTED_TO = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A state in a word, and how it looks: ok, warn, bad, info or plain."""

    text: str
    kind: str = ""


def figure(number: int) -> str:
    """A number for reading."""
    return digits.for_language(str(number), language())


def count(number: int) -> str:
    """A bounded count: 1000 means that there are more."""
    return figure(number) if number < COUNTED_TO else figure(COUNTED_TO - 1) + "+"


def deadline(due_at: datetime | None) -> Tag | None:
    """How far a deadline is, in days of Tehran."""
    if due_at is None:
        return None
    days = (clock.in_tehran(due_at).date() - clock.today()).days
    if due_at < clock.now():
        late = _("%(days)s روز گذشته") % {"days": figure(-days)} if days else _("امروز گذشت")
        return Tag(text=late, kind="bad")
    if days == 0:
        return Tag(text=_("امروز"), kind="warn")
    return Tag(text=_("فردا") if days == 1 else _("%(days)s روز") % {"days": figure(days)})


def last_day(until: datetime) -> str:
    """The last day of a time that ends at `until`; in Persian without its year if it is this one."""
    day = clock.in_tehran(until - timedelta(seconds=1)).date()
    shown = jalali.format_date(day, language())
    is_near = jalali.of(day).year == jalali.of(clock.today()).year
    return shown.rpartition(" ")[0] if is_near and language() == "fa" else shown


def hour(at: datetime) -> str:
    """The hour on Tehran's clock."""
    return digits.for_language(f"{clock.in_tehran(at):%H:%M}", language())


def usual(span: Span) -> str:
    """How long a stage usually takes; empty where nobody said."""
    if span.working_days:
        return _("معمولاً %(n)s روز کاری") % {"n": figure(span.working_days)}
    if span.days:
        return _("معمولاً %(n)s روز") % {"n": figure(span.days)}
    return _("معمولاً %(n)s ساعت") % {"n": figure(span.hours)} if span.hours else ""


def service_title(code: str) -> str:
    """The title of a service, also of one that is offered no more."""
    try:
        return translated(catalogue.service(code).title)
    except NoSuchService:
        return code
