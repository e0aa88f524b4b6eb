"""Reads of issuing: whose papers one keeps, which paper a code names, what was proposed."""

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.records import api as records
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import CodeView
from pishkhan.services.degree_issuance import rules
from pishkhan.services.degree_issuance.errors import NotOurPaper
from pishkhan.services.degree_issuance.terms import CODE, Deed


KEEPING = (Act.KEEP_RECORDS, Act.SIGN_RECORDS)
PROPOSE = "propose"


def universities_of(actor: Actor, *acts: Act) -> list[OrganisationView]:
    """The universities whose papers the actor proposes (KEEP) or approves (SIGN)."""
    wanted = acts or KEEPING
    ids = {
        grant.organisation_id
        for grant in actor.grants
        for act in wanted
        if organisations.may(actor, act, records.of_institution(grant.organisation_id))
    }
    found = (organisations.organisation(one) for one in sorted(ids))
    return [one for one in found if one is not None]


def sits_somewhere(actor: Actor) -> bool:
    """Whether the page of issuing is theirs."""
    return any(organisations.may_somewhere(actor, act) for act in KEEPING)


def paper_named(text: str, university_id: int) -> CodeView:
    """The paper of this university that the code names; raises NotOurPaper, and what reading raises."""
    found = verification.code_named(verification.read_code(text).code)
    if found is None or found.institution_id != university_id:
        raise NotOurPaper
    return found


def subject_of(facts: rules.Facts, university_id: int) -> str:
    """Whose degree it is: the number as the register has it; empty where it is a foreign one."""
    if rules.deed_of(facts) is Deed.ISSUE:
        return rules.said(facts, "national_id")
    paper = paper_named(rules.said(facts, "code"), university_id)
    document = records.document(paper.document_id)
    award = records.award(document.award_id) if document else None
    learner = records.learner_view(award.learner_id) if award else None
    numbers = learner.identities if learner else ()
    return next((one.value for one in numbers if one.kind is IdentifierKind.NATIONAL_ID), "")


def number_of(actor: Actor) -> str:
    """The national id of who acts, where it is known who they are."""
    person = identity.person(actor.person_id) if actor.person_id is not None else None
    return person.identifier(IdentifierKind.NATIONAL_ID) if person else ""


def proposer(case_id: int) -> Actor:
    """Who proposed last, with the powers held now; nobody is an actor without an account."""
    several = [one for one in cases.events(case_id) if one.action == PROPOSE]
    account_id = several[-1].account_id if several else None
    return organisations.actor_for_account(account_id) if account_id else Actor.anonymous()


def open_here(universities: list[OrganisationView]) -> list[CaseView]:
    """What waits for one of the two, the oldest first."""
    return cases.open_cases_of([one.id for one in universities], CODE)
