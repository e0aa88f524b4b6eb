"""Reads of confirming: what the register has for a request, which paper, which code."""

from collections.abc import Mapping
from dataclasses import dataclass

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import EventView
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import AwardView, DocumentView, LearnerView, Match, VersionView
from pishkhan.kernel.records.terms import Band, Fact, RollState
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import CodeView
from pishkhan.services.degree_confirmation import rules
from pishkhan.services.degree_confirmation.models import Confirmed
from pishkhan.services.degree_confirmation.terms import BOOK


Facts = Mapping[str, object]
CONFIRM, COMPARISON = "confirm", "comparison"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An award that the request may mean, beside what the request says."""

    match: Match
    learner: LearnerView
    award: AwardView
    paper: DocumentView | None
    code: CodeView | None
    versions: tuple[VersionView, ...]
    may_be_chosen: bool


def sure_paper(facts: Facts) -> DocumentView | None:
    """The paper that is surely meant by a person who surely is its holder; None: people look."""
    if not rules.is_oneself(facts):
        return None
    found = rules.the_same(records.find_matches(rules.claim_of(facts)))
    award = records.award(found.award_id) if found and found.award_id is not None else None
    paper = rules.paper_of(award, facts) if award else None
    return paper if paper and rules.has_this_serial(paper, facts) else None


def ready_paper(facts: Facts) -> DocumentView | None:
    """The same, where two people have vouched for it: its code is there, or its roll is closed."""
    paper = sure_paper(facts)
    if paper is None or paper.has_code:
        return paper
    roll = records.roll(paper.institution_id, paper.year)
    return paper if roll is not None and roll.state is RollState.CLOSED else None


def candidates(facts: Facts) -> list[Candidate]:
    """What the two people see beside the upload, the surest first."""
    claim = rules.claim_of(facts)
    found = []
    for match in records.find_matches(claim):
        award = records.award(match.award_id) if match.award_id is not None else None
        learner = records.learner_view(match.learner_id)
        if award is None or learner is None:
            continue
        paper = rules.paper_of(award, facts)
        found.append(
            Candidate(
                match=match,
                learner=learner,
                award=award,
                paper=paper,
                code=verification.code_of(paper.id) if paper else None,
                versions=(
                    *records.history_of(Fact.LEARNER, learner.id),
                    *records.history_of(Fact.AWARD, award.id),
                ),
                may_be_chosen=paper is not None and _is_theirs(match, learner, facts),
            )
        )
    return found


def _is_theirs(match: Match, learner: LearnerView, facts: Facts) -> bool:
    """Below the top band people may choose it, but never one that the register knows as another's."""
    number = rules.identity_of(facts)
    return number in learner.identities if number else match.band is not Band.NONE and bool(learner.identities)  # fmt: skip


def chosen(facts: Facts, record: str) -> Candidate | None:
    """The candidate of this award, if it may be chosen."""
    several = (one for one in candidates(facts) if str(one.award.id) == record)
    return next((one for one in several if one.may_be_chosen), None)


def proposal(case_id: int) -> EventView | None:
    """What the first person confirmed last; None where the case has come anew since."""
    found = None
    for event in cases.events(case_id):
        if event.action == CONFIRM:
            found = event
        elif event.to_state == COMPARISON and event.action:
            found = None
    return found


def is_book(event: EventView) -> bool:
    """Whether the record was to be entered out of the book."""
    return event.params.get("record") == BOOK


def code_of_case(case_id: int) -> CodeView | None:
    """The code that the case has brought."""
    row = Confirmed.objects.filter(matter_id=case_id).first()
    return verification.code_of(row.document_id) if row else None
