"""Fees on the way of a case: whether one is due, asking for it, and going on when it is covered."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from pishkhan.foundation import money
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NotWaiting
from pishkhan.kernel.cases.spec import Decided, Decision, Effect, Json, Step
from pishkhan.kernel.catalogue import queries
from pishkhan.kernel.catalogue.effects.telling import tell
from pishkhan.kernel.catalogue.errors import PaymentUnderWay
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.errors import NoSuchFee
from pishkhan.kernel.payments.spec import InvoiceView
from pishkhan.kernel.persistence.api import defer


DUE, NONE = "due", "none"
COVERED = "settled"  # the action of a state that waits for a fee
JOB = "catalogue.fee_covered"


def fee_due(code: str) -> Decision:
    """A decision for a process: `due` or `none`, by the fee schedule as it stands at the moment."""

    def decide(facts: Mapping[str, Json]) -> Decided:
        try:
            fee = payments.fee(code)
        except NoSuchFee:
            return Decided(outcome=NONE, because=(_("رسیدگی هزینه‌ای ندارد."),))
        owed = payments.due(fee.amount, fee.exemptions, plain(facts))
        trace: dict[str, Json] = {"fee": code, "amount": int(owed.amount), "full": int(owed.full)}
        if owed.amount:
            return Decided(outcome=DUE, because=(_("رسیدگی هزینه دارد."),), trace=trace)
        because = dict(owed.because or {}).get("fa", "")
        return Decided(outcome=NONE, because=(_("از هزینه معاف است."), because), trace=trace)

    return Decision(outcomes=frozenset({DUE, NONE}), decide=decide)


def ask_fee(code: str, event: str) -> Effect:
    """An effect on entering a state that waits for a fee: ask for it, and tell the applicant.

    The invoice ends with the deadline of the state. What was covered before, when the case passed
    here already, is not asked for again. Data of `event` besides those of `tell`: amount, toman,
    and as address the page of the invoice.
    """

    def effect(step: Step) -> None:
        owed = _asked_before(code, step.case_id) or _asked(code, step)
        if owed.is_covered:
            process = cases.process_of(cases.case(step.case_id).definition_id)
            defer(JOB, case_id=step.case_id, event=process.states[step.state].event)
            return
        _tell(event, owed, step)

    return effect


def remind_fee(event: str) -> Effect:
    """An effect that tells the applicant of the fees of the case that are still open."""

    def effect(step: Step) -> None:
        for owed in payments.invoices_of_case(step.case_id):
            if owed.is_open:
                _tell(event, owed, step)

    return effect


def nothing_under_way(step: Step) -> None:
    """Guard of ending a wait for a fee: money may be on its way; raises PaymentUnderWay.

    Whoever began to pay in time is waited for, until the bank has answered or its window is over.
    """
    for owed in payments.invoices_of_case(step.case_id):
        is_unserved = owed.is_covered and owed.served_at is None
        if is_unserved or any(not one.is_over for one in payments.attempts_of(owed.id)):
            raise PaymentUnderWay


def go_on(events: Mapping[str, str]) -> Callable[[InvoiceView], None]:
    """What a service does when an invoice is covered: the case that waits for it goes on.

    `events` says which event of the process a fee is, by its code. Where the case waits for it no
    longer, the money is owed back.
    """

    def covered(owed: InvoiceView) -> None:
        if owed.about_case is None or owed.fee_code not in events:
            return
        try:
            cases.signal(case_id=owed.about_case, event=events[owed.fee_code], action=COVERED)
        except NotWaiting:
            payments.not_given(owed.id)

    return covered


def lead_on(case_id: int, event: str) -> None:
    """Lead on a case that waits for a fee which was covered when it passed here before."""
    with suppress(NotWaiting):  # the job came twice
        cases.signal(case_id=case_id, event=event, action=COVERED)


def plain(facts: Mapping[str, Json]) -> dict[str, str | int | bool | None]:
    """The facts that exemptions may name: texts, whole numbers, yes or no."""
    return {
        name: value
        for name, value in facts.items()
        if value is None or isinstance(value, str | bool | int)
    }


def _tell(event: str, owed: InvoiceView, step: Step) -> None:
    language = queries.language_of(step.case_id)
    data = {
        "amount": money.format_amount(owed.amount, language),
        "toman": money.format_amount(owed.amount.as_toman, language),
        "address": payments.page_of(owed.token),
    }
    tell(event, more=lambda _step: data)(step)


def _asked_before(code: str, case_id: int) -> InvoiceView | None:
    earlier = [one for one in payments.invoices_of_case(case_id) if one.fee_code == code]
    return next((one for one in earlier if one.is_open or one.is_covered), None)


def _asked(code: str, step: Step) -> InvoiceView:
    due_at = next((one.due_at for one in cases.tasks(step.case_id) if one.kind == "wait"), None)
    return payments.invoice(
        fee_code=code,
        person_id=step.applicant.person_id,
        facts=plain(step.facts),
        key=f"case:{step.case_id}:{code}:{step.at.isoformat()}",
        about_case=step.case_id,
        language=queries.language_of(step.case_id),
        return_to=f"/my/{step.case_id}/",
        payable_until=due_at,
        by=Actor.system(),
    )
