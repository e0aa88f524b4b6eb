"""A session from its call to its signed minutes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import queries, rules, wording
from pishkhan.services.international_commission.actions.locking import (
    locked_session,
    press,
    require_secretary,
)
from pishkhan.services.international_commission.errors import (
    AlreadySigned,
    BeforeItsDay,
    MomentPassed,
    NoDayOfWork,
    NoQuorum,
    NotOfThisCommission,
    NotSeated,
    SessionNotHeld,
    VotingGoesOn,
)
from pishkhan.services.international_commission.models import (
    AgendaItem,
    Attendance,
    Minutes,
    Session,
    Vote,
)
from pishkhan.services.international_commission.rules import seats_taken
from pishkhan.services.international_commission.terms import (
    CODE,
    ItemState,
    Level,
    Presence,
    SessionState,
    Verdict,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """How a seat is taken; `stand_in_id` where somebody sits there for the member."""

    presence: Presence
    stand_in_id: int | None = None


@transaction.atomic
def call_session(
    *,
    level: Level,
    organisation_id: int,
    at: datetime,
    place: str,
    by: Actor,
    closed_too: bool = False,
) -> Session:
    """Call a session; every member and the chair of today has a seat.

    On a day that is no day of work there only if `closed_too`. Quorum and secrecy are those of the
    rule as it stands now; a later change leaves it alone.
    Raises NotOfThisCommission, MomentPassed, NoDayOfWork.
    """
    rule = queries.rule_of(level)
    row = Session(
        level=level.value,
        organisation_id=organisation_id,
        at=at,
        place=place,
        state=SessionState.CALLED.value,
        called_by=by.account_id,
        quorum=rule.quorum,
        is_secret=rule.is_secret,
    )
    require_secretary(row, by)
    if not rules.may_be_called(at, clock.now()):
        raise MomentPassed(at=at)
    day = clock.in_tehran(at).date()
    if not closed_too and not calendars.calendar_from(day, organisation_id).is_working_day(day):
        raise NoDayOfWork(day=day)
    row.save(force_insert=True)
    for holder, is_chair in queries.seats_of(organisation_id):
        Attendance.objects.create(
            session=row, seat_id=holder.account_id, seat_name=holder.name, is_chair=is_chair
        )
    _record("session_called", row, by)
    return row


@transaction.atomic
def invite(*, session_id: int, by: Actor) -> int:
    """Tell every member by inbox, SMS and e-mail as far as they are known; how many could be told.

    An account whose holder is not linked to a person has no address: it finds the session on the
    page of the commission, where the secretary sees that it was not told.
    """
    row = locked_session(session_id)
    require_secretary(row, by)
    names = organisations.organisation_names([row.organisation_id])
    seats = list(Attendance.objects.filter(session=row))
    recipients = notifications.staff(seat.seat_id for seat in seats)
    for seat in seats:
        recipient = recipients.get(seat.seat_id)
        if recipient is not None:
            notifications.send(
                f"{CODE}.invited",
                to=recipient,
                data={
                    "commission": wording.level(row.level, "fa"),
                    "organisation": names.get(row.organisation_id, ""),
                    "at": jalali.format_moment(row.at),
                    "place": row.place,
                    "address": wording.address(f"sessions/{row.id}/"),
                },
                key=f"{CODE}:invited:{row.id}:{row.at.isoformat()}:{recipient.person_id}",
            )
        seat.invited_at, seat.was_told = clock.now(), recipient is not None
        seat.save(update_fields=["invited_at", "was_told"])
    _record("members_invited", row, by)
    return len(recipients)


@transaction.atomic
def take_attendance(*, session_id: int, sittings: Mapping[int, Sitting], by: Actor) -> None:
    """Write who is there, by seat. Raises NotOfThisCommission, also for a stand-in never appointed.

    Whoever has a seat of their own stands in for nobody: one person, one vote. Where somebody else
    sits down, or nobody, while votes are taken, the ballot of the seat is gone.
    """
    row = locked_session(session_id)
    require_secretary(row, by)
    # Whoever votes holds the item: no ballot of the old sitting comes in behind us.
    open_items = AgendaItem.objects.select_for_update(of=("self",)).filter(
        session=row, state=ItemState.OPEN.value
    )
    open_ids = list(open_items.values_list("id", flat=True))
    seats = {seat.seat_id: seat for seat in Attendance.objects.filter(session=row)}
    for seat_id, sitting in sittings.items():
        seat = seats.get(seat_id)
        if seat is None:
            raise NotSeated
        before = (seat.presence, seat.stand_in_id)
        seat.presence, seat.stand_in_id, seat.stand_in_name = sitting.presence.value, None, ""
        if sitting.presence is Presence.STAND_IN:
            known = {one.account_id: one.name for one in queries.stand_ins_for(
                row.organisation_id, seat_id)}  # fmt: skip
            others = {one.stand_in_id for one in seats.values() if one is not seat}
            stand_in = sitting.stand_in_id
            if stand_in is None or stand_in not in known or stand_in in others | seats.keys():
                raise NotOfThisCommission(role=Role.MEMBER.label)
            seat.stand_in_id, seat.stand_in_name = stand_in, known[stand_in]
        seat.save(update_fields=["presence", "stand_in_id", "stand_in_name"])
        if (seat.presence, seat.stand_in_id) != before:
            Vote.objects.filter(item_id__in=open_ids, seat_id=seat_id).delete()
    _record("attendance_taken", row, by)


@transaction.atomic
def open_session(*, session_id: int, by: Actor) -> None:
    """Begin, on the day it was called for or later; raises BeforeItsDay, NoQuorum, NotOfThisCommission."""
    row = locked_session(session_id)
    require_secretary(row, by)
    if not rules.may_begin(row.at, clock.now()):
        raise BeforeItsDay(day=clock.in_tehran(row.at).date())
    taken = seats_taken(queries.presence_of(row.id))
    if not rules.has_quorum(taken, (), quorum=row.quorum):
        raise NoQuorum(present=len(taken), needed=row.quorum)
    row.state = SessionState.HELD.value
    row.save(update_fields=["state"])
    _record("session_opened", row, by)


@transaction.atomic
def conclude(*, session_id: int, note: str, by: Actor) -> Minutes:
    """End the session: what was not heard goes back to the turn, the minutes are written for good.

    Raises SessionNotHeld, VotingGoesOn, NotOfThisCommission.
    """
    row = locked_session(session_id)
    require_secretary(row, by)
    if row.state != SessionState.HELD.value:
        raise SessionNotHeld
    items = list(AgendaItem.objects.filter(session=row).select_related("session").order_by("place"))
    if any(one.state == ItemState.OPEN.value for one in items):
        raise VotingGoesOn
    for one in items:
        if one.state == ItemState.WAITING.value:
            one.state = ItemState.CARRIED.value
            one.save(update_fields=["state"])
            press(one.matter_id, "take_off", by=by)
    text = json.dumps(_body(row, items, note), ensure_ascii=False, sort_keys=True)
    made = Minutes.objects.create(
        session=row,
        body=text,
        checksum=hashlib.sha256(text.encode()).hexdigest(),
        made_at=clock.now(),
        made_by=by.account_id,
    )
    row.state = SessionState.MINUTED.value
    row.save(update_fields=["state"])
    _record("minuted", row, by)
    return made


@transaction.atomic
def sign_minutes(*, session_id: int, by: Actor) -> None:
    """Sign as one who sat there; raises SessionNotHeld, NotSeated, AlreadySigned."""
    row = locked_session(session_id, may_be_over=True)
    if not queries.is_over(row):
        raise SessionNotHeld
    seat = queries.seat_of(row.id, by.account_id)
    if seat is None:
        raise NotSeated
    if seat.signed_at is not None:
        raise AlreadySigned
    seat.signed_at = clock.now()
    seat.save(update_fields=["signed_at"])
    _record("minutes_signed", row, by)


def _body(row: Session, items: list[AgendaItem], note: str) -> dict[str, object]:
    """What happened, in values: words come when it is drawn. Of a secret vote only the counts."""
    seats = Attendance.objects.filter(session=row).order_by("-is_chair", "id")
    return {
        "level": row.level,
        "organisation_id": row.organisation_id,
        "at": row.at.isoformat(),
        "place": row.place,
        "quorum": row.quorum,
        "is_secret": row.is_secret,
        "note": note,
        "seats": [
            {
                "id": str(seat.seat_id),
                "name": seat.seat_name,
                "is_chair": seat.is_chair,
                "presence": seat.presence,
                "stand_in": seat.stand_in_name,
            }
            for seat in seats
        ],
        "items": [_item(row, one) for one in items],
    }


def _item(row: Session, one: AgendaItem) -> dict[str, object]:
    view = cases.case(one.matter_id)
    casts = queries.counted(one)
    verdict = Verdict(one.verdict).value if one.verdict else ""
    return {
        "reference": view.reference,
        "applicant": view.applicant_name,
        "subject": view.subject,
        "state": one.state,
        "verdict": verdict,
        "because": one.because,
        "tally": {ballot.value: n for ballot, n in rules.tally(casts).items() if n},
        "votes": {} if row.is_secret else {str(vote.seat_id): vote.ballot.value for vote in casts},
        "recused": one.interests.count(),
    }


def _record(verb: str, row: Session, by: Actor) -> None:
    audit.record(f"{CODE}.{verb}", target="session", target_id=row.id, by=by)
