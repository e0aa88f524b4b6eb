"""Which payments a member of staff sees: of every service, or of those that their posts name."""

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


def finance_services(actor: Actor, act: Act) -> frozenset[str] | None:
    """The services whose money `actor` may see or keep; None is all of them, and what is of none."""
    reach = organisations.reach(actor, act)
    if reach.covers(Subject()):
        return None
    return frozenset(clause.grant.service for clause in reach.clauses)


def require_finance(actor: Actor, act: Act, service: str = "") -> None:
    """Pass, or raise NotAllowed; without a service: only whose reach is everything."""
    organisations.require(actor, act, Subject(service=service))


def may_finance(actor: Actor, act: Act, service: str = "") -> bool:
    """Whether `require_finance` would pass."""
    return organisations.may(actor, act, Subject(service=service))
