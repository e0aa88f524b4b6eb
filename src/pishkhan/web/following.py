"""A case as its applicant follows it: who has it, since when, what comes next, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.attachments.terms import Legibility
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView, DefectView, Moment, State
from pishkhan.kernel.cases.terms import CaseStatus, EventKind, StateKind, Tense
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import IssuedLetter, Receipt, ServiceDefinition
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.spec import InvoiceView
from pishkhan.web import places
from pishkhan.web.sentences import translated


SEND, OBJECT = "send", "object"
BACK_TO_WORK = (OBJECT, "reopen")
FILE = "attachment:"
LEGIBLE = {Legibility.READABLE: "ok", Legibility.UNREADABLE: "bad"}
ARRIVED = _("دریافت شد")
BEING_CHECKED = _("در حال بررسی بدافزار")
SET_ASIDE = _("ناسالم؛ کنار گذاشته شد")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDefect:
    """One thing to put right: what, and what the officer wrote."""

    field: str
    label: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFile:
    """A file with its state in a word."""

    file: AttachedFile
    title: str
    state: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why the answer was no: the reason of the list, and what was written beside it."""

    reason: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Everything the page of a case says; `objection_leads_to` is a state, "" where none is open."""

    case: CaseView
    receipt: Receipt
    moments: tuple[Moment, ...]
    holder: str
    status: str
    mark: str
    files: tuple[DrawnFile, ...]
    letters: tuple[IssuedLetter, ...]
    is_reconsidered: bool
    defects: tuple[DrawnDefect, ...]
    is_your_turn: bool
    objection_leads_to: str
    until: date | None
    clock: cases.StaffClock
    waits_for: tuple[cases.Wanted, ...] = ()
    reasons: tuple[cases.Reason, ...] = ()
    owed: InvoiceView | None = None
    objection_may_cost: bool = False
    refused: Refused | None = None


def follow(case_id: int) -> Following:
    """The case in words, in the language of the page; raises NoSuchCase, NoReceipt."""
    case = cases.case(case_id)
    definition = catalogue.service(case.service)
    state = cases.process_of(case.definition_id).states[case.state]
    moments = in_words(cases.timeline(case_id))
    history = attachments.history(case_id)
    defects = tuple(drawn_defect(one, definition, history) for one in _open(case_id, case))
    is_your_turn = state.with_applicant and SEND in state.actions
    owed = _owed(case_id, state)
    has_it = is_your_turn or owed is not None
    status, mark = _status(case, state, is_your_turn=has_it)
    letters = tuple(catalogue.letters_of(case_id))
    receipt = catalogue.receipt(case_id)
    return Following(
        case=case,
        receipt=replace(receipt, office=places.spoken(receipt.office)),
        moments=tuple(_shown(one, is_your_turn=has_it) for one in moments),
        holder=_holder(moments, is_your_turn=has_it),
        status=status,
        mark=mark,
        files=tuple(_file(one, definition) for one in attachments.of_case(case_id)),
        letters=letters,
        is_reconsidered=_is_reconsidered(case_id, letters),
        defects=defects,
        is_your_turn=is_your_turn,
        objection_leads_to=_objection_leads_to(case, state),
        objection_may_cost=_objection_may_cost(case, state),
        until=catalogue.due_of_applicant(case_id),
        clock=cases.staff_clock(case_id),
        reasons=_reasons(case),
        waits_for=waits_for(case),
        owed=owed,
        refused=_refused(case, state, definition),
    )


def in_words(moments: Sequence[Moment]) -> list[Moment]:
    """A timeline with its places in the language of the page; at most one query."""
    said = places.spoken_all(one.place for one in moments)
    return [replace(one, place=said[one.place]) for one in moments]


def waits_for(case: CaseView) -> tuple[cases.Wanted, ...]:
    """Whom the case waits for, in the language of the page; no query where nothing may wait."""
    needs = cases.process_of(case.definition_id).states[case.state].needs
    if case.status is not CaseStatus.SUSPENDED and not needs:
        return ()
    found = cases.wanted(case.id)
    told = {one.ask.told_name for one in found if one.ask}
    said = places.spoken_all(
        told | {word for one in found for word in (one.organisation_name, one.role_title)}
    )
    return tuple(
        replace(
            one,
            role_title=said[one.role_title],
            organisation_name=said[one.organisation_name],
            ask=one.ask and replace(one.ask, told_name=said[one.ask.told_name]),
        )
        for one in found
    )


def _objection_leads_to(case: CaseView, state: State) -> str:
    """What comes next if the applicant objects now; a rule in between is passed as if it asked nothing."""
    after = _after_objecting(case, state)
    states = cases.process_of(case.definition_id).states
    while after is not None and after.kind is StateKind.DECISION:
        after = states[next(iter(after.outcomes.values()))]
    return after.shown if after else ""


def _objection_may_cost(case: CaseView, state: State) -> bool:
    """Whether a fee may be asked for before the objection is heard."""
    after = _after_objecting(case, state)
    states = cases.process_of(case.definition_id).states
    return after is not None and any(waits_for_a_fee(states[to]) for to in after.outcomes.values())


def _after_objecting(case: CaseView, state: State) -> State | None:
    if not state.with_applicant or OBJECT not in state.actions or case.closed_at is not None:
        return None
    return cases.process_of(case.definition_id).states[state.actions[OBJECT].to]


def waits_for_a_fee(state: State) -> bool:
    """Whether the applicant has the case and all there is to do is to pay."""
    return state.with_applicant and state.kind is StateKind.WAIT


def _owed(case_id: int, state: State) -> InvoiceView | None:
    """The invoice that the case waits for; asked only where it waits for one."""
    if not waits_for_a_fee(state):
        return None
    return next((one for one in payments.invoices_of_case(case_id) if one.is_open), None)


def _reasons(case: CaseView) -> tuple[cases.Reason, ...]:
    """What rules decided and because of what; asked only where the process has rules."""
    states = cases.process_of(case.definition_id).states.values()
    has_rules = any(state.kind is StateKind.DECISION for state in states)
    return tuple(cases.reasons(case.id)) if has_rules else ()


def _refused(case: CaseView, state: State, definition: ServiceDefinition) -> Refused | None:
    """Why the case stands refused; what staff propose to one another is not told.

    A no is an action with a reason of a list that ends the case or hands it to the applicant. One
    after which staff had the case again is no longer the answer.
    """
    is_handed_back = state.with_applicant and OBJECT in state.actions
    if case.closed_at is None and not is_handed_back:
        return None
    states = cases.process_of(case.definition_id).states
    for event in reversed(cases.events(case.id)):
        before, after = states.get(event.from_state), states.get(event.to_state)
        if before is None or after is None or before is after:
            continue
        if after.kind is StateKind.HUMAN and not after.with_applicant:
            return None
        action = before.actions.get(event.action)
        if action is not None and action.reason:
            labels = {one.value: one.label for one in definition.reasons.get(action.reason, ())}
            reason = translated(labels.get(event.reason, event.reason))
            return Refused(reason=reason, comment=event.comment)
    return None


def drawn_defect(
    defect: DefectView, definition: ServiceDefinition, files: Sequence[AttachedFile]
) -> DrawnDefect:
    """What was returned, by the name that the applicant knows it by."""
    return DrawnDefect(
        field=defect.field,
        label=_label(defect.field, definition, files),
        kind=translated(defect.kind.label),
        note=defect.note,
    )


def title_of_kind(kind: str, definition: ServiceDefinition) -> str:
    """What a kind of document is called."""
    titles = {rule.kind: rule.title for rule in definition.attachments}
    return translated(titles.get(kind, kind))


def _is_reconsidered(case_id: int, letters: Sequence[IssuedLetter]) -> bool:
    """Whether the case went back to work after its latest letter: that is not the last word."""
    return bool(letters) and any(
        event.at > letters[-1].issued_at
        for event in cases.events(case_id)
        if event.action in BACK_TO_WORK or event.kind is EventKind.REOPENED
    )


def _open(case_id: int, case: CaseView) -> list[DefectView]:
    return cases.defects(case_id, only_open=True) if case.open_defects else []


def _label(field: str, definition: ServiceDefinition, files: Sequence[AttachedFile]) -> str:
    if not field.startswith(FILE):
        return translated(definition.questions_by_key().get(field, field))
    named = field.removeprefix(FILE)
    kind = next((file.kind for file in files if str(file.id) == named), named)
    return title_of_kind(kind, definition)


def _shown(moment: Moment, *, is_your_turn: bool) -> Moment:
    """With the applicant only while something is asked of them, not while they may object."""
    is_theirs = moment.tense is Tense.NOW and moment.with_applicant and not is_your_turn
    return replace(moment, with_applicant=False) if is_theirs else moment


def _holder(moments: Sequence[Moment], *, is_your_turn: bool) -> str:
    if is_your_turn:
        return gettext("شما")
    return next((one.place for one in moments if one.tense is Tense.NOW), "")


def _status(case: CaseView, state: State, *, is_your_turn: bool) -> tuple[str, str]:
    if case.status is CaseStatus.SUSPENDED:
        return gettext("در انتظار مسئول"), "warn"
    if is_your_turn:
        return gettext("در انتظار شما"), "warn"
    over = case.closed_at is not None or OBJECT in state.actions
    return translated(state.shown), "ok" if over else "info"


def _file(file: AttachedFile, definition: ServiceDefinition) -> DrawnFile:
    state, mark = ARRIVED, ""
    if file.is_set_aside:
        state, mark = SET_ASIDE, "bad"
    elif file.is_being_checked:
        state, mark = BEING_CHECKED, "info"
    elif file.legibility in LEGIBLE:
        state, mark = file.legibility.label, LEGIBLE[file.legibility]
    return DrawnFile(
        file=file, title=title_of_kind(file.kind, definition), state=translated(state), mark=mark
    )
