"""Votes: taken while an item is open, counted once, and the case moves with the same commit."""

from django.db import IntegrityError, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import queries, rules
from pishkhan.services.international_commission.actions.locking import (
    locked_item,
    locked_session,
    press,
    require_chair,
)
from pishkhan.services.international_commission.errors import (
    HasInterest,
    NoQuorum,
    NoSuchItem,
    NothingAbove,
    NotOfThisCommission,
    NotSeated,
    ReasonMissing,
    SessionNotHeld,
    Undecided,
    VotesMissing,
    VotingClosed,
    VotingGoesOn,
)
from pishkhan.services.international_commission.models import (
    AgendaItem,
    Attendance,
    Interest,
    Vote,
)
from pishkhan.services.international_commission.terms import (
    CODE,
    Ballot,
    ItemState,
    Level,
    SessionState,
    Verdict,
)


@transaction.atomic
def open_item(*, item_id: int, by: Actor) -> None:
    """Let members vote. Raises SessionNotHeld, NoQuorum, VotingGoesOn, VotingClosed."""
    known = queries.item(item_id)
    if known is None:
        raise NoSuchItem
    session = locked_session(known.session_id)
    require_chair(session, by, secrecy=_secrecy(known))
    if session.state != SessionState.HELD.value:
        raise SessionNotHeld
    item = locked_item(item_id)
    if item.state != ItemState.WAITING.value:
        raise VotingClosed
    _require_quorum(item)
    item.state = ItemState.OPEN.value
    try:
        with transaction.atomic():
            item.save(update_fields=["state"])
    except IntegrityError as error:
        raise VotingGoesOn from error
    _record("voting_opened", item, by)


@transaction.atomic
def vote(*, item_id: int, ballot: Ballot, by: Actor, reason: str = "") -> None:
    """Vote for one's own seat or the one stood in for; a second vote takes the place of the first.

    Raises VotingClosed, NotSeated, HasInterest, NothingAbove, NotOfThisCommission.
    """
    item = locked_item(item_id)
    if item.state != ItemState.OPEN.value:
        raise VotingClosed
    seat = _seat(item, by)
    if ballot is Ballot.REFER and not rules.may_refer(Level(item.session.level)):
        raise NothingAbove
    if {seat.seat_id, by.account_id} & queries.interests_in(item).barred:
        raise HasInterest
    Vote.objects.update_or_create(
        item=item,
        seat_id=seat.seat_id,
        defaults={
            "cast_by": by.account_id or 0,
            "ballot": ballot.value,
            "reason": tidy(reason)[:1000],
            "cast_at": clock.now(),
        },
    )
    _record("voted", item, by)


@transaction.atomic
def declare_interest(*, item_id: int, reason: str, by: Actor) -> None:
    """Say that the case concerns oneself or one's kin: no vote, and one that was given is gone.

    Raises VotingClosed once it is decided, NotSeated, ReasonMissing.
    """
    item = locked_item(item_id)
    if item.state not in queries.LIVE:
        raise VotingClosed
    if not tidy(reason):
        raise ReasonMissing
    seat = _seat(item, by)
    Interest.objects.get_or_create(
        item=item,
        account_id=by.account_id or 0,
        defaults={"reason": tidy(reason)[:300], "said_at": clock.now()},
    )
    Vote.objects.filter(item=item, seat_id=seat.seat_id).delete()
    _record("recused", item, by)


@transaction.atomic
def close_item(*, item_id: int, because: str, by: Actor) -> Verdict:
    """Count, decide, move the case and issue the order: all of it or nothing.

    Only once everybody present has voted, or abstained, or is written down as having left.
    Raises VotingClosed, ReasonMissing, NoQuorum, VotesMissing, Undecided, NotOfThisCommission.
    """
    known = queries.item(item_id)
    if known is None:
        raise NoSuchItem
    session = locked_session(known.session_id)
    require_chair(session, by, secrecy=_secrecy(known))
    item = locked_item(item_id)
    if item.state != ItemState.OPEN.value:
        raise VotingClosed
    if not because.strip():
        raise ReasonMissing
    seats = _require_quorum(item)
    casts = queries.casts_of(item.id, seats)
    if missing := rules.votes_missing(seats, casts, quorum=item.session.quorum):
        raise VotesMissing(missing=missing)
    verdict = rules.verdict_of(casts, chair_id=queries.chair_of(session.id))
    if verdict is None:
        raise Undecided
    item.state, item.verdict, item.because = ItemState.CLOSED.value, verdict.value, because.strip()
    item.closed_at, item.closed_by = clock.now(), by.account_id
    item.counted = {str(one.seat_id): one.ballot.value for one in casts}
    item.save(update_fields=["state", "verdict", "because", "closed_at", "closed_by", "counted"])
    _record("item_decided", item, by)
    press(item.matter_id, verdict.value, by=by, comment=item.because)
    return verdict


@transaction.atomic
def adjourn_item(*, item_id: int, because: str, by: Actor) -> None:
    """End a voting that decides nothing: its ballots are void, the case goes back to the turn.

    For the chair and for who runs the sessions. Raises VotingClosed where no votes are taken,
    ReasonMissing, NotOfThisCommission.
    """
    known = queries.item(item_id)
    if known is None:
        raise NoSuchItem
    session, secrecy = locked_session(known.session_id), _secrecy(known)
    level, place = Level(session.level), session.organisation_id
    if not queries.runs_sessions(by, level, place, secrecy=secrecy):
        require_chair(session, by, secrecy=secrecy)
    item = locked_item(item_id)
    if item.state != ItemState.OPEN.value:
        raise VotingClosed
    because = tidy(because)[:1000]
    if not because:
        raise ReasonMissing
    Vote.objects.filter(item=item).delete()
    item.state = ItemState.CARRIED.value
    item.save(update_fields=["state"])
    audit.record(
        f"{CODE}.adjourned", target="agenda_item", target_id=item.id, by=by, because=because
    )
    offers = [one for one in cases.offers(item.matter_id, by) if one.action.name == "take_off"]
    if offers:
        press(item.matter_id, "take_off", by=by, comment=because)
        return
    # The button lies in the secretary's cartable alone; the chair, just let in, has it pressed.
    for task in cases.tasks(item.matter_id):
        cases.act_as_system(task_id=task.id, action="take_off", comment=because)


def _secrecy(item: AgendaItem) -> int:
    return cases.case(item.matter_id).confidentiality


def _seat(item: AgendaItem, by: Actor) -> Attendance:
    place, secrecy = item.session.organisation_id, _secrecy(item)
    roles = (Role.MEMBER, Role.CHAIR)
    if not any(queries.holds(by, role, place, secrecy=secrecy) for role in roles):
        raise NotOfThisCommission(role=Role.MEMBER.label)
    seat = queries.seat_of(item.session_id, by.account_id)
    if seat is None:
        raise NotSeated
    return seat


def _require_quorum(item: AgendaItem) -> frozenset[int]:
    """The seats that count on this item; raises NoQuorum."""
    seats = queries.voting_seats(item)
    if not rules.has_quorum(seats, (), quorum=item.session.quorum):
        raise NoQuorum(present=len(seats), needed=item.session.quorum)
    return seats


def _record(verb: str, item: AgendaItem, by: Actor) -> None:
    # What was voted is not in the trail: where votes are secret it would not be.
    audit.record(f"{CODE}.{verb}", target="agenda_item", target_id=item.id, by=by)
