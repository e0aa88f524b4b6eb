"""Rows under lock, always session before item before case, and who may touch them."""

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import queries
from pishkhan.services.international_commission.errors import (
    NoSuchItem,
    NoSuchSession,
    NotOfThisCommission,
    SessionIsOver,
)
from pishkhan.services.international_commission.models import AgendaItem, Session
from pishkhan.services.international_commission.terms import Level


def locked_session(session_id: int, *, may_be_over: bool = False) -> Session:
    """The session until the end of the transaction; raises NoSuchSession, SessionIsOver."""
    row = Session.objects.select_for_update(of=("self",)).filter(id=session_id).first()
    if row is None:
        raise NoSuchSession
    if queries.is_over(row) and not may_be_over:
        raise SessionIsOver
    return row


def locked_item(item_id: int) -> AgendaItem:
    """The item until the end of the transaction; raises NoSuchItem."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("session")
    row = rows.filter(id=item_id).first()
    if row is None:
        raise NoSuchItem
    return row


def require_secretary(session: Session, by: Actor) -> None:
    """Pass, or raise NotOfThisCommission."""
    if not queries.runs_sessions(by, Level(session.level), session.organisation_id):
        raise NotOfThisCommission(role=Role.SECRETARY.label)


def require_chair(session: Session, by: Actor, *, secrecy: int = 0) -> None:
    """Pass, or raise NotOfThisCommission."""
    if not queries.holds(by, Role.CHAIR, session.organisation_id, secrecy=secrecy):
        raise NotOfThisCommission(role=Role.CHAIR.label)


def press(case_id: int, action: str, *, by: Actor, comment: str = "") -> None:
    """Press the button of the case that belongs to what was just done; raises NotOfThisCommission."""
    offers = [one for one in cases.offers(case_id, by) if one.action.name == action]
    if not offers:
        raise NotOfThisCommission(role=Role.SECRETARY.label)
    cases.act(task_id=offers[0].task_id, action=action, by=by, comment=comment)
