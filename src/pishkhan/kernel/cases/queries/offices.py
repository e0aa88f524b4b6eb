"""Whose office an officer works in, and who runs one."""

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


def offices_of(actor: Actor) -> frozenset[int]:
    """The organisations where the actor holds a post now; no query."""
    return frozenset(grant.organisation_id for grant in actor.grants)


def offices_run_by(actor: Actor) -> tuple[int, ...]:
    """The organisations whose work the actor distributes; no query."""
    clauses = organisations.reach(actor, Act.DISTRIBUTE).clauses
    return tuple(dict.fromkeys(clause.grant.organisation_id for clause in clauses))


def require_office(actor: Actor, organisation_id: int) -> None:
    """Pass for who runs this office, else raise NotAllowed."""
    place = Subject(organisation_ids=frozenset({organisation_id}))
    organisations.require(actor, Act.DISTRIBUTE, place)
