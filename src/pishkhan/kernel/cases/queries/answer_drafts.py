"""Decisions an officer is still writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.cases.models import AnswerDraft, Case
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.searching import within
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftLine:
    """A case with a decision half written; `title` is the button."""

    case_id: int
    title: str
    text: str
    saved_at: datetime
    reference: str
    applicant_name: str
    subject: str


def drafts_in(case_id: int, actor: Actor) -> Mapping[str, Mapping[str, str]]:
    """What the actor has typed for buttons of a case, by button; one query."""
    own = AnswerDraft.objects.filter(case_id=case_id, account_id=actor.account_id or 0)
    return dict(own.order_by("saved_at").values_list("action", "typed"))


def drafts_of(actor: Actor, *, limit: int = 200) -> list[DraftLine]:
    """The decisions an actor is writing, the latest first, of cases they may still see; two queries."""
    own = AnswerDraft.objects.filter(account_id=actor.account_id or 0)
    rows = list(own.order_by("-saved_at", "-id")[:limit])
    reach = organisations.reach(actor, Act.VIEW_CASE)
    cases = within(reach).in_bulk([row.case_id for row in rows])
    return [_line(row, cases[row.case_id]) for row in rows if row.case_id in cases]


def _line(row: AnswerDraft, case: Case) -> DraftLine:
    states = process_of(case.definition_id).states.values()
    titles = {name: action.title for state in states for name, action in state.actions.items()}
    return DraftLine(
        case_id=case.id,
        title=titles.get(row.action, row.action),
        text=max(row.typed.values(), key=len, default=""),
        saved_at=row.saved_at,
        reference=case.reference,
        applicant_name=case.applicant_name,
        subject=case.subject,
    )
