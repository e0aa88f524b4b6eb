"""Verbs of organisations, and the one permission function: `reach`, `may`, `require`."""

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.actions.clearing import clear_post
from pishkhan.kernel.organisations.actions.posts import appoint, create_post, end_holding
from pishkhan.kernel.organisations.actions.standing_in import Lent, dismiss_stand_in, name_stand_in
from pishkhan.kernel.organisations.actions.tree import (
    close_organisation,
    create_organisation,
    move_organisation,
    rename_organisation,
)
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.queries import (
    actor_for_account,
    ancestors,
    colleagues,
    count_holders,
    has_holder,
    held_places,
    holders,
    holdings,
    holdings_of,
    ids_inside,
    left_places,
    line_of,
    names_in,
    organisation,
    organisation_by_code,
    organisation_names,
    organisations,
    organisations_of_kind,
    paths_of,
    post,
    post_title,
    posts,
    stand_ins_of,
    vacant_posts,
)
from pishkhan.kernel.organisations.rules.permission import reach_of, scope_of
from pishkhan.kernel.organisations.spec import Reach, Subject
from pishkhan.kernel.organisations.terms import Act, Role, Scope


ANYTHING = Subject()


def reach(actor: Actor, act: Act) -> Reach:
    """How far `actor` carries `act`: `.covers(subject)` for one thing, its fields for a list."""
    return reach_of(actor, act, paths_of=paths_of)


def may(actor: Actor, act: Act, subject: Subject = ANYTHING) -> bool:
    """Whether `actor` may do `act` to `subject`; at most one query."""
    return reach(actor, act).covers(subject)


def may_somewhere(actor: Actor, act: Act) -> bool:
    """Whether `actor` may do `act` to anything at all; no query."""
    found = reach(actor, act)
    return found.everything or bool(found.clauses)


def roles_for(act: Act) -> frozenset[Role]:
    """The roles that carry an act at all, however far."""
    return frozenset(role for role in Role if scope_of(role, act) is not Scope.NONE)


def require(actor: Actor, act: Act, subject: Subject = ANYTHING) -> None:
    """Pass, or raise NotAllowed."""
    if not may(actor, act, subject):
        raise NotAllowed(act=act.label)


__all__ = [
    "Lent",
    "actor_for_account",
    "ancestors",
    "appoint",
    "clear_post",
    "close_organisation",
    "colleagues",
    "count_holders",
    "create_organisation",
    "create_post",
    "dismiss_stand_in",
    "end_holding",
    "has_holder",
    "held_places",
    "holders",
    "holdings",
    "holdings_of",
    "ids_inside",
    "left_places",
    "line_of",
    "may",
    "may_somewhere",
    "move_organisation",
    "name_stand_in",
    "names_in",
    "organisation",
    "organisation_by_code",
    "organisation_names",
    "organisations",
    "organisations_of_kind",
    "paths_of",
    "post",
    "post_title",
    "posts",
    "reach",
    "rename_organisation",
    "require",
    "roles_for",
    "stand_ins_of",
    "vacant_posts",
]
