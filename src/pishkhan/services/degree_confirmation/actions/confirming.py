"""The last step: the record is there, or is entered out of the book; its paper gets the code."""

from datetime import timedelta

from pishkhan.foundation import authenticity_code
from pishkhan.kernel.audit.api import record as note
from pishkhan.kernel.cases.spec import EventView, Step
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import DocumentView, SourceOf
from pishkhan.kernel.records.terms import Origin
from pishkhan.kernel.verification import api as verification
from pishkhan.services.degree_confirmation import queries, rules
from pishkhan.services.degree_confirmation.errors import (
    BookIncomplete,
    ChangedByApprover,
    HasCode,
    NoPaper,
    NoRecordChosen,
    NotAwarded,
)
from pishkhan.services.degree_confirmation.models import Confirmed
from pishkhan.services.degree_confirmation.terms import BOOK, CODE


APART = timedelta(days=30)  # who changed a record does not approve it so long


def show_code(facts: queries.Facts) -> None:
    """Raise HasCode where the document that is surely meant has one; the case is not opened."""
    paper = queries.sure_paper(facts)
    code = verification.code_of(paper.id) if paper else None
    if code is not None:
        raise HasCode(number=authenticity_code.grouped_for_text(code.code))


def require_record(step: Step) -> None:
    """Guard of the first person: what they chose is of this person and university.

    Raises NoRecordChosen, BookIncomplete, NotAwarded.
    """
    said = str(step.params.get("record") or "")
    if said != BOOK:
        if queries.chosen(step.facts, said) is None:
            raise NoRecordChosen
        return
    if not rules.is_old(step.facts):
        raise NotAwarded
    if rules.identity_of(step.facts) is None:
        raise NoRecordChosen
    if not all(step.params.get(name) for name in ("volume", "page", "admitted_on")):
        raise BookIncomplete


def require_same_record(step: Step) -> None:
    """Guard of the second person: what the first one chose is still so, and not of their own hand.

    Raises NoRecordChosen, ChangedByApprover.
    """
    found = queries.proposal(step.case_id)
    if found is None:
        raise NoRecordChosen
    if queries.is_book(found):
        return
    candidate = queries.chosen(step.facts, str(found.params["record"]))
    if candidate is None:
        raise NoRecordChosen
    writers = records.written_by(candidate.award.id, since=step.at - APART)
    if writers and step.by.account_id in identity.with_other_accounts(writers):
        raise ChangedByApprover


def issue(step: Step) -> None:
    """Effect of the end: the code, issued or known already, belongs to the case from now on."""
    proposed = queries.proposal(step.case_id) if step.action == "approve" else None
    paper = _paper(step, proposed) if proposed else queries.ready_paper(step.facts)
    if paper is None:
        raise NoPaper
    code = records.issue_code(paper.id, by=step.by)
    Confirmed.objects.create(matter_id=step.case_id, document_id=code.document_id, at=step.at)
    note(f"{CODE}.issued", target="case", target_id=step.case_id, by=step.by)


def note_forgery(step: Step, reason: str) -> None:
    """An incident: a forged paper is prosecuted; the line of the trail is where that begins."""
    if step.reason == reason:
        note(
            f"{CODE}.forgery",
            target="case",
            target_id=step.case_id,
            by=step.by,
            because=step.comment,
        )


def _paper(step: Step, proposed: EventView) -> DocumentView | None:
    if queries.is_book(proposed):
        return _entered(step, proposed)
    found = queries.chosen(step.facts, str(proposed.params["record"]))
    return found.paper if found else None


def _entered(step: Step, proposed: EventView) -> DocumentView | None:
    """The record out of the book: written by the first person, compared by the second."""
    said = proposed.params
    university = step.organisations["university"]
    result = records.enter(
        rules.book_record(step.facts, said, case_id=step.case_id),
        institution_id=university,
        because=f"{said['volume']}/{said['page']}",
        origin=SourceOf(
            origin=Origin.CASE,
            institution_id=university,
            request_id=step.case_id,
            place=f"جلد {said['volume']}، صفحهٔ {said['page']}",
        ),
        by=_first(proposed),
        second=step.by,
    )
    return records.document(result.document_id) if result.document_id else None


def _first(proposed: EventView) -> Actor:
    if proposed.account_id is None or identity.account(proposed.account_id) is None:
        raise NoRecordChosen
    return organisations.actor_for_account(proposed.account_id)
