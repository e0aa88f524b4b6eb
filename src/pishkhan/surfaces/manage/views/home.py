"""The first page: what waits for somebody who keeps organisations."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage.gate import needs, paths
from pishkhan.surfaces.manage.pages import service_title, show
from pishkhan.surfaces.manage.views.posts import shown_post
from pishkhan.web import places
from pishkhan.web.navigation import MANAGING
from pishkhan.web.people import Request


MOST = 10
ALARM = "identity.codes_hardly_used"
ALARM_SHOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where tasks wait, with its words."""

    waiting: cases.Waiting
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """A service, whether it takes requests, and whether anybody receives them."""

    definition: ServiceDefinition
    is_on: bool
    has_office: bool


def service_states() -> list[ServiceState]:
    """All services; two queries each."""
    return [
        ServiceState(
            definition=one,
            is_on=catalogue.is_on(one.code),
            has_office="" in catalogue.offices(one.code),
        )
        for one in catalogue.services()
    ]


def _shown(waiting: list[cases.Waiting]) -> list[Place]:
    return [
        Place(waiting=one, service=service_title(one.service))
        for one in places.rows_in_words(waiting[:MOST])
    ]


def _alarms() -> list[audit.Line]:
    """When machines were noticed asking for one-time codes, in the last day; newest first."""
    return audit.lines(verb=ALARM, since=clock.now() - ALARM_SHOWN, limit=MOST)


@needs(*MANAGING)
def home(request: Request) -> HttpResponse:
    """Suspended and late cases, posts without holder, services that stand still."""
    places = paths(request.actor)
    suspended, late = cases.suspended_places(places), cases.late_places(places)
    vacant = organisations.vacant_posts(places)
    services = (
        service_states() if organisations.may_somewhere(request.actor, Act.MANAGE_SERVICES) else []
    )
    may_read = organisations.may_somewhere(request.actor, Act.VIEW_AUDIT)
    context = {
        "alarms": _alarms() if may_read else [],
        "alarm": ALARM,
        "keeps": bool(places),
        "suspended": _shown(suspended),
        "suspended_count": sum(one.count for one in suspended),
        "late": _shown(late),
        "late_count": sum(one.count for one in late),
        "vacant": [shown_post(post) for post in vacant[:MOST]],
        "vacant_count": len(vacant),
        "services": services,
        "idle": [one for one in services if not (one.is_on and one.has_office)],
    }
    return show(request, "home", "", **context)
