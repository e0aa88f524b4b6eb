"""Referring from the desk: to one or many, and what a receiver does about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.foundation import digits
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.foundation.text import gettext_noop as _noop
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import (
    CommentRequired,
    NoAddressee,
    NotAHolder,
    NotYours,
    ToOneself,
)
from pishkhan.kernel.cases.spec import Addressee, TaskRow
from pishkhan.kernel.cases.terms import ReferralKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk import places
from pishkhan.surfaces.desk.gate import staff_only, visible
from pishkhan.web import pages
from pishkhan.web.errors import status_of
from pishkhan.web.fields import Field, Option, messages as texts_of
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.places import spoken_all
from pishkhan.web.sentences import translated


class BadDays(DomainError):
    """A time that is no number of working days."""

    code = "bad_days"
    message = _noop("مهلت را به روز کاری بنویسید: عددی از ۱ تا %(most)s، یا خالی.")


class UnknownKind(DomainError):
    """For something that no referral is for."""

    code = "unknown_kind"
    message = _noop("بگویید ارجاع برای چیست؛ یکی از گزینه‌ها را برگزینید.")


MOST_ROWS = 20
LONGEST_DAYS = 365
Errors = Mapping[str, Sequence[DomainError]]
WITHOUT_CARTABLE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True, kw_only=True, slots=True)
class RefTo:
    """One addressee as the form asks for it."""

    number: int
    find_name: str
    find_text: str
    organisation: Field
    role: Field
    person: Field
    kind: Field
    order: Field
    usual: Field | None
    days: Field
    blocking: Field

    @property
    def fields(self) -> list[Field]:
        """Those that something may be wrong with."""
        return [self.organisation, self.role, self.person, self.kind, self.days]

    def with_errors(self, errors: Errors) -> "RefTo":
        """The same with what is wrong beside each field."""

        def told(field: Field) -> Field:
            return replace(field, errors=texts_of(errors.get(field.name, ())))

        return replace(
            self,
            organisation=told(self.organisation),
            role=told(self.role),
            person=told(self.person),
            kind=told(self.kind),
            days=told(self.days),
        )


@staff_only
def refer(request: Request, case_id: int) -> HttpResponse:
    """The form, with as many addressees as were asked for; htmx asks for the people of a place."""
    visible(request, case_id)
    task = _task(request, case_id)
    if request.method != "POST":
        if pages.wants_part(request):
            number = row_id(request.GET.get("row", "")) or 0
            row = addressee_form(request, task, number, request.GET)
            context: dict[str, object] = {"options": row.person.options}
            return pages.page(request, "desk/_people.html", context)
        audit.saw(audit.Seen.CASE, case_id, by=request.actor)
        return _form(request, task, {"rows": "1"})
    typed = request.POST.dict()
    if "send" not in typed:
        more = int("more" in typed)
        return _form(request, task, {**typed, "rows": str(_rows(typed) + more)})
    sent: list[Addressee | None] = []
    try:
        sent = addressees(typed)
        cases.refer(task_id=task.id, to=[one for one in sent if one], by=request.actor)
    except DomainError as refusal:
        return _form(
            request, task, typed, refusal=refusal, errors=at_fields(refusal, sent),
            status=status_of(refusal),
        )  # fmt: skip
    done = _("به %(n)s گیرنده ارجاع شد؛ پاسخ‌ها در «پیگیری» است.")
    n = digits.to_persian(str(sum(1 for one in sent if one)))
    messages.success(request, done % {"n": n})
    return redirect(_back(request, case_id))


@staff_only
def referral(request: Request, task_id: int) -> HttpResponse:
    """What was asked of the actor: order, who, when; answer, note, return, pass on."""
    task = cases.task(task_id)
    visible(request, task.case_id)
    asked = cases.referral_of(task_id)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return redirect(f"/desk/case/{task.case_id}/#asked-{task_id}")
    text = request.POST.get(f"answer-{task_id}", "").strip()
    if request.POST.get("deed") == "return":
        cases.return_referral(task_id=task_id, comment=text, by=request.actor)
        messages.success(request, _("ارجاع با توضیح شما عودت داده شد."))
    else:
        cases.answer_referral(task_id=task_id, text=text, by=request.actor)
        messages.success(request, _("پاسخ شما برای فرستنده رفت."))
    return redirect(_back(request, task.case_id))


@require_POST
@staff_only
def undo_referral(request: Request, case_id: int, referral_id: int, deed: str) -> HttpResponse:
    """Take back what nobody has seen, or decide without waiting for the opinion."""
    visible(request, case_id)
    known = {one.id for one in cases.referrals(case_id)}
    if referral_id not in known or deed not in {"take-back", "lift"}:
        raise Http404
    if deed == "take-back":
        cases.take_back_referral(referral_id=referral_id, by=request.actor)
        messages.success(request, _("ارجاع پس گرفته شد."))
    else:
        because = request.POST.get("because", "").strip()
        if not because:
            raise CommentRequired
        cases.lift_blocking(referral_id=referral_id, because=because, by=request.actor)
        messages.success(request, _("تصمیم دیگر منتظر این نظر نیست؛ خود پرسش باز است."))
    return redirect(_back(request, case_id))


def _back(request: Request, case_id: int) -> str:
    return pages.safe_address(request, request.POST.get("back", ""), f"/desk/case/{case_id}/")


def _task(request: Request, case_id: int) -> TaskRow:
    """The task that the referral hangs on: the case's own, or the referral that is passed on."""
    typed = row_id(request.POST.get("task", "") or request.GET.get("task", ""))
    own = [one.id for one in cases.tasks(case_id) if cases.lies_with(one, request.actor)]
    if typed is None and not own:
        raise NotYours
    task = cases.task(own[0] if typed is None else typed)
    if task.case_id != case_id or not cases.lies_with(task, request.actor):
        raise NotYours
    return task


def _rows(typed: Mapping[str, str]) -> int:
    return min(max(row_id(typed.get("rows", "")) or 1, 1), MOST_ROWS)


def _form(
    request: Request, task: TaskRow, typed: Mapping[str, str], *,
    refusal: DomainError | None = None, errors: Errors | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = [
        addressee_form(request, task, number, typed, errors or {}) for number in range(_rows(typed))
    ]
    context = {
        "view": cases.case(task.case_id),
        "task": task,
        "passing_on": cases.referral_of(task.id),
        "rows": rows,
        "count": len(rows),
        "may_add": len(rows) < MOST_ROWS,
        "errors": texts_of([refusal]) if refusal and not errors else (),
        "fields": [field for row in rows for field in row.fields],
        "back": _back(request, task.case_id),
    }
    return pages.page(request, "desk/refer.html", context, status=status)


def addressee_form(
    request: Request, task: TaskRow, number: int, typed: Mapping[str, str],
    errors: Errors = MappingProxyType({}),
) -> RefTo:  # fmt: skip
    """What is asked of one addressee, as it was typed so far."""

    def given(name: str, otherwise: str = "") -> str:
        return typed.get(f"r{number}-{name}", otherwise)

    # The next addressee begins where the one before ended: the same order, the same time.
    before = {n: typed.get(f"r{number - 1}-{n}", "") for n in ("order", "days", "kind")}
    place = given("organisation", str(task.organisation_id or ""))
    role = given("role", Role.EXPERT.value)
    find = given("find").strip()
    usual = cases.orders_of(request.actor)
    row = RefTo(
        number=number + 1,
        find_name=f"r{number}-find",
        find_text=find,
        organisation=_select(number, "organisation", _("سازمان گیرنده"), _places(find, task, place)),
        role=_select(number, "role", _("نقش"), _roles(task, role)),
        person=_select(number, "person", _("شخص"), _people(task, place, role, given("person"))),
        kind=_select(
            number, "kind", _("برای"),
            [(k.value, translated(k.label), k.value == given("kind", before["kind"] or "opinion"))
             for k in ReferralKind],
        ),
        order=Field(
            name=f"r{number}-order", label=_("دستور (پاراف)"), shape="area", rows=2,
            value=given("order", before["order"]), required=False,
        ),
        usual=_select(
            number, "usual", _("یا یکی از دستورهای پرتکرار من"),
            [("", "—", given("usual") not in usual), *((text, text, text == given("usual")) for text in usual)],
        ) if usual else None,
        days=Field(
            name=f"r{number}-days", label=_("مهلت (روز کاری)"), inputmode="numeric", is_short=True,
            value=given("days", before["days"]), required=False,
        ),
        blocking=Field(
            name=f"r{number}-blocking", shape="tick", value=given("blocking"), required=False,
            label=_("تا این نظر نرسد، تصمیم گرفته نشود (فقط برای اظهار نظر)"),
        ),
    )  # fmt: skip
    return row.with_errors(errors)


def _select(number: int, name: str, label: str, options: Sequence[tuple[str, str, bool]]) -> Field:
    return Field(
        name=f"r{number}-{name}",
        label=label,
        shape="select",
        required=name not in {"person", "usual"},
        options=tuple(Option(value=v, label=text, chosen=is_it) for v, text, is_it in options),
    )


def _places(find: str, task: TaskRow, chosen: str) -> list[tuple[str, str, bool]]:
    found = places.options(find, here=task.organisation_id, chosen=chosen, with_here=True)
    return [(one.value, one.label, one.value == chosen) for one in found]


def _roles(task: TaskRow, chosen: str) -> list[tuple[str, str, bool]]:
    process = cases.process_of(cases.case(task.case_id).definition_id)
    said = spoken_all(process.role_title(role.value) for role in Role)
    return [
        (role.value, said[process.role_title(role.value)], role.value == chosen)
        for role in Role
        if role not in WITHOUT_CARTABLE
    ]


def _people(task: TaskRow, place: str, role: str, chosen: str) -> list[tuple[str, str, bool]]:
    level = task.confidentiality
    held = organisations.holders(row_id(place) or 0, role, task.service, level=level)
    names = {str(one.account_id): one.name for one in held}
    whoever = _("هر کس در این سمت است (%(n)s نفر)") % {"n": digits.to_persian(str(len(names)))}
    nobody = _("کسی این سمت را ندارد")
    first = ("", whoever if names else nobody, chosen not in names)
    return [first, *((key, name, key == chosen) for key, name in names.items())]


def addressees(typed: Mapping[str, str]) -> list[Addressee | None]:
    """What each row says, None for one left without a place; raises FieldErrors."""
    errors: dict[str, list[DomainError]] = {}
    sent = [_addressee(typed, number, errors) for number in range(_rows(typed))]
    if errors:
        raise FieldErrors(errors)
    return sent


def _addressee(
    typed: Mapping[str, str], number: int, errors: dict[str, list[DomainError]]
) -> Addressee | None:
    """What one row says; None where it was left without a place, or something is wrong with it."""

    def given(name: str) -> str:
        return typed.get(f"r{number}-{name}", "").strip()

    if not given("organisation"):
        return None
    organisation_id, person = row_id(given("organisation")), row_id(given("person"))
    kind = {one.value: one for one in ReferralKind}.get(given("kind"))
    days = row_id(digits.to_latin(given("days")))
    faults = {
        "organisation": None if organisation_id else NoAddressee(),
        "person": NotAHolder() if given("person") and not person else None,
        "kind": None if kind else UnknownKind(),
        "days": BadDays(most=LONGEST_DAYS)
        if given("days") and not 1 <= (days or 0) <= LONGEST_DAYS
        else None,
    }
    errors |= {f"r{number}-{name}": [fault] for name, fault in faults.items() if fault}
    if organisation_id is None or kind is None:
        return None
    return Addressee(
        organisation_id=organisation_id,
        role=given("role"),
        kind=kind,
        account_id=person,
        order=given("order") or given("usual"),
        working_days=days,
        is_blocking=bool(given("blocking")),
    )


def at_fields(refusal: DomainError, sent: Sequence[Addressee | None]) -> Errors:
    """What belongs beside a field; empty for a refusal of the whole."""
    if isinstance(refusal, FieldErrors):
        return refusal.errors
    if isinstance(refusal, ToOneself):
        place = (refusal.data["organisation_id"], refusal.data["role"])
        places = [one and (one.organisation_id, one.role) for one in sent]
        number = next(number for number, one in enumerate(places) if one == place)
        return {f"r{number}-role": [refusal]}
    return {}
