"""Records that wait for people: the list, one beside the register, what two decide, a table to take along."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from pishkhan.foundation import jalali
from pishkhan.foundation.digits import for_language
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import Act, OrganisationView
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import BecauseNeeded, PersonNeeded, RefusalNeeded
from pishkhan.kernel.records.spec import HeldAsked, HeldView, SettlementView
from pishkhan.kernel.records.terms import HOLDS, Finding, Refusal
from pishkhan.surfaces.registrar import comparing
from pishkhan.surfaces.registrar.errors import NothingTicked, NothingToDo
from pishkhan.surfaces.registrar.gate import institution_of, institutions, registrars
from pishkhan.web import fields, pages
from pishkhan.web.csv_files import Name, streamed
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, language, sentence, translated


A_PAGE = 50
LONGEST = 500
NEW = "new"
STANDINGS: tuple[tuple[str, str], ...] = (
    ("", _("همهٔ آنچه باز است")),
    ("waiting", _("بی‌پیشنهاد")),
    ("proposed", _("در انتظار نفر دوم")),
    ("settled", _("تصمیم گرفته شده")),
)
FINDINGS = sorted(HOLDS, key=list(Finding).index)
TITLES = (
    _("مؤسسه"),
    _("شناسهٔ رکورد"),
    _("سطر"),
    _("از"),
    _("نام"),
    _("شناسه"),
    _("کد یافته‌ها"),
    _("یافته‌ها"),
    _("پیشنهاد"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What was asked for, as typed and as it is meant; what names nothing is left out."""

    institution: str
    batch: str
    finding: str
    standing: str
    asked: HeldAsked
    place: OrganisationView | None
    query: str

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual was asked for."""
        return any((self.institution, self.batch, self.finding, self.standing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one record of those that were ticked."""

    held: HeldView
    says: str
    is_done: bool


@registrars
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """Held records of all institutions of the reader; with ticks, one decision about several."""
    places = institutions(request.actor)
    filters = _filters(request, places)
    refused: DomainError | None = None
    told: list[Told] = []
    if request.method == "POST":
        try:
            told = _decided(request, places)
        except DomainError as error:
            refused = error
        if told and all(one.is_done for one in told):
            count = for_language(str(len(told)), language())
            messages.success(request, translated(_("%(n)s رکورد انجام شد.")) % {"n": count})
            return redirect(f"{reverse('registrar:held')}?{filters.query}")
    after = row_id(request.GET.get("after", "")) or 0
    found = records.held_among(filters.asked, after=after, limit=A_PAGE + 1)
    lines = found[:A_PAGE]
    settlements = records.last_settlements([one.id for one in lines])
    names = {one.id: one for one in places}
    context = {
        "places": places,
        "filters": filters,
        "batches": records.batches_of(filters.place.id, limit=A_PAGE) if filters.place else [],
        "findings": FINDINGS,
        "standings": STANDINGS,
        "lines": [
            (one, comparing.in_words(one.found), comparing.name_of(one), settlements.get(one.id),
             names.get(one.institution_id))
            for one in lines
        ],
        "people": _people(settlements.values()),
        "after": str(lines[-1].id) if len(found) > A_PAGE else "",
        "is_first": not after,
        "may_keep": _may_any(request, places, Act.KEEP_RECORDS),
        "may_sign": _may_any(request, places, Act.SIGN_RECORDS),
        "refusals": list(Refusal),
        "told": told,
        "ticked": set(request.POST.getlist("record")),
        "typed": request.POST,
        "errors": fields.messages([refused]) if refused else (),
        "wrong": AT.get(refused.code, "") if refused else "",
    }  # fmt: skip
    status = 400 if refused or told else 200
    response = pages.page(request, "registrar/held.html", context, status=status)
    add_never_cache_headers(response)
    return response


@registrars
@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """The same list as a table, sent while it is read."""
    places = institutions(request.actor)
    filters = _filters(request, places)
    what = (
        f"held records {filters.institution} {filters.batch} {filters.finding} {filters.standing}"
    )
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=" ".join(what.split()))
    rows = _rows(filters.asked, {one.id: one.named(language()) for one in places})
    return streamed("held-records", [translated(one) for one in TITLES], rows)


@registrars
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, organisation_id: int, taken_id: int) -> HttpResponse:
    """What came, what the register has, what happened; and what is decided about it."""
    place = institution_of(request, organisation_id)
    held = records.was_held(taken_id)
    if held is None or held.institution_id != place.id:
        raise Http404
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            _do(request, held)
        except NotAllowed:
            raise
        except DomainError as error:
            refused = error
        else:
            messages.success(request, translated(DONE[request.POST.get("do", "")]))
            return redirect(_next(request, place, held))
    audit.saw(audit.Seen.PERSON, held.id, by=request.actor, what="held record")
    context = _context(request, place, held) | {
        "typed": request.POST,
        "errors": fields.messages([refused]) if refused else (),
        "wrong": AT.get(refused.code, "") if refused else "",
    }
    status = 400 if refused else 200
    response = pages.page(request, "registrar/held_record.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _context(request: Request, place: OrganisationView, held: HeldView) -> dict[str, object]:
    settlements = records.settlements_of(held.id)
    proposed = next((one for one in settlements if one.decided_at is None), None)
    chosen = [one.learner_id for one in settlements if one.learner_id is not None]
    candidates = comparing.candidates_of(held, chosen)
    earlier = records.before(held)
    last = records.last_settlements([one.id for one in earlier])
    return {
        "place": place,
        "held": held,
        "batch": records.batch(held.batch_id),
        "name": comparing.name_of(held),
        "words": comparing.in_words(held.found),
        "parts": comparing.parts_of(held),
        "candidates": candidates,
        "versions": [version for one in candidates for version in one.versions],
        "has_owner": any(one.has_this_number for one in candidates),
        "places": organisations.organisation_names(
            {award.institution_id for one in candidates for award in one.awards}, language()
        ),
        "settlements": settlements,
        "proposed": proposed,
        "last": last,
        "earlier": earlier,
        "people": _people([*settlements, *last.values()]),
        "has_code": any(one.code is Finding.HAS_CODE for one in held.found),
        "may_keep": _may(request, place, Act.KEEP_RECORDS),
        "may_sign": _may(request, place, Act.SIGN_RECORDS),
        "is_mine": proposed is not None and proposed.proposed_by == request.actor.account_id,
        "refusals": list(Refusal),
        "new": NEW,
        "next": _following(request, place, held),
    }


AT = {
    RefusalNeeded.code: "refusal",
    BecauseNeeded.code: "because",
    PersonNeeded.code: "person",
}
DONE = {
    "let_in": _("پیشنهاد شما برای نفر دوم ماند."),
    "refuse": _("پیشنهاد شما برای نفر دوم ماند."),
    "approve": _("تأیید شد."),
    "return": _("به کارشناس برگشت."),
}


def _do(request: Request, held: HeldView) -> None:
    """One decision about one record; the person was chosen on its page."""
    because = _because(request)
    match request.POST.get("do"):
        case "let_in":
            chosen = request.POST.get("person", "")
            learner_id = row_id(chosen)
            if chosen != NEW and learner_id is None:
                raise PersonNeeded
            records.propose_settling(
                held.id, accept=True, learner_id=learner_id, because=because, by=request.actor
            )
        case "refuse":
            _refuse(request, held)
        case "approve":
            records.approve_settling(held.id, by=request.actor)
        case "return":
            records.return_settling(held.id, because=because, by=request.actor)
        case _:
            raise NothingToDo


def _refuse(request: Request, held: HeldView) -> None:
    records.propose_settling(
        held.id,
        accept=False,
        refusal=_refusal(request),
        because=_because(request),
        by=request.actor,
    )


def _let_in(request: Request, held: HeldView) -> None:
    """Of whoever has the number, else of a new person; without a number somebody must choose."""
    row = comparing.row_of(held)
    if row is None or row.person.identity is None:
        raise PersonNeeded
    records.propose_settling(
        held.id,
        accept=True,
        learner_id=comparing.number_owner(held),
        because=_because(request),
        by=request.actor,
    )


def _approve(request: Request, held: HeldView) -> None:
    records.approve_settling(held.id, by=request.actor)


def _return(request: Request, held: HeldView) -> None:
    records.return_settling(held.id, because=_because(request), by=request.actor)


DEEDS: dict[str, Callable[[Request, HeldView], None]] = {
    "let_in": _let_in,
    "refuse": _refuse,
    "approve": _approve,
    "return": _return,
}


def _decided(request: Request, places: list[OrganisationView]) -> list[Told]:
    """The same decision about each record that was ticked, each by itself."""
    do = request.POST.get("do", "")
    if do not in DEEDS:
        raise NothingToDo
    if do == "refuse" and _refusal(request) is None:
        raise RefusalNeeded
    needs_words = do in {"let_in", "return"} or (
        do == "refuse" and _refusal(request) is Refusal.OTHER
    )
    if needs_words and not _because(request):
        raise BecauseNeeded
    mine = {one.id for one in places}
    ids = dict.fromkeys(filter(None, map(row_id, request.POST.getlist("record")[:A_PAGE])))
    several = [one for one in map(records.was_held, ids) if one and one.institution_id in mine]
    if not several:
        raise NothingTicked
    return [_told(request, DEEDS[do], translated(DONE[do]), one) for one in several]


def _told(
    request: Request, deed: Callable[[Request, HeldView], None], done: str, held: HeldView
) -> Told:
    try:
        deed(request, held)
    except DomainError as error:
        says = " ".join(filter(None, (sentence(error), hint(error))))
        return Told(held=held, says=says, is_done=False)
    return Told(held=held, says=done, is_done=True)


def _refusal(request: Request) -> Refusal | None:
    code = request.POST.get("refusal", "")
    return Refusal(code) if code in set(Refusal) else None


def _because(request: Request) -> str:
    return request.POST.get("because", "").strip()[:LONGEST]


def _filters(request: Request, places: list[OrganisationView]) -> Filters:
    said = {name: str(value).strip() for name, value in request.GET.items()}
    place = next((one for one in places if one.id == row_id(said.get("institution", ""))), None)
    if place is None and len(places) == 1:
        place = places[0]
    batch = records.batch(row_id(said.get("batch", "")) or 0) if place else None
    if batch is not None and (place is None or batch.institution_id != place.id):
        batch = None
    finding = said.get("finding", "") if said.get("finding") in set(FINDINGS) else ""
    standing = said.get("standing", "") if said.get("standing") in dict(STANDINGS) else ""
    kept = request.GET.copy()
    kept.pop("after", None)
    ids = {place.id} if place else {one.id for one in places}
    return Filters(
        institution=str(place.id) if place and len(places) > 1 else "",
        batch=str(batch.id) if batch else "",
        finding=finding,
        standing=standing,
        asked=HeldAsked(
            institution_ids=frozenset(ids),
            batch_id=batch.id if batch else None,
            finding=finding,
            standing=standing,
        ),
        place=place,
        query=kept.urlencode(),
    )


def _following(request: Request, place: OrganisationView, held: HeldView) -> HeldView | None:
    """The next record of the institution that waits for this reader."""
    keeps = _may(request, place, Act.KEEP_RECORDS)
    asked = HeldAsked(
        institution_ids=frozenset({place.id}), standing="waiting" if keeps else "proposed"
    )
    return next(iter(records.held_among(asked, after=held.id, limit=1)), None)


def _next(request: Request, place: OrganisationView, held: HeldView) -> str:
    following = _following(request, place, held)
    if following is None:
        return reverse("registrar:held")
    return reverse("registrar:held_record", args=[place.id, following.id])


def _may(request: Request, place: OrganisationView, act: Act) -> bool:
    return organisations.may(request.actor, act, records.of_institution(place.id))


def _may_any(request: Request, places: list[OrganisationView], act: Act) -> bool:
    return any(_may(request, one, act) for one in places)


def _people(settlements: Iterable[SettlementView]) -> dict[int, str]:
    ids = {who for one in settlements for who in (one.proposed_by, one.decided_by) if who}
    return identity.account_names(ids)


def _rows(asked: HeldAsked, names: dict[int, str]) -> Iterator[list[object]]:
    """Everything that was asked for, read in pieces."""
    page: list[HeldView] = []
    for held in records.all_held_among(asked):
        page.append(held)
        if len(page) == A_PAGE:
            yield from _written(page, names)
            page = []
    yield from _written(page, names)


def _written(page: list[HeldView], names: dict[int, str]) -> Iterator[list[object]]:
    settlements = records.last_settlements([one.id for one in page])
    for held in page:
        yield [
            names.get(held.institution_id, ""),
            Name(held.source_id),
            held.line,
            jalali.format_moment(held.since, language()),
            comparing.name_of(held),
            Name(held.sent.get("person.identity", "")),
            " ".join(one.code.value for one in held.found),
            " ".join(translated(one.code.label) for one in held.found),
            said(settlements.get(held.id)),
        ]


def said(made: SettlementView | None) -> str:
    """A proposal in words."""
    if made is None:
        return ""
    deed = made.refusal.label if made.refusal else _("پذیرفتن")
    return f"{translated(deed)} · {translated(made.decision.label)}"
