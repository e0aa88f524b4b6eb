"""The entry: services as tiles, the router, the card of a service, and starting."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Span
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import ServiceOff
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import allow
from pishkhan.surfaces.portal import needs, people, steps
from pishkhan.web import drafts
from pishkhan.web.middleware import from_public_pages
from pishkhan.web.pages import address_of, page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language, translated


STARTS_AN_HOUR = 120


class TooManyStarts(DomainError):
    """More drafts in an hour from one address than people begin."""

    code = "portal.too_many_tries"
    message = _("از این نشانی اینترنتی پیش‌نویس‌های زیادی آغاز شده است.")
    hint = _("یک ساعت دیگر دوباره تلاش کنید؛ پیش‌نویس‌های پیشین شما محفوظ است.")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All services, and tracking one step away."""
    return page(request, "portal/home.html", {"services": catalogue.services_on()})


@require_safe
def which(request: HttpRequest) -> HttpResponse:
    """Which counter is mine? One question, an answer without dead ends."""
    chosen = needs.need_of(request.GET.get("need", ""))
    codes = {service.code for service in catalogue.services_on()}
    is_open = bool(chosen and (chosen.address or chosen.service in codes))
    context = {"needs": needs.NEEDS, "chosen": chosen, "is_open": is_open}
    return page(request, "portal/which.html", context)


@require_safe
def card(request: HttpRequest, service: str) -> HttpResponse:
    """What a service is, what it needs, how long it takes, who answers."""
    definition = catalogue.public_service(service)
    context = {
        "service": definition,
        "is_on": catalogue.is_on(service),
        "needed": [rule for rule in definition.attachments if rule.required],
        "welcome": [rule for rule in definition.attachments if not rule.required],
        "stages": _stages(definition),
        "office": _office(service),
        "cost": catalogue.cost_of(definition),
    }
    return page(request, "portal/card.html", context)


@from_public_pages
@require_POST
def start(request: HttpRequest, service: str) -> HttpResponse:
    """Begin a draft; what is known of a signed-in person is filled in."""
    definition = catalogue.public_service(service)
    if not catalogue.is_on(service):
        raise ServiceOff(title=definition.title)
    mark = secret.digest("portal.start", address_of(request), settings.SECRET_KEY)
    if not allow(f"portal.start:{mark}", limit=STARTS_AN_HOUR, per=timedelta(hours=1)):
        raise TooManyStarts
    person_id = actor_of(request).person_id
    person = identity.person(person_id) if person_id is not None else None
    draft = forms.start(
        service,
        session_key=drafts.drafts_key(request),
        language=language(),
        person_id=person.id if person else None,
        answers=people.known_answers(service, person) if person else None,
    )
    return redirect(steps.address(draft, forms.asked_pages(draft)[0]))


def _stages(definition: ServiceDefinition) -> list[tuple[str, Span]]:
    """The stages of the way in the applicant's words, each with its usual time where it has one."""
    process = cases.process_now(definition.code)
    usual = {state.shown: state.usual for state in process.states.values()}
    return [(translated(stage), usual.get(stage, Span())) for stage in definition.desk_facts.stages]


def _office(service: str) -> str:
    """Who answers; empty where that follows from the answers, or nobody was set."""
    offices = catalogue.offices(service)
    office = (
        organisations.organisation(offices[""]) if len(offices) == 1 and "" in offices else None
    )
    return office.named(language()) if office else ""
