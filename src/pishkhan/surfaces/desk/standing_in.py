"""One's own stand-in: who, for which posts and services, from when until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.api import Lent
from pishkhan.kernel.organisations.errors import (
    BadPeriod,
    NotAColleague,
    StandInPassed,
    StandInTooLong,
)
from pishkhan.kernel.organisations.spec import HoldingView
from pishkhan.surfaces.desk import words
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web import pages
from pishkhan.web.errors import status_of
from pishkhan.web.fields import Field, Option, joined_date, messages as texts_of
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """A post, or one of its services, that can be lent."""

    value: str
    label: str
    is_on: bool
    is_part: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A time in which somebody stood, stands or will stand in."""

    holding: HoldingView
    post: str
    state: Tag
    last_day: str
    may_end: bool


@staff_only
def stand_in(request: Request) -> HttpResponse:
    """The form, and all stand-ins of the actor."""
    typed = request.POST.dict() if request.method == "POST" else {}
    refusal: DomainError | None = None
    errors: dict[str, list[DomainError]] = {}
    if request.method == "POST":
        try:
            _name(request, typed)
            messages.success(request, _("جانشین گماشته شد؛ در پایان زمان، خودبه‌خود پایان می‌یابد."))
            return redirect("desk:stand_in")
        except FieldErrors as error:
            refusal, errors = error, error.errors
        except DomainError as error:
            refusal, errors = error, _at_field(error)
    lent = set(request.POST.getlist("lent"))
    context = {
        "scopes": _scopes(request.actor, lent),
        "fields": _fields(request.actor, typed, errors),
        "periods": [
            _period(one) for one in organisations.stand_ins_of(request.actor.account_id or 0)
        ],
        "errors": texts_of([refusal]) if refusal and not errors else (),
    }
    status = status_of(refusal) if refusal else 200
    return pages.page(request, "desk/stand_in.html", context, status=status)


@require_POST
@staff_only
def end(request: Request, holding_id: int) -> HttpResponse:
    """The actor is back early."""
    organisations.dismiss_stand_in(holding_id=holding_id, by=request.actor)
    messages.success(request, _("جانشینی پایان یافت."))
    return redirect("desk:stand_in")


def _name(request: Request, typed: Mapping[str, str]) -> None:
    first, last = _days(typed)
    now, today = clock.now(), clock.today()
    begins = datetime.combine(first, time.min, tzinfo=clock.TEHRAN)
    organisations.name_stand_in(
        lent=[_lent(text) for text in request.POST.getlist("lent")],
        to_account_id=row_id(typed.get("who", "")) or 0,
        from_=now if first == today else begins,  # of today only what is left
        to=datetime.combine(last + timedelta(days=1), time.min, tzinfo=clock.TEHRAN),
        by=request.actor,
    )


def _days(typed: Mapping[str, str]) -> tuple[date, date]:
    """The first and the last day; raises FieldErrors for those that cannot be read."""
    read: dict[str, date] = {}
    errors: dict[str, list[DomainError]] = {}
    for name in ("from", "to"):
        try:
            read[name] = jalali.parse(joined_date(typed, name) or "")
        except DomainError as error:
            errors[name] = [error]
    if errors:
        raise FieldErrors(errors)
    return read["from"], read["to"]


def _at_field(error: DomainError) -> dict[str, list[DomainError]]:
    """Beside which field a refusal belongs; empty for one of the whole."""
    field = {
        NotAColleague: "who",
        StandInPassed: "from",
        StandInTooLong: "to",
        BadPeriod: "to",
    }.get(type(error))
    return {field: [error]} if field else {}


def _lent(text: str) -> Lent:
    post, _bar, service = text.partition("|")
    return Lent(post_id=row_id(post) or 0, service=service)


def _scopes(actor: Actor, lent: set[str]) -> list[Scope]:
    """Each post of one's own as a whole, and by service where it is for every service."""
    found: list[Scope] = []
    for holding in organisations.holdings_of(actor.account_id or 0):
        now = clock.now()
        is_over = holding.valid_to is not None and holding.valid_to <= now
        post = organisations.post(holding.post_id)
        if post is None or is_over or holding.on_behalf_of is not None:
            continue
        office = organisations.organisation_names([post.organisation_id], language()).get(
            post.organisation_id
        )
        title = f"{translated(post.title)} · {office}"
        services = [] if post.service else [one.code for one in catalogue.services()]
        whole = words.service_title(post.service) if post.service else _("همهٔ خدمت‌ها")
        value = f"{post.id}|"
        found.append(
            Scope(value=value, label=f"{title} · {whole}", is_on=value in lent, is_part=False)
        )
        for service in services:
            value = f"{post.id}|{service}"
            label = _("فقط %(service)s") % {"service": words.service_title(service)}
            found.append(Scope(value=value, label=label, is_on=value in lent, is_part=True))
    return found


def _fields(
    actor: Actor, typed: Mapping[str, str], errors: Mapping[str, Sequence[DomainError]]
) -> list[Field]:
    people = organisations.colleagues(actor.account_id or 0)
    chosen = typed.get("who", "")
    options = [Option(value="", label=_("انتخاب کنید"))]
    options += [
        Option(value=str(one.id), label=one.full_name, chosen=str(one.id) == chosen)
        for one in people
    ]
    fields = [
        Field(
            name="who", label=_("جانشین"), shape="select", options=tuple(options),
            hint=_("همکاران همین سازمان که کاری از کارهای آن را دارند"),
        ),
        Field(
            name="from", label=_("از روز"), shape="date", value=joined_date(typed, "from") or "",
            hint=_("امروز یا پس از آن"),
        ),
        Field(
            name="to", label=_("تا پایان روز"), shape="date", value=joined_date(typed, "to") or "",
            hint=_("حداکثر ۱۸۰ روز"),
        ),
    ]  # fmt: skip
    return [replace(one, errors=texts_of(errors.get(one.name, ()))) for one in fields]


def _period(holding: HoldingView) -> Period:
    now = clock.now()
    post = organisations.post(holding.post_id)
    is_over = holding.valid_to is not None and holding.valid_to <= now
    state = Tag(text=_("اکنون"), kind="ok")
    if is_over:
        state = Tag(text=_("پایان یافته"))
    elif holding.valid_from > now:
        state = Tag(text=_("در پیش"), kind="info")
    title = translated(post.title) if post else ""
    part = words.service_title(holding.service) if holding.service else ""
    return Period(
        holding=holding,
        post=" · ".join(filter(None, (title, part))),
        state=state,
        last_day=words.last_day(holding.valid_to) if holding.valid_to else "",
        may_end=not is_over,
    )
