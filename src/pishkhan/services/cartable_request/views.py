"""Pages for liaisons and for those above them: what is missing, who comes, which cartables stand."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCartable, NoSuchCase
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.cases.terms import CartableStatus
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.services.cartable_request import queries
from pishkhan.services.cartable_request.actions import batches, keeping, requesting
from pishkhan.services.cartable_request.errors import BadFile
from pishkhan.services.cartable_request.models import Batch
from pishkhan.services.cartable_request.questions import HOLDER
from pishkhan.services.cartable_request.terms import CODE, PAGE, BatchState
from pishkhan.web import fields, form_pages, pages, places
from pishkhan.web.gate import turned_away
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, sentence


MOST_SHOWN = 200
View = Callable[..., HttpResponseBase]


def keepers_only(view: View) -> View:
    """Let in whoever asks for the cartables of some organisation; nothing is cached."""

    @wraps(view)
    def gated(request: Request, **arguments: object) -> HttpResponseBase:
        is_known = request.actor.kind is not ActorKind.ANONYMOUS
        if is_known and not organisations.may_somewhere(request.actor, Act.REQUEST_CARTABLE):
            raise NotAllowed(act=Act.REQUEST_CARTABLE.label)
        response: HttpResponseBase = turned_away(request) or view(request, **arguments)
        add_never_cache_headers(response)
        return response

    return gated


@require_GET
@keepers_only
def index(request: Request) -> HttpResponse:
    """Every role that a process asks of the organisations kept, who holds it, what waits."""
    own, paths = queries.kept_by(request.actor)
    lines = queries.lines_of(request.actor)
    ids = {one.place.organisation.id for one in lines} | own
    every = [organisations.organisation(one) for one in own]
    here = tuple({*paths, *(one.path for one in every if one)})
    context = {
        "title": PAGE,
        "lines": lines[:MOST_SHOWN],
        "more": max(0, len(lines) - MOST_SHOWN),
        "missing": sum(1 for one in lines if one.is_gap),
        "ending": [one for one in lines if one.ends_soon],
        "cartables": places.rows_in_words(cases.cartables_at(ids)[:MOST_SHOWN], role="title"),
        "waiting": places.rows_in_words(cases.suspended_places(here)),
        "requests": _open_requests(ids),
        "decides": bool(paths),
    }
    return pages.page(request, "cartable_request/index.html", context)


@require_POST
@keepers_only
def ask(request: Request) -> HttpResponse:
    """Begin a request for a place, or go to the one that is open."""
    organisation_id = row_id(request.POST.get("organisation", "")) or 0
    case_id = requesting.request(
        organisation_id=organisation_id,
        role=request.POST.get("role", ""),
        service=request.POST.get("service", ""),
        by=request.actor,
    )
    return redirect("cartable_request:introduce", case_id)


@keepers_only
def introduce(request: Request, case_id: int) -> HttpResponse:
    """The request: who is asked for, what was answered, and the form while it is one's turn."""
    view = _visible(request, case_id)
    typed = queries.typed(case_id)
    errors: dict[str, list[DomainError]] = {}
    others: list[DomainError] = []
    if request.method == "POST":
        typed = _typed(request)
        try:
            requesting.introduce(
                case_id=case_id,
                typed=typed,
                letter=request.FILES.get("letter"),
                letter_name=str(getattr(request.FILES.get("letter"), "name", "") or ""),
                by=request.actor,
            )
        except FormIncomplete as refusal:
            errors = {code: list(each) for code, each in refusal.errors[HOLDER.code].items()}
        except NotAllowed:
            raise
        except DomainError as refusal:
            others = [refusal]
        else:
            messages.success(request, gettext("معرفی فرستاده شد."))
            return redirect("cartable_request:index")
    state, _faults = requesting.checked(typed)
    drawn = form_pages.drawn_fields(HOLDER, state, errors=errors)
    comments = [one for one in cases.events(case_id) if one.action == "return" and one.comment]
    context = {
        "title": places.spoken(view.subject),
        "view": view,
        "due_at": _due_at(view),
        "organisation": organisations.organisation(view.organisations["organisation"]),
        "above": organisations.organisation(view.organisations["above"]),
        "page": HOLDER,
        "fields": drawn,
        "letter_errors": fields.messages(errors.get("letter", ())),
        "errors": (*fields.messages(others), *fields.messages(errors.get("letter", ()))),
        "returned": comments[-1:] if view.state.startswith("introduce") else [],
        "is_ones_turn": any(
            one.action.name == requesting.INTRODUCE for one in cases.offers(case_id, request.actor)
        ),
        "may_review": any(
            one.action.name == "approve" for one in cases.offers(case_id, request.actor)
        ),
    }
    audit.saw(audit.Seen.CASE, case_id, by=request.actor)
    status = 400 if errors or others else 200
    return pages.page(request, "cartable_request/introduce.html", context, status=status)


@keepers_only
def keep(request: Request, cartable_id: int) -> HttpResponse:
    """One cartable: its holders, and for those above the liaison its suspension and end."""
    try:
        one = cases.cartable(cartable_id)
    except NoSuchCartable as error:
        raise Http404 from error
    office = organisations.organisation(one.organisation_id)
    if office is None or not queries.may_ask(request.actor, office.id):
        raise Http404
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            keeping.change(
                one,
                request.POST.get("do", ""),
                because=request.POST.get("because", "").strip()[:500],
                by=request.actor,
            )
        except NotAllowed:
            raise
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, gettext("انجام شد."))
            return redirect("cartable_request:keep", cartable_id)
    work = cases.open_work(organisation_id=office.id, role=one.role, service=one.service)
    context = {
        "title": places.spoken(one.title),
        "cartable": one,
        "organisation": office,
        "holders": organisations.holders(office.id, one.role, one.service),
        "work": work,
        "is_live": one.status is CartableStatus.LIVE,
        "is_closed": one.status is CartableStatus.CLOSED,
        "decides": queries.may_decide(request.actor, office.id),
        "refusal": " ".join(filter(None, (sentence(refusal), hint(refusal)))) if refusal else "",
    }
    return pages.page(
        request, "cartable_request/cartable.html", context, status=400 if refusal else 200
    )


@keepers_only
def send_file(request: Request) -> HttpResponse:
    """Send a file of introductions; it is checked and shown before anything is asked for."""
    refusal = ""
    if request.method == "POST":
        try:
            return redirect("cartable_request:batch", _checked_file(request).id)
        except BadFile as error:
            refusal = " ".join((sentence(error), hint(error)))
    files = Batch.objects.filter(account_id=request.actor.account_id or 0).order_by("-id")
    context = {
        "title": gettext("معرفی با فایل"),
        "columns": batches.heading(),
        "files": files.defer("rows", "errors", "answers")[:20],
        "refusal": refusal,
    }
    return pages.page(
        request, "cartable_request/files.html", context, status=400 if refusal else 200
    )


def _checked_file(request: Request) -> Batch:
    given = request.FILES.get("file")
    if given is None:
        raise BadFile(fault=gettext("فایلی انتخاب نشده است."))
    if (given.size or 0) > batches.MOST_BYTES:
        raise BadFile(fault=gettext(batches.TOO_LARGE))
    return batches.check(given.read(), file_name=given.name or "", by=request.actor)


@keepers_only
def batch(request: Request, batch_id: int) -> HttpResponse:
    """What will be done and what is wrong, row by row; after the commit, how far it is."""
    row = _own(request, batch_id)
    if request.method == "POST":
        row = batches.begin(batch_id, by=request.actor)
        if len(row.rows) <= batches.AT_ONCE:
            batches.carry_out(batch_id)
        return redirect("cartable_request:batch", batch_id)
    wrong = [
        (number, batches.said(errors), cells)
        for number, (cells, errors) in enumerate(zip(row.rows, row.errors, strict=True), start=1)
        if errors
    ]
    accepted = sum(1 for answer in row.answers if answer == batches.ACCEPTED)
    failed = [
        (number, answer)
        for number, answer in enumerate(row.answers, start=1)
        if answer and answer != batches.ACCEPTED
    ]
    is_running = row.state == BatchState.RUNNING.value
    context = {
        "title": row.file_name,
        "batch": row,
        "count": len(row.rows),
        "right": len(row.rows) - len(wrong),
        "wrong": wrong[:MOST_SHOWN],
        "wrong_count": len(wrong),
        "accepted": accepted,
        "failed": failed[:MOST_SHOWN],
        "is_checked": row.state == BatchState.CHECKED.value,
        "is_running": is_running,
    }
    response = pages.page(request, "cartable_request/batch.html", context)
    if is_running:
        response["Refresh"] = "3"
    return response


@require_GET
@keepers_only
def result(request: Request, batch_id: int) -> HttpResponseBase:
    """The file with an answer to each row."""
    return _csv(batches.table(_own(request, batch_id)), f"cartables-{batch_id}.csv")


@require_GET
@keepers_only
def sample(request: Request) -> HttpResponseBase:  # noqa: ARG001 - a view
    """A file to begin with."""
    return _csv(iter([batches.sample()]), "cartables-sample.csv")


def _csv(lines: Iterator[str], name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own(request: Request, batch_id: int) -> Batch:
    row = Batch.objects.filter(id=batch_id, account_id=request.actor.account_id or 0).first()
    if row is None:
        raise Http404
    return row


def _visible(request: Request, case_id: int) -> CaseView:
    try:
        view = cases.case(case_id)
    except NoSuchCase as error:
        raise Http404 from error
    if view.service != CODE:
        raise Http404
    asks = queries.may_ask(
        request.actor, view.organisations["organisation"], level=view.confidentiality
    )
    if not asks and not cases.may_see(case_id, request.actor):
        raise Http404
    return view


def _due_at(view: CaseView) -> datetime | None:
    """When the step that the request stands at is due; of the whole request only where no step is."""
    steps = [one.due_at for one in cases.tasks(view.id) if one.due_at and not one.is_referral]
    return min(steps, default=view.due_at)


def _open_requests(organisation_ids: set[int]) -> list[CaseView]:
    return cases.open_cases_of(organisation_ids, CODE)[:MOST_SHOWN]


def _typed(request: Request) -> dict[str, str]:
    return form_pages.read(HOLDER, request.POST)
