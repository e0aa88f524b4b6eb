"""Services: taking requests or not, and who receives them."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoSuchService
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms.spec import Choice
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import finding, questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


SECTION = "service_list"
managing = needs(Act.MANAGE_SERVICES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who receives the requests with an answer; the answer of all others is empty."""

    answer: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service as its list shows it."""

    definition: ServiceDefinition
    is_on: bool
    offices: list[Office]


def definition_of(code: str) -> ServiceDefinition:
    """The service of this code; raises Http404."""
    try:
        return catalogue.service(code)
    except NoSuchService as error:
        raise Http404 from error


@managing
def index(request: Request) -> HttpResponse:
    """All services."""
    return show(request, "services", SECTION, offers=[_offer(one) for one in catalogue.services()])


@managing
def switch(request: Request, service: str) -> HttpResponse:
    """Take requests, or take none for now."""
    definition, is_on = definition_of(service), catalogue.is_on(service)
    sheet = (
        Sheet(request, questions.SWITCH_OFF, submit=_("بستن پذیرش"), is_danger=True)
        if is_on
        else Sheet(request, questions.SWITCH_ON, submit=_("باز کردن پذیرش"))
    )
    if sheet.does(
        lambda said: catalogue.switch(
            service, is_on=not is_on, because=said.text("because"), by=request.actor
        )
    ):
        return done(request, _("پذیرش بسته شد.") if is_on else _("پذیرش باز شد."), SECTION)
    return show_form(request, sheet, SECTION, (translated(definition.title), ""))


@managing
def office(request: Request, service: str) -> HttpResponse:
    """Which office receives the requests."""
    definition = definition_of(service)
    answers = [(one.value, one.label) for one in _answers(definition)]
    sheet = Sheet(request, questions.receiving_office(answers), submit=_("ذخیره"))
    if sheet.does(
        lambda said: catalogue.set_office(
            service,
            organisation_id=finding.organisation_meant(said.text("parent")).id,
            answer=said.text("answer"),
            by=request.actor,
        )
    ):
        return done(request, _("دفتر پذیرنده ذخیره شد."), SECTION)
    return show_form(request, sheet, SECTION, (translated(definition.title), ""))


def _answers(definition: ServiceDefinition) -> tuple[Choice, ...]:
    """The options of the question that chooses the office."""
    for page in definition.pages:
        for question in page.questions:
            if page.key(question) == definition.office_question:
                return question.choices
    return ()


def _offer(definition: ServiceDefinition) -> Offer:
    places = catalogue.offices(definition.code)
    names = organisations.organisation_names(places.values(), language())
    labels = {one.value: one.label for one in _answers(definition)}
    return Offer(
        definition=definition,
        is_on=catalogue.is_on(definition.code),
        offices=[
            Office(
                answer=translated(labels.get(answer, answer)),
                name=names.get(place, str(place)),
                address=reverse("manage:organisation", args=[place]),
            )
            for answer, place in sorted(places.items())
        ],
    )
