"""What the steps of a special case do beside moving it."""

from pishkhan.foundation import jalali
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases.spec import Effect, Guard, Step
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import Letter
from pishkhan.services.international_commission import queries, rules, wording
from pishkhan.services.international_commission.actions import papers
from pishkhan.services.international_commission.errors import DoneInTheCommission
from pishkhan.services.international_commission.terms import CODE, Level, Verdict


ORDER = Letter(code="order", title=_("رأی کمیسیون موارد خاص"), speaks_to_applicant=True)
CENTRAL_ORDER = Letter(
    code="central_order", title=_("رأی کمیسیون مرکزی موارد خاص"), speaks_to_applicant=True
)
UNIVERSITY_FEE, CENTRAL_FEE = f"{CODE}.university", f"{CODE}.central"


def from_the_agenda(step: Step) -> None:
    """Guard: the case lies on an agenda; raises DoneInTheCommission."""
    if queries.live_item_of(step.case_id) is None:
        raise DoneInTheCommission


def off_the_agenda(step: Step) -> None:
    """Guard: the case lies on no agenda any more; raises DoneInTheCommission."""
    if queries.live_item_of(step.case_id) is not None:
        raise DoneInTheCommission


def as_voted(step: Step) -> None:
    """Guard: this instance has closed the item with this very verdict; raises DoneInTheCommission."""
    item = queries.last_item_of(step.case_id)
    if item is None or queries.live_item_of(step.case_id) is not None:
        raise DoneInTheCommission
    level = Level.CENTRAL if step.state.startswith("central_") else Level.UNIVERSITY
    if item.verdict != step.action or item.session.level != level.value:
        raise DoneInTheCommission


def _scheduled(step: Step) -> dict[str, str]:
    item = queries.live_item_of(step.case_id)
    language = catalogue.language_of(step.case_id)
    if item is None:
        return {"commission": "", "at": ""}
    return {
        "commission": wording.level(item.session.level, language),
        "at": jalali.format_moment(item.session.at, language),
    }


def _decided(step: Step) -> dict[str, str]:
    language = catalogue.language_of(step.case_id)
    return {
        "verdict": wording.said(Verdict(step.action).label, language),
        "address": wording.order_address(step.case_id),
    }


def _missing(step: Step) -> dict[str, str]:
    return wording.missing(step, catalogue.language_of(step.case_id))


def _keep_papers(step: Step) -> None:
    papers.keep(step)


def _order_text(step: Step) -> str:
    return wording.order_text(step, catalogue.language_of(step.case_id))


def _tell(event: str) -> Effect:
    return catalogue.tell(f"{CODE}.{event}")


EFFECTS: dict[str, Effect] = {
    "keep_papers": _keep_papers,
    "tell_suspended": catalogue.tell(f"{CODE}.suspended", more=_missing),
    "tell_scheduled": catalogue.tell(f"{CODE}.scheduled", more=_scheduled),
    "tell_decided": catalogue.tell(f"{CODE}.decided", more=_decided),
    "tell_final": catalogue.tell(f"{CODE}.final", more=_decided),
    "issue_order": catalogue.issue_letter(ORDER, text=_order_text, office_slot="university"),
    "issue_central_order": catalogue.issue_letter(CENTRAL_ORDER, text=_order_text),
    "remind_applicant": _tell("remind"),
    "remind_objection": _tell("remind_objection"),
    "ask_fee": catalogue.ask_fee(UNIVERSITY_FEE, f"{CODE}.fee"),
    "ask_central_fee": catalogue.ask_fee(CENTRAL_FEE, f"{CODE}.fee"),
    "remind_fee": catalogue.remind_fee(f"{CODE}.remind_fee"),
    **{
        f"tell_{event}": _tell(event)
        for event in (
            "accepted", "closed", "completed", "defect", "objected", "referred", "rejected",
            "resumed",
        )
    },
}  # fmt: skip
GUARDS: dict[str, Guard] = {
    "from_the_agenda": from_the_agenda,
    "off_the_agenda": off_the_agenda,
    "as_voted": as_voted,
    "nothing_under_way": catalogue.nothing_under_way,
}
DECISIONS = {
    "fee": rules.FEE,  # of version 1, which has no invoice
    "university_fee": catalogue.fee_due(UNIVERSITY_FEE),
    "central_fee": catalogue.fee_due(CENTRAL_FEE),
}
# Only the commission's pages press these: the guards refuse whoever tries elsewhere.
DONE_AT = {
    f"{state}.{action}": wording.session_page
    for state, actions in {
        "agenda": ("put",),
        "session": ("agree", "conditions", "refuse", "refer", "take_off"),
        "central_agenda": ("put",),
        "central_session": ("agree", "conditions", "refuse", "take_off"),
    }.items()
    for action in actions
}
# Which event of the process a fee is that was covered.
SETTLED = {UNIVERSITY_FEE: "fee_settled", CENTRAL_FEE: "central_fee_settled"}
