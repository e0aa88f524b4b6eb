"""What two people agreed on is done: in the register, in verification, in the public log."""

from collections.abc import Callable, Mapping

from pishkhan.kernel.audit.api import record
from pishkhan.kernel.cases.spec import Step
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import NoSuchRecord
from pishkhan.kernel.records.spec import AwardView, DocumentPart, SourceOf
from pishkhan.kernel.records.terms import DocumentKind, Fact, Origin
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import CodeView
from pishkhan.services.degree_issuance import queries, rules
from pishkhan.services.degree_issuance.errors import NotTemporary, OwnDegree
from pishkhan.services.degree_issuance.terms import CODE, OF_PERSON, Deed, Part


def require_possible(step: Step) -> None:
    """Guard of both: the paper is this university's, and not that of who presses.

    Raises NotOurPaper, OwnDegree, NotTemporary, BadValue.
    """
    facts, university = step.facts, step.organisations["university"]
    subject = queries.subject_of(facts, university)
    if subject and subject == queries.number_of(step.by):
        raise OwnDegree
    match rules.deed_of(facts):
        case Deed.SUPERSEDE:
            if _named(step).kind.value != DocumentKind.TEMPORARY_CERTIFICATE.value:
                raise NotTemporary
        case Deed.CORRECT:
            rules.value_of(Part(rules.said(facts, "part")), rules.said(facts, "value"))
        case _:
            return


def carry_out(step: Step) -> None:
    """Effect of the end; whatever refuses here takes the approval back with it."""
    first, second = queries.proposer(step.case_id), step.by
    DEEDS[rules.deed_of(step.facts)](step, first, second)
    record(
        f"{CODE}.carried_out",
        target="case",
        target_id=step.case_id,
        by=second,
        after={"first": first.account_id},
    )


def _issue(step: Step, first: Actor, second: Actor) -> None:
    result = records.enter(
        rules.record(step.facts, case_id=step.case_id),
        institution_id=step.organisations["university"],
        because=rules.said(step.facts, "because"),
        origin=_origin(step),
        by=first,
        second=second,
    )
    if result.document_id is None:
        raise NoSuchRecord
    records.issue_code(result.document_id, by=second)


def _supersede(step: Step, _first: Actor, second: Actor) -> None:
    old = _named(step)
    new = _new_paper(step, old, DocumentKind.DEGREE, second)
    verification.supersede(old.document_id, by_document_id=new, by=second)


def _duplicate(step: Step, _first: Actor, second: Actor) -> None:
    old = _named(step)
    new = _new_paper(step, old, DocumentKind(old.kind.value), second)
    verification.replace(old.document_id, by_document_id=new, by=second)


def _correct(step: Step, first: Actor, second: Actor) -> None:
    """A new version in the register, and of every code of the same award."""
    award = _award_of(_named(step))
    part = Part(rules.said(step.facts, "part"))
    fact, row = (Fact.LEARNER, award.learner_id) if part in OF_PERSON else (Fact.AWARD, award.id)
    records.correct(
        fact,
        row,
        {part.value: rules.value_of(part, rules.said(step.facts, "value"))},
        because=rules.said(step.facts, "because"),
        origin=_origin(step),
        by=first,
        second=second,
    )
    for paper in award.documents:
        facts = records.facts_of(paper.id)
        if facts is not None and _stands(paper.id):
            verification.correct(
                paper.id,
                facts=facts,
                ground=rules.ground(step.facts),
                by=first,
                second=second,
            )


def _suspend(step: Step, first: Actor, second: Actor) -> None:
    verification.suspend(
        _named(step).document_id, ground=rules.ground(step.facts), by=first, second=second
    )


def _resume(step: Step, first: Actor, second: Actor) -> None:
    verification.resume(_named(step).document_id, by=first, second=second)


def _revoke(step: Step, first: Actor, second: Actor) -> None:
    verification.revoke(
        _named(step).document_id, ground=rules.ground(step.facts), by=first, second=second
    )


DEEDS: Mapping[Deed, Callable[[Step, Actor, Actor], None]] = {
    Deed.ISSUE: _issue,
    Deed.SUPERSEDE: _supersede,
    Deed.DUPLICATE: _duplicate,
    Deed.CORRECT: _correct,
    Deed.SUSPEND: _suspend,
    Deed.RESUME: _resume,
    Deed.REVOKE: _revoke,
}
STANDING = frozenset({"active", "suspended"})


def _named(step: Step) -> CodeView:
    return queries.paper_named(rules.said(step.facts, "code"), step.organisations["university"])


def _award_of(paper: CodeView) -> AwardView:
    document = records.document(paper.document_id)
    award = records.award(document.award_id) if document else None
    if award is None:
        raise NoSuchRecord
    return award


def _stands(document_id: int) -> bool:
    code = verification.code_of(document_id)
    return code is not None and code.state.value in STANDING


def _new_paper(step: Step, old: CodeView, kind: DocumentKind, by: Actor) -> int:
    """Another paper of the same award, with its code."""
    award = _award_of(old)
    copies = [one.copy_number for one in award.documents if one.kind is kind]
    facts = step.facts
    paper = records.record_document(
        award.id,
        DocumentPart(
            kind=kind,
            issued_on=rules.day(facts, "issued_on"),
            serial=rules.said(facts, "serial"),
            copy_number=max(copies) + 1 if copies else 0,
        ),
        origin=_origin(step),
        by=by,
        late=rules.said(facts, "because"),
    )
    records.issue_code(paper.id, by=by)
    return paper.id


def _origin(step: Step) -> SourceOf:
    return SourceOf(
        origin=Origin.CASE,
        institution_id=step.organisations["university"],
        request_id=step.case_id,
        place=rules.said(step.facts, "because")[:200],
    )
