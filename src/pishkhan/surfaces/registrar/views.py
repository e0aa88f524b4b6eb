"""Rolls of an institution, files of records, and what became of each record."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import Act, OrganisationView
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import HeldAsked, RollView
from pishkhan.kernel.records.terms import BatchState, KeyState, Outcome
from pishkhan.surfaces.registrar.comparing import in_words, name_of
from pishkhan.surfaces.registrar.errors import FileTooLarge, NoFileChosen, NothingToDo, NoYear
from pishkhan.surfaces.registrar.gate import institution_of, institutions, registrars
from pishkhan.web import fields, pages
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


MEGABYTES = 8
A_PAGE, A_LOOK = 50, 5
YEAR_DIGITS = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@registrars
@require_safe
def index(request: Request) -> HttpResponse:
    """The institutions whose records the reader keeps; with only one, that one."""
    places = institutions(request.actor)
    if len(places) == 1:
        return redirect("registrar:institution", places[0].id)
    held = records.count_held(one.id for one in places)
    context = {"places": [(one, held.get(one.id, 0)) for one in places]}
    return pages.page(request, "registrar/index.html", context)


@registrars
@require_http_methods(["GET", "HEAD", "POST"])
def institution(request: Request, organisation_id: int) -> HttpResponse:
    """Rolls and batches of an institution, and what is done about them."""
    place = institution_of(request, organisation_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            return _done(request, place)
        except NotAllowed:
            raise
        except DomainError as error:
            refused = error
    subject = records.of_institution(place.id)
    rolls = records.rolls_of(place.id)
    permits = records.permits_told(place.id)
    fields_of = {one.field_key: one.field for one in permits}
    people = {one for roll in rolls for one in (roll.signed_by, roll.closed_by) if one}
    context = {
        "place": place,
        "rolls": rolls,
        "names": identity.account_names(people),
        "batches": records.batches_of(place.id, limit=A_PAGE),
        "held": [
            (one, in_words(one.found), name_of(one)) for one in records.held(place.id, limit=A_LOOK)
        ],
        "held_count": records.count_held([place.id]).get(place.id, 0),
        "proposed_count": records.count_among(
            HeldAsked(institution_ids=frozenset({place.id}), standing="proposed")
        ),
        "access": list(records.access_of(place.id, by=request.actor).items()),
        "permits": [one for one in permits if not one.is_replaced],
        "uneven": [
            (one, fields_of.get(one.field_key, one.field_key))
            for one in records.uneven_of(place.id)
        ],
        "keys": [one for one in records.sender_keys(place.id) if one.retired_at is None],
        "asked": KeyState.ASKED,
        "may_keep": organisations.may(request.actor, Act.KEEP_RECORDS, subject),
        "may_sign": organisations.may(request.actor, Act.SIGN_RECORDS, subject),
        "megabytes": MEGABYTES,
        "typed": request.POST,
        "errors": fields.messages([refused]) if refused else (),
    }
    status = 400 if refused else 200
    return pages.page(request, "registrar/institution.html", context, status=status)


@registrars
@require_safe
def batch(request: Request, organisation_id: int, batch_id: int) -> HttpResponse:
    """One batch: how many records ended how, and what is wrong with those that did not come in."""
    place = institution_of(request, organisation_id)
    found = records.batch(batch_id)
    if found is None or found.institution_id != place.id:
        raise Http404
    after = row_id(request.GET.get("after", "")) or 0
    lines = records.results(batch_id, after=after, limit=A_PAGE + 1)
    context = {
        "place": place,
        "batch": found,
        "counts": [(one, found.outcomes[one]) for one in Outcome if one in found.outcomes],
        "lines": [(one, in_words(one.found)) for one in lines[:A_PAGE]],
        "held": records.held_by_line(found.id, [one.line for one in lines[:A_PAGE]]),
        "after": str(lines[A_PAGE - 1].line) if len(lines) > A_PAGE else "",
        "is_first": not after,
    }
    response = pages.page(request, "registrar/batch.html", context)
    if found.state is BatchState.CHECKING:
        response["Refresh"] = "3"
    return response


@registrars
@require_safe
def template_csv(request: Request) -> HttpResponse:  # noqa: ARG001 - the same for all
    """The template of records as CSV."""
    return _download(records.template_csv(), "text/csv; charset=utf-8", "records.csv")


@registrars
@require_safe
def template_xlsx(request: Request) -> HttpResponse:  # noqa: ARG001 - the same for all
    """The template of records as XLSX, whose columns are all text."""
    return _download(records.template_xlsx(), XLSX, "records.xlsx")


def _download(octets: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(octets, content_type=kind, headers=headers)


def _done(request: Request, place: OrganisationView) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise NothingToDo
    return deed(request, place)


def _open(request: Request, place: OrganisationView) -> HttpResponse:
    text = to_latin(request.POST.get("year", "")).strip()
    if not (text.isascii() and text.isdecimal() and len(text) == YEAR_DIGITS):
        raise NoYear
    records.roll_open(place.id, int(text), by=request.actor)
    return _said(request, place, _("فهرست گشوده شد."))


def _sign(request: Request, place: OrganisationView) -> HttpResponse:
    records.roll_sign(_roll(request, place).id, by=request.actor)
    return _said(request, place, _("فهرست را امضا کردید. نفر دوم آن را می‌بندد."))


def _close(request: Request, place: OrganisationView) -> HttpResponse:
    records.roll_close(_roll(request, place).id, by=request.actor)
    return _said(request, place, _("فهرست بسته شد. سندهای آن کد صحت می‌گیرند."))


def _take(request: Request, place: OrganisationView) -> HttpResponse:
    given = request.FILES.get("file")
    if given is None or not given.size or given.file is None:
        raise NoFileChosen
    if given.size > MEGABYTES * 1_000_000:
        raise FileTooLarge(megabytes=MEGABYTES)
    taken = records.take_file(place.id, given.file, given.name or "", by=request.actor)
    return redirect("registrar:batch", place.id, taken.id)


DEEDS: dict[str, Callable[[Request, OrganisationView], HttpResponse]] = {
    "open": _open,
    "sign": _sign,
    "close": _close,
    "file": _take,
}


def _roll(request: Request, place: OrganisationView) -> RollView:
    found = records.roll_by_id(row_id(request.POST.get("roll", "")) or 0)
    if found is None or found.institution_id != place.id:
        raise Http404
    return found


def _said(request: Request, place: OrganisationView, message: str) -> HttpResponse:
    messages.success(request, translated(message))
    return redirect("registrar:institution", place.id)
