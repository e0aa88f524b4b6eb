"""Asking for a cartable and introducing who holds it."""

from collections.abc import Mapping
from contextlib import ExitStack

from django.db import connection, transaction

from pishkhan.foundation import clock, secret
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import Readable
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant, CaseView
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.forms.spec import Facts, PageState
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Act
from pishkhan.services.cartable_request import queries, rules
from pishkhan.services.cartable_request.errors import (
    AlreadyIntroduced,
    LetterMissing,
    NotOfThisService,
    UnderReview,
)
from pishkhan.services.cartable_request.messages import WANTING
from pishkhan.services.cartable_request.questions import HOLDER, LETTER, PLACE
from pishkhan.services.cartable_request.terms import CODE


INTRODUCE, WITHDRAW = "introduce", "withdraw"
NEEDLESS = _("دیگر لازم نیست: کارتابل دارنده دارد و باز است، یا سازمان دیگر به آن نیاز ندارد.")
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def request(*, organisation_id: int, role: str, service: str, by: Actor) -> int:
    """The open request for this place, opened now if there is none; returns its case.

    The organisation is its applicant. Where nobody there can introduce, the one above has the
    task. Of a role that several people hold, another is opened for whoever asks for one beside
    those under review; the platform itself asks for one. Raises NotAllowed, NotOfThisService.
    """
    organisations.require(by, Act.REQUEST_CARTABLE, queries.at(organisation_id))
    place = queries.place(organisation_id, role, service)
    if place is None:
        raise NotOfThisService
    asked = cases.ask(organisation_id=organisation_id, role=role, service=service, by=by)
    above = queries.above_of(place.organisation)
    is_led = queries.has_liaison(organisation_id)
    told = place.organisation if is_led else above
    known = queries.requests_at(organisation_id, role, service)
    if known and asked.case_id is None:
        cases.note_request(ask_id=asked.id, case_id=known[0].id, told_name=told.name)
    awaited = [one for one in known if one.state != rules.REVIEW]
    if awaited or (known and (by.kind is ActorKind.SYSTEM or not rules.is_shared(role))):
        return (awaited or known)[0].id
    view = cases.open_case(
        service=CODE,
        applicant=Applicant(person_id=organisation_id, name=place.organisation.name),
        organisations={"organisation": organisation_id, "above": above.id},
        subject=place.shown,
        facts={
            "service": service,
            "role": role,
            "has_liaison": is_led,
            # Of a place that is held, or about to be, this is about who follows or sits beside:
            # it does not end by itself.
            "is_succession": bool(known) or queries.is_held(organisation_id, role, service),
        },
        by=by,
    )
    if not known and asked.case_id is None:
        cases.note_request(ask_id=asked.id, case_id=view.id, told_name=told.name)
    record(f"{CODE}.opened", target="case", target_id=view.id, by=by)
    return view.id


def checked(typed: Mapping[str, str]) -> tuple[PageState, dict[str, list[DomainError]]]:
    """How an introduction stands, and everything that is wrong with it, by question code."""
    answers = {HOLDER.key(one): typed.get(one.code, "") for one in HOLDER.questions}
    state = forms.check_page((HOLDER,), HOLDER, answers)
    faults = {code: list(errors) for code, errors in state.errors.items()}
    said = Facts(state.read)
    more = rules.term_faults(
        from_=said.on("from"), to=said.on("to"), letter_on=said.on("letter_on"), today=clock.today()
    ) | rules.email_faults(said.text("email"))
    for code, error in more.items():
        faults.setdefault(code, []).append(error)
    return state, faults


def introduce(
    *,
    case_id: int,
    typed: Mapping[str, str],
    letter: Readable | None,
    letter_name: str = "",
    by: Actor,
    needs_letter: bool = True,
) -> CaseView:
    """Fill in the request and send it to the organisation above; `typed` is by question code.

    All or nothing, but a letter that is refused leaves its line and its count. Raises
    FormIncomplete (page HOLDER; the letter under "letter"), UnderReview, NotAllowed and the
    refusals of files.
    """
    offers = [one for one in cases.offers(case_id, by) if one.action.name == INTRODUCE]
    if not offers:
        raise UnderReview if cases.case(case_id).state == "review" else _refused()
    state, faults = checked(typed)
    if needs_letter and letter is None and not attachments.of_case(case_id):
        faults["letter"] = [LetterMissing()]
    if faults:
        raise FormIncomplete({HOLDER.code: faults})
    with ExitStack() as stack:
        looked_at = letter and stack.enter_context(
            attachments.checked(letter, case_id=case_id, rule=LETTER, by=by)
        )
        stack.enter_context(transaction.atomic())
        _require_somebody_else(cases.case(case_id), Facts(state.read).text("national_id"))
        fill(case_id, typed, by=by, letter=looked_at or None, letter_name=letter_name)
        notifications.recall(case_id, WANTING)
        return cases.act(task_id=offers[0].task_id, action=INTRODUCE, by=by)


@transaction.atomic
def fill(
    case_id: int,
    typed: Mapping[str, str],
    *,
    by: Actor,
    letter: attachments.Checked | None = None,
    letter_name: str = "",
) -> None:
    """Keep an introduction with its case, as the next round of its form."""
    view = cases.case(case_id)
    place = queries.place(
        view.organisations["organisation"], str(view.facts["role"]), str(view.facts["service"])
    )
    if place is None:
        raise NotOfThisService
    named = {"organisation": place.organisation.name, "service": place.service_title,
             "role": place.role_title}  # fmt: skip
    draft = forms.start(CODE, session_key=secret.token())
    forms.save(draft, PLACE, named)
    forms.save(draft, HOLDER, {one.code: typed.get(one.code, "") for one in HOLDER.questions})
    if letter is not None:
        attachments.receive(
            draft_id=draft.pk, kind=LETTER.kind, name=letter_name, stream=letter, rule=LETTER, by=by
        )
        attachments.claim(draft.pk, case_id, person_id=None, by=by)
    forms.submitted(draft, case_id)


@transaction.atomic
def withdraw_needless(case_id: int) -> bool:
    """End a request that nobody needs any more; one under review stays, and one about who follows."""
    view = cases.case(case_id)
    if view.facts.get("is_succession") is True:
        return False
    process = cases.process_of(view.definition_id)
    if WITHDRAW not in process.states[view.state].actions:
        return False
    for task in cases.tasks(case_id):
        cases.act_as_system(task_id=task.id, action=WITHDRAW, comment=NEEDLESS)
        return True
    return False


def _require_somebody_else(view: CaseView, national_id: str) -> None:
    """Pass unless this person is being examined for the same place in another request.

    Whoever introduces for the place at the same time waits for the end of this transaction.
    """
    place = (
        view.organisations["organisation"],
        str(view.facts["role"]),
        str(view.facts["service"]),
    )
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"{CODE}:{place}"])
    others = [one for one in queries.requests_at(*place) if one.id != view.id]
    if national_id in queries.people_in(others):
        raise FormIncomplete({HOLDER.code: {"national_id": [AlreadyIntroduced()]}})


def _refused() -> DomainError:
    return NotAllowed(act=Act.REQUEST_CARTABLE.label)
