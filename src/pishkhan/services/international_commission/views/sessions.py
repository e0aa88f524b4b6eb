"""The commission's first page, a session, and what its secretary and chair do in it."""

from collections.abc import Callable, Mapping
from datetime import datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import clock, digits
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Facts, Page, Question
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import printing, queries, rules
from pishkhan.services.international_commission.actions import agenda, sessions, voting
from pishkhan.services.international_commission.actions.sessions import Sitting
from pishkhan.services.international_commission.errors import (
    MomentPassed,
    NoDayOfWork,
    NoSuchItem,
    NoSuchSession,
)
from pishkhan.services.international_commission.models import Minutes, Session
from pishkhan.services.international_commission.terms import (
    ItemState,
    Level,
    Presence,
    SessionState,
    Verdict,
)
from pishkhan.services.international_commission.views.gate import done, session_of, staff
from pishkhan.web import form_pages
from pishkhan.web.numbers import row_id
from pishkhan.web.pages import page
from pishkhan.web.papers import PDF_POLICY
from pishkhan.web.people import Request
from pishkhan.web.sentences import language


NEW = Page(
    code="session",
    title=_("جلسهٔ تازه"),
    questions=(
        Question(
            code="day", label=_("روز"), kind=QuestionKind.DATE, privacy=Privacy.OPEN,
            help=_("خورشیدی یا میلادی؛ مانند ۱۴۰۵/۰۹/۱۵"),
        ),
        Question(
            code="hour", label=_("ساعت"), kind=QuestionKind.TEXT, privacy=Privacy.OPEN,
            help=_("مانند ۱۰:۳۰"), max_length=5,
        ),
        Question(
            code="place", label=_("جا"), kind=QuestionKind.TEXT, privacy=Privacy.OPEN,
            help=_("ساختمان و اتاق، یا نشانی جلسهٔ برخط"), max_length=200,
        ),
    ),
)  # fmt: skip


class BadHour(DomainError):
    """A time that no clock shows."""

    code = "international_commission.bad_hour"
    message = _("ساعت را مانند ۱۰:۳۰ بنویسید.")


@require_safe
@staff
def index(request: Request) -> HttpResponse:
    """My commissions: who waits for a session, which sessions there are."""
    mine = queries.commissions_of(request.actor)
    if not mine:
        raise NoSuchSession
    names = organisations.organisation_names((place for _level, place in mine), language())
    waiting = {
        (level, place): queries.waiting_for(level, place, request.actor) for level, place in mine
    }
    seen = {case_id for several in waiting.values() for case_id, _reference, _name in several}
    audit.saw_all(audit.Seen.CASE, seen, by=request.actor)
    commissions = [
        {
            "level": level.label,
            "organisation_id": place,
            "name": names.get(place, ""),
            "runs": queries.runs_sessions(request.actor, level, place),
            "waiting": waiting[level, place],
            "sessions": queries.sessions_of([place]),
        }
        for level, place in mine
    ]
    return page(request, "international_commission/index.html", {"commissions": commissions})


@staff
def create(request: Request, organisation_id: int) -> HttpResponse:
    """Call a session."""
    found = [one for one in queries.commissions_of(request.actor) if one[1] == organisation_id]
    if not found or not queries.runs_sessions(request.actor, *found[0]):
        raise NoSuchSession
    typed = form_pages.read(NEW, request.POST) if request.method == "POST" else {}
    state = forms.check_page((NEW,), NEW, {f"session.{k}": text for k, text in typed.items()})
    refused = dict(state.errors) if request.method == "POST" else {}
    is_closed = "closed" in request.POST
    if request.method == "POST" and not refused:
        said = Facts(state.read)
        try:
            row = sessions.call_session(
                level=found[0][0],
                organisation_id=organisation_id,
                at=datetime.combine(
                    said.on("day") or clock.today(), _hour(said.text("hour")), tzinfo=clock.TEHRAN
                ),
                place=said.text("place"),
                by=request.actor,
                closed_too="closed" in request.POST,
            )
            return redirect("international_commission:session", row.id)
        except BadHour as error:
            refused = {"hour": [error]}
        except (MomentPassed, NoDayOfWork) as error:
            refused, is_closed = {"day": [error]}, isinstance(error, NoDayOfWork)
    context = {
        "fields": form_pages.drawn_fields(NEW, state, errors=refused),
        "name": organisations.organisation_names([organisation_id], language()).get(
            organisation_id, ""
        ),
        "is_closed": is_closed,
        "closed": "closed" in request.POST,
    }
    return page(request, "international_commission/new.html", context)


@require_safe
@staff
def one(request: Request, session_id: int) -> HttpResponse:
    """A session: agenda, seats, and the buttons of whoever looks."""
    row = session_of(request, session_id)
    level, place = Level(row.level), row.organisation_id
    runs = queries.runs_sessions(request.actor, level, place)
    items = list(row.items.order_by("place"))
    views = queries.shown_cases(request.actor, row)
    waiting = queries.waiting_for(level, place, request.actor) if runs else []
    seen = {*views, *(case_id for case_id, _reference, _name in waiting)}
    audit.saw_all(audit.Seen.CASE, seen, by=request.actor)
    seats = list(row.attendances.order_by("-is_chair", "id"))
    mine = queries.seat_of(row.id, request.actor.account_id)
    context = {
        "session": row,
        "level": level.label,
        "state": SessionState(row.state).label,
        "name": organisations.organisation_names([place], language()).get(place, ""),
        "runs": runs,
        "chairs": queries.holds(request.actor, Role.CHAIR, place),
        "items": [
            (item, views.get(item.matter_id), ItemState(item.state).label,
             Verdict(item.verdict).label if item.verdict else "")
            for item in items
        ],
        "seats": [
            (seat, Presence(seat.presence).label, queries.stand_ins_for(place, seat.seat_id))
            for seat in seats
        ],
        "presences": list(Presence),
        "waiting": waiting,
        "is_called": row.state == SessionState.CALLED.value,
        "may_begin": rules.may_begin(row.at, clock.now()),
        "is_held": row.state == SessionState.HELD.value,
        "is_over": queries.is_over(row),
        "mine": mine,
        "present": sum(seat.presence != Presence.ABSENT.value for seat in seats),
    }  # fmt: skip
    return page(request, "international_commission/session.html", context)


@require_POST
@staff
def do(request: Request, session_id: int, deed: str) -> HttpResponse:
    """One button of a session."""
    row = session_of(request, session_id)
    deeds = _deeds(request, row)
    if deed not in deeds:
        raise Http404
    act, said = deeds[deed]
    return done(request, act, said, reverse("international_commission:session", args=[row.id]))


@require_safe
@staff
def minutes(request: Request, session_id: int) -> HttpResponse:
    """The minutes as PDF."""
    row = session_of(request, session_id)
    made = Minutes.objects.filter(session=row).first()
    if made is None:
        raise NoSuchSession
    views = queries.shown_cases(request.actor, row)
    audit.saw_all(audit.Seen.CASE, views, by=request.actor)
    shown = frozenset(view.reference for view in views.values())
    content = printing.minutes_pdf(made, language=language(), shown=shown)
    return pdf(content, f"minutes-{row.id}")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser, kept by nobody on the way."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = PDF_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


Deeds = Mapping[str, tuple[Callable[[], object], str]]


def _deeds(request: Request, row: Session) -> Deeds:
    by, post = request.actor, request.POST

    def number(name: str) -> int:
        found = row_id(post.get(name, ""))
        if found is None:
            raise NoSuchItem
        return found

    def of_this(name: str = "item") -> int:
        found = queries.item(number(name))
        if found is None or found.session_id != row.id:
            raise NoSuchItem
        return found.id

    return {
        "invite": (lambda: sessions.invite(session_id=row.id, by=by), _("اعضا دعوت شدند.")),
        "attend": (
            lambda: sessions.take_attendance(
                session_id=row.id, sittings=_sittings(request, row), by=by
            ),
            _("حضور و غیاب نوشته شد."),
        ),
        "open": (lambda: sessions.open_session(session_id=row.id, by=by), _("جلسه آغاز شد.")),
        "add": (
            lambda: agenda.add_item(session_id=row.id, case_id=number("case"), by=by),
            _("به دستور جلسه افزوده شد."),
        ),
        "up": (lambda: agenda.move_item(item_id=of_this(), up=True, by=by), _("جابه‌جا شد.")),
        "down": (lambda: agenda.move_item(item_id=of_this(), up=False, by=by), _("جابه‌جا شد.")),
        "take-off": (
            lambda: agenda.take_off(item_id=of_this(), by=by),
            _("از دستور جلسه برداشته شد."),
        ),
        "open-item": (
            lambda: voting.open_item(item_id=of_this(), by=by),
            _("رأی‌گیری آغاز شد."),
        ),
        "conclude": (
            lambda: sessions.conclude(
                session_id=row.id, note=post.get("note", "").strip()[:4000], by=by
            ),
            _("جلسه پایان یافت و صورت‌جلسه نوشته شد."),
        ),
        "sign": (
            lambda: sessions.sign_minutes(session_id=row.id, by=by),
            _("صورت‌جلسه را امضا کردید."),
        ),
    }


def _sittings(request: HttpRequest, row: Session) -> dict[int, Sitting]:
    found: dict[int, Sitting] = {}
    for seat in row.attendances.all():
        said = request.POST.get(f"seat-{seat.seat_id}", "")
        if (stand_in := row_id(said)) is not None:
            found[seat.seat_id] = Sitting(presence=Presence.STAND_IN, stand_in_id=stand_in)
        elif said in {Presence.PRESENT.value, Presence.ABSENT.value}:
            found[seat.seat_id] = Sitting(presence=Presence(said))
    return found


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(digits.to_latin(text).strip().zfill(5))
    except ValueError as error:
        raise BadHour from error
