"""The fee schedule: a line is added or ended, never changed."""

from datetime import date, datetime, timedelta

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.errors import FeeOfAnother
from pishkhan.kernel.payments.spec import FeeView
from pishkhan.surfaces.finance import exemptions, questions
from pishkhan.surfaces.finance.errors import TooFarBack
from pishkhan.surfaces.finance.filters import services_within
from pishkhan.surfaces.finance.gate import keeping, may_keep, seeing
from pishkhan.surfaces.finance.pages import done, service_title, show, show_form
from pishkhan.surfaces.finance.questions import PLACES
from pishkhan.web.people import Request
from pishkhan.web.sentences import language
from pishkhan.web.sheets import Sheet


SECTION = "fees"
LANGUAGES = ("fa", "en", "ar")


@seeing
@require_safe
def index(request: Request) -> HttpResponse:
    """The lines in force and to come; those that are over, below."""
    reach, now = payments.finance_services(request.actor, Act.VIEW_FINANCE), clock.now()
    lines = [one for one in payments.fees() if reach is None or one.service in reach]
    over = [one for one in lines if one.valid_until is not None and one.valid_until <= now]
    context = {
        "lines": [
            (one, service_title(one.service), one.title_in(language()), one.valid_from > now,
             may_keep(request, one.service))
            for one in lines if one not in over
        ],
        "over": [(one, service_title(one.service), one.title_in(language())) for one in over],
        "may_add": bool(_kept(request)),
    }  # fmt: skip
    return show(request, "fees", SECTION, **context)


@keeping
def create(request: Request) -> HttpResponse:
    """A new line of the schedule."""

    def act(facts: Facts) -> None:
        service, code = facts.text("service"), facts.text("code")
        payments.require_finance(request.actor, Act.MANAGE_FINANCE, service)
        # Else an officer of one service could take the code that another is yet to ask for.
        if not code.startswith(f"{service}."):
            raise FeeOfAnother(code=code)
        payments.schedule_fee(
            code=code,
            service=service,
            round=facts.text("round"),
            title={one: text for one in LANGUAGES if (text := facts.text(f"title_{one}").strip())},
            amount=facts.number("amount") or 0,
            exemptions=exemptions.read(facts.text("exemptions")),
            gives_pin=facts.ticked("gives_pin"),
            purpose_id=facts.text("purpose_id"),
            valid_from=_beginning(facts.on("from")),
            valid_until=_end_of(facts.on("to")),
            by=request.actor,
        )

    page = questions.new_fee(_kept(request))
    sheet = Sheet(request, page, submit=_("افزودن به تعرفه"), places=PLACES)
    if sheet.does(act):
        return done(request, _("ردیف تعرفه افزوده شد."), "fees")
    return show_form(request, sheet, SECTION)


@keeping
def end(request: Request, fee_id: int) -> HttpResponse:
    """End a line, now or on a day to come."""
    found = _found(request, fee_id)
    sheet = Sheet(request, questions.END_FEE, submit=_("پایان دادن"), is_danger=True, places=PLACES)
    if sheet.does(
        lambda facts: payments.end_fee(found.id, at=_beginning(facts.on("at")), by=request.actor)
    ):
        return done(request, _("پایان ردیف تعرفه ثبت شد."), "fees")
    return show_form(request, sheet, SECTION)


def _found(request: Request, fee_id: int) -> FeeView:
    found = next((one for one in payments.fees() if one.id == fee_id), None)
    if found is None or not may_keep(request, found.service):
        raise Http404
    return found


def _kept(request: Request) -> list[tuple[str, str]]:
    return services_within(payments.finance_services(request.actor, Act.MANAGE_FINANCE))


def _beginning(day: date | None) -> datetime | None:
    """The first moment of a day to come; None (now) for today or no day. Raises TooFarBack."""
    if day is None or day == clock.today():
        return None
    if day < clock.today():
        raise TooFarBack
    return clock.start_of(day)


def _end_of(day: date | None) -> datetime | None:
    if day is None:
        return None
    if day < clock.today():
        raise TooFarBack
    return clock.start_of(day + timedelta(days=1))
