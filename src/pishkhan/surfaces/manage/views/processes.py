"""Processes: the published versions, their states in a table and as a drawing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pishkhan.foundation import digits
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Process, Span, State
from pishkhan.kernel.cases.terms import Approval, DraftStatus
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, role_label, service_title, show
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, sentence, translated


SECTION = "processes"
managing = needs(Act.MANAGE_SERVICES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A state as the table tells it."""

    state: State
    title: str
    public_title: str
    who: list[str]
    due: str
    usual: str
    ways: list[tuple[str, str]]


@managing
def index(request: Request) -> HttpResponse:
    """The processes of all services."""
    rows = [(code, service_title(code), cases.versions(code)) for code in cases.registered()]
    return show(request, "processes", SECTION, rows=rows)


@managing
def one(request: Request, service: str) -> HttpResponse:
    """A version of a process, the active one unless `?version=` names another."""
    if service not in cases.registered():
        raise Http404
    versions = cases.versions(service)
    chosen = _chosen(versions, digits.to_latin(request.GET.get("version", "")))
    process = cases.process_of(chosen.definition_id) if chosen else None
    context = {
        "service": service,
        "title": service_title(service),
        "versions": versions,
        "publishers": identity.account_names(v.published_by for v in versions if v.published_by),
        "chosen": chosen,
        "lines": lines_of(process) if process else [],
        # Our own drawing: every text in it is escaped where it is drawn.
        "drawing": mark_safe(cases.svg(process)) if process else "",  # noqa: S308 - see above
        "narrow": mark_safe(cases.upright(process)) if process else "",  # noqa: S308 - see above
        "waiting": _unpublished(service, {v.version for v in versions}),
        "drafts": [(row, _word(row)) for row in cases.drafts(service)],
        "answered": {one.value: translated(one.label) for one in Approval},
    }
    return show(request, "process", SECTION, (service_title(service), ""), **context)


@managing
@require_POST
def publish(request: Request, service: str) -> HttpResponse:
    """Publish the version that stands beside the service; cases that run stay on theirs."""
    if service not in cases.registered():
        raise Http404
    known = {one.version for one in cases.versions(service)}
    try:
        row = cases.publish(service, by=request.actor)
    except DomainError as error:
        messages.error(request, sentence(error))
        return redirect("manage:process", service)
    if row.status == DraftStatus.PROPOSED.value:
        return done(request, _("نسخه در نوبت تأیید است."), "definition", row.id)
    if row.version in known:
        messages.info(request, _("چیز تازه‌ای برای انتشار نبود؛ نسخهٔ جاری همان است که بود."))
        return redirect("manage:process", service)
    return done(request, _("نسخه منتشر شد."), "process", service)


def _word(row: cases.DefinitionRow) -> str:
    return translated(DraftStatus(row.status).label)


def _chosen(versions: list[cases.Version], wanted: str) -> cases.Version | None:
    fitting = (v for v in versions if (str(v.version) == wanted if wanted else v.is_active))
    return next(fitting, None)


def lines_of(process: Process) -> list[Line]:
    """The states of a process in the order of its file."""
    return [_line(process, state) for state in process.states.values()]


def span_words(span: Span) -> str:
    """A length of time in words; empty for none."""
    parts = (
        (span.working_days, gettext("%(n)s روز کاری")),
        (span.days, gettext("%(n)s روز")),
        (span.hours, gettext("%(n)s ساعت")),
    )
    return gettext(" و ").join(
        text % {"n": digits.for_language(str(n), language())} for n, text in parts if n
    )


def _line(process: Process, state: State) -> Line:
    def title(name: str) -> str:
        target = process.states.get(name)
        return translated(target.title) if target else name

    return Line(
        state=state,
        title=translated(state.title),
        public_title=translated(state.public_title) if state.public_title != state.title else "",
        who=[
            gettext("متقاضی") if entry.applicant else _role(process, entry.role)
            for entry in state.assign
        ],
        due=span_words(state.due),
        usual=span_words(state.usual),
        ways=[(translated(action.title), title(action.to)) for action in state.actions.values()]
        + [(outcome, title(to)) for outcome, to in state.outcomes.items()],
    )


def _role(process: Process, role: str) -> str:
    return translated(process.roles[role]) if role in process.roles else role_label(role)


def _unpublished(service: str, known: set[int]) -> int | None:
    """The version of the file beside the service, if it was not published yet."""
    try:
        version = cases.check(service).version
    except DomainError:
        return None
    proposed = {
        row.version for row in cases.drafts(service) if row.status == DraftStatus.PROPOSED.value
    }
    return None if version in known | proposed else version
