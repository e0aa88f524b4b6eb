"""What is looked at: days, service, gateway, terminal, as typed and what they mean."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import FinanceAsked
from pishkhan.surfaces.finance.pages import service_title
from pishkhan.web import fields
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


LONGEST = 60


@dataclass(slots=True, kw_only=True)
class Filters:
    """The filters of a page; `asked` is what they mean, unless `errors` says what is wrong."""

    since: str
    until: str
    service: str
    gateway: str
    terminal: str
    asked: FinanceAsked
    query: str
    is_narrowed: bool
    services: list[tuple[str, str]]
    gateways: list[str]
    terminals: list[str]
    errors: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        """What was asked for, for the line of the trail; no personal data."""
        parts = (self.since, self.until, self.service, self.gateway, self.terminal)
        return " ".join(part for part in parts if part)


def filters_of(request: Request, *, days: int | None = None) -> Filters:
    """Read the filters; where no day was typed, the last `days` days (1 is today; None: any)."""
    said = {name: str(value).strip()[:LONGEST] for name, value in request.GET.items()}
    errors: dict[str, tuple[str, ...]] = {}
    today = clock.today()
    first = today - timedelta(days=days - 1) if days else None
    since, begin = _day(said, "since", first, errors, clock.start_of)
    until, end = _day(said, "until", today if days else None, errors, _end_of)
    kept = request.GET.copy()
    kept.pop("after", None)
    reach = payments.finance_services(request.actor, Act.VIEW_FINANCE)
    asked = FinanceAsked(
        since=begin,
        until=end,
        service=said.get("service", ""),
        gateway=said.get("gateway", ""),
        terminal=said.get("terminal", ""),
        services=reach,
    )
    places = payments.places()
    return Filters(
        since=since,
        until=until,
        service=asked.service,
        gateway=asked.gateway,
        terminal=asked.terminal,
        asked=asked,
        query=kept.urlencode(),
        is_narrowed=any(said.get(name) for name in ("service", "gateway", "terminal", "since")),
        services=services_within(reach),
        gateways=places["gateways"],
        terminals=places["terminals"],
        errors=errors,
    )


def _day(
    said: dict[str, str],
    name: str,
    usual: date | None,
    errors: dict[str, tuple[str, ...]],
    read: Callable[[date], datetime],
) -> tuple[str, datetime | None]:
    """A day as it is shown in its field, and its moment; typed empty, it is any day."""
    typed = said.get(name)
    if typed is None:
        return (jalali.format_numbers(usual, language()), read(usual)) if usual else ("", None)
    if not typed:
        return "", None
    try:
        return typed, read(jalali.parse(typed))
    except DomainError as error:
        errors[name] = fields.messages([error])
        return typed, None


def _end_of(day: date) -> datetime:
    return clock.start_of(day + timedelta(days=1))


def services_within(reach: frozenset[str] | None) -> list[tuple[str, str]]:
    """Codes and titles of the services that a reader may choose from; None: all of them."""
    if reach is None:
        return [(one.code, translated(one.title)) for one in catalogue.services()]
    return [(code, service_title(code)) for code in sorted(reach)]
