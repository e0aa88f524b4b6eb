"""Reads of the commission."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Holder, Subject
from pishkhan.kernel.organisations.terms import OrganisationKind, Role
from pishkhan.services.international_commission import rules
from pishkhan.services.international_commission.models import (
    AgendaItem,
    Attendance,
    CommissionRule,
    NoticeDistance,
    Paper,
    Session,
    Vote,
)
from pishkhan.services.international_commission.rules import Cast, Interests
from pishkhan.services.international_commission.terms import (
    CODE,
    Ballot,
    ItemState,
    Level,
    PaperKind,
    Presence,
    SessionState,
)


LIVE = (ItemState.WAITING.value, ItemState.OPEN.value)
STATE_BEFORE = {Level.UNIVERSITY: "agenda", Level.CENTRAL: "central_agenda"}
SLOT = {Level.UNIVERSITY: "university", Level.CENTRAL: "office"}
MOST_WAITING = 50
AT_SESSIONS = frozenset({Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.DEPUTY})
# Of the central commission, where it has no secretary; every office in the country has such a post.
IN_PLACE = Role.OFFICE_MANAGER


@dataclass(frozen=True, kw_only=True, slots=True)
class Expiring:
    """A paper as its owner and the university's liaison see it."""

    id: int
    person_id: int
    kind: PaperKind
    masked: str
    country: str
    issued_on: date | None
    expires_on: date
    days_left: int
    matter_id: int
    organisation_id: int

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.days_left < 0


def holds(actor: Actor, role: Role, organisation_id: int, *, secrecy: int = 0) -> bool:
    """Whether the actor works in that role of the commission there, by the one permission rule.

    Where a case is concerned, `secrecy` is how confidential it is: the actor is cleared for it.
    """
    place = frozenset({(role.value, organisation_id)})
    subject = Subject(service=CODE, organisation_ids=frozenset(), cartables=place, level=secrecy)
    return organisations.may(actor, Act.ACT_ON_TASK, subject)


def runs_sessions(actor: Actor, level: Level, organisation_id: int, *, secrecy: int = 0) -> bool:
    """Whether the actor is secretary there, or of the role that does it where there is none.

    The latter also once there is one: cases that came before lie in that role's cartable.
    """
    fallback = Role.DEPUTY if level is Level.UNIVERSITY else IN_PLACE
    roles = (Role.SECRETARY, fallback)
    return any(holds(actor, role, organisation_id, secrecy=secrecy) for role in roles)


def sees_session(actor: Actor, session: Session, *, secrecy: int = 0) -> bool:
    """Whether the actor belongs to the commission of the session, cleared for cases so secret."""
    level, place = Level(session.level), session.organisation_id
    return runs_sessions(actor, level, place, secrecy=secrecy) or any(
        holds(actor, role, place, secrecy=secrecy) for role in (Role.CHAIR, Role.MEMBER)
    )


def shown_cases(actor: Actor, session: Session) -> dict[int, CaseView]:
    """The cases on the agenda of the session that the actor is cleared for, by id."""
    ids = AgendaItem.objects.filter(session=session).values_list("matter_id", flat=True)
    views = {one: cases.case(one) for one in set(ids)}
    levels = {view.confidentiality for view in views.values()}
    cleared = {one for one in levels if sees_session(actor, session, secrecy=one)}
    return {one: view for one, view in views.items() if view.confidentiality in cleared}


def sits_somewhere(actor: Actor) -> bool:
    """Whether the actor has a post of which the commissions' pages are the work.

    No query, and of managers of offices one: whether theirs is an office of this service.
    """
    own = [one for one in actor.grants if one.service in {"", CODE}]
    if any(one.role in AT_SESSIONS for one in own):
        return True
    managed = {one.organisation_id for one in own if one.role == IN_PLACE}
    return bool(managed) and not managed.isdisjoint(catalogue.offices(CODE).values())


def commissions_of(actor: Actor) -> list[tuple[Level, int]]:
    """The commissions in which the actor has a part: level and organisation."""
    places = {
        grant.organisation_id
        for grant in actor.grants
        if grant.role in {*AT_SESSIONS, IN_PLACE} and grant.service in {"", CODE}
    }
    found: list[tuple[Level, int]] = []
    central = set(catalogue.offices(CODE).values())
    for place in sorted(places):
        known = organisations.organisation(place)
        if known is None:
            continue
        is_university = known.kind is OrganisationKind.UNIVERSITY
        level = Level.UNIVERSITY if is_university else Level.CENTRAL
        if not is_university and place not in central:
            continue
        if runs_sessions(actor, level, place) or any(
            holds(actor, role, place) for role in (Role.CHAIR, Role.MEMBER)
        ):
            found.append((level, place))
    return found


def seats_of(organisation_id: int) -> list[tuple[Holder, bool]]:
    """The members and the chair there, each once; the second value marks the chair."""
    chairs = organisations.holders(organisation_id, Role.CHAIR, CODE)
    members = organisations.holders(organisation_id, Role.MEMBER, CODE)
    seats = {one.account_id: (one, False) for one in members if one.on_behalf_of is None}
    seats |= {one.account_id: (one, True) for one in chairs if one.on_behalf_of is None}
    return list(seats.values())


def stand_ins_for(organisation_id: int, seat_id: int) -> list[Holder]:
    """Who was appointed to stand in for that member now."""
    return [
        one
        for role in (Role.CHAIR, Role.MEMBER)
        for one in organisations.holders(organisation_id, role, CODE)
        if one.on_behalf_of == seat_id
    ]


def rule_of(level: Level) -> CommissionRule:
    """How commissions of this level work: the row, or where none was written the usual."""
    found = CommissionRule.objects.filter(level=level.value).first()
    return found or CommissionRule(level=level.value, quorum=rules.QUORUM)


def session(session_id: int) -> Session | None:
    """The session with this id."""
    return Session.objects.filter(id=session_id).first()


def sessions_of(places: Iterable[int]) -> list[Session]:
    """The sessions of these organisations, those ahead and the newest first."""
    return list(Session.objects.filter(organisation_id__in=list(places)).order_by("-at")[:40])


def item(item_id: int) -> AgendaItem | None:
    """The item with this id, with its session."""
    return AgendaItem.objects.select_related("session").filter(id=item_id).first()


def live_item_of(case_id: int) -> AgendaItem | None:
    """The item by which the case lies on an agenda now."""
    rows = AgendaItem.objects.select_related("session")
    return rows.filter(matter_id=case_id, state__in=LIVE).first()


def session_for(case_id: int) -> Session | None:
    """The session on whose agenda the case lies, or the next one of the commission it waits for."""
    item = live_item_of(case_id)
    if item is not None:
        return item.session
    view = cases.case(case_id)
    level = next((one for one, state in STATE_BEFORE.items() if state == view.state), None)
    if level is None:
        return None
    ahead = Session.objects.filter(
        level=level.value,
        organisation_id=view.organisations[SLOT[level]],
        at__gte=clock.now() - timedelta(days=1),
    ).exclude(state=SessionState.MINUTED.value)
    return ahead.order_by("at").first()


def last_item_of(case_id: int) -> AgendaItem | None:
    """The latest item of the case that was decided."""
    rows = AgendaItem.objects.select_related("session").filter(matter_id=case_id)
    return rows.filter(state=ItemState.CLOSED.value).order_by("-closed_at").first()


def decided_items_of(case_id: int) -> list[AgendaItem]:
    """Every decision on the case, the first instance first."""
    rows = AgendaItem.objects.select_related("session").filter(matter_id=case_id)
    return list(rows.filter(state=ItemState.CLOSED.value).order_by("closed_at"))


def next_place(session_id: int) -> int:
    """The number of a new item at the end of the agenda."""
    found = AgendaItem.objects.filter(session_id=session_id).aggregate(last=Max("place"))
    return (found["last"] or 0) + 1


def votes_of(item_id: int) -> list[Vote]:
    """The votes on an item."""
    return list(Vote.objects.filter(item_id=item_id).order_by("id"))


def casts_of(item_id: int, seats: Iterable[int]) -> list[Cast]:
    """The votes of these seats as the rules read them."""
    rows = Vote.objects.filter(item_id=item_id, seat_id__in=list(seats))
    return [Cast(seat_id=row.seat_id, ballot=Ballot(row.ballot)) for row in rows]


def yet_to_vote(one: AgendaItem) -> list[str]:
    """The names at the seats that count on the item and have not voted."""
    voted = Vote.objects.filter(item=one).values("seat_id")
    seats = Attendance.objects.filter(session_id=one.session_id, seat_id__in=voting_seats(one))
    names = seats.exclude(seat_id__in=voted).order_by("-is_chair", "id")
    return list(names.values_list("seat_name", flat=True))


def counted(one: AgendaItem) -> list[Cast]:
    """The votes that decided the item, as they were when it was closed; none before."""
    return [Cast(seat_id=int(seat), ballot=Ballot(said)) for seat, said in one.counted.items()]


def presence_of(session_id: int) -> dict[int, Presence]:
    """How each seat is taken."""
    rows = Attendance.objects.filter(session_id=session_id)
    return {row.seat_id: Presence(row.presence) for row in rows}


def seat_of(session_id: int, account_id: int | None) -> Attendance | None:
    """The seat at which the account sits in that session, its own or another's; present ones."""
    rows = Attendance.objects.filter(session_id=session_id)
    return rows.filter(
        Q(seat_id=account_id, presence=Presence.PRESENT.value)
        | Q(stand_in_id=account_id, presence=Presence.STAND_IN.value)
    ).first()


def interests_in(one: AgendaItem) -> Interests:
    """Who may not vote on the item, and why."""
    applicant = cases.case(one.matter_id).applicant_id
    seats = list(Attendance.objects.filter(session_id=one.session_id))
    accounts = {seat.seat_id for seat in seats} | {
        seat.stand_in_id for seat in seats if seat.stand_in_id is not None
    }
    own = {
        account
        for account in accounts
        if (known := identity.account(account)) and known.person_id == applicant
    }
    earlier = Vote.objects.filter(item__matter_id=one.matter_id).exclude(
        item__session__level=one.session.level
    )
    return Interests(
        of_applicant=frozenset(own),
        declared=frozenset(one.interests.values_list("account_id", flat=True)),
        heard_before=frozenset(
            account for pair in earlier.values_list("seat_id", "cast_by") for account in pair
        ),
    )


def barred_seats(one: AgendaItem, interests: Interests) -> frozenset[int]:
    """The seats that count for nothing on this item: theirs who are barred, or who sit for them."""
    rows = Attendance.objects.filter(session_id=one.session_id)
    return frozenset(
        row.seat_id
        for row in rows
        if row.seat_id in interests.barred or row.stand_in_id in interests.barred
    )


def voting_seats(one: AgendaItem) -> frozenset[int]:
    """The seats that count on this item now: taken, and by nobody who is barred."""
    taken = rules.seats_taken(presence_of(one.session_id))
    return taken - barred_seats(one, interests_in(one))


def chair_of(session_id: int) -> int | None:
    """The seat of the chair."""
    row = Attendance.objects.filter(session_id=session_id, is_chair=True).first()
    return row.seat_id if row else None


def waiting_for(level: Level, organisation_id: int, actor: Actor) -> list[tuple[int, str, str]]:
    """Cases in the turn for this commission, oldest first: id, reference, applicant."""
    own = [
        one.cartable_id
        for one in cases.counts(actor).cartables
        if one.service == CODE and one.organisation_id == organisation_id
    ]
    rows = cases.inbox(actor, cartable_ids=own, limit=MOST_WAITING).rows if own else ()
    return [
        (row.case_id, row.reference, row.applicant_name)
        for row in rows
        if row.state == STATE_BEFORE[level] and not row.is_referral
    ]


def is_over(one: Session) -> bool:
    """Whether its minutes are written."""
    return one.state == SessionState.MINUTED.value


def papers_of(person_id: int) -> list[Expiring]:
    """The papers of a person that hold now, the first to end first."""
    return _expiring(Paper.objects.filter(person_id=person_id, replaced_at=None))


def expiring_at(places: Iterable[int], within: timedelta) -> list[Expiring]:
    """Papers of students of these universities that end within that time, or are over."""
    until = clock.today() + within
    rows = Paper.objects.filter(
        organisation_id__in=list(places), replaced_at=None, expires_on__lte=until
    )
    return _expiring(rows)


def distances() -> dict[str, list[int]]:
    """How long before the end of a paper of each kind a person is told; rows stand above the usual."""
    found: dict[str, list[int]] = {}
    for kind, days in NoticeDistance.objects.values_list("kind", "days"):
        found.setdefault(kind, []).append(days)
    return {kind: list(several) for kind, several in rules.DISTANCES.items()} | found


def _expiring(rows: QuerySet[Paper]) -> list[Expiring]:
    today = clock.today()
    return [
        Expiring(
            id=row.id,
            person_id=row.person_id,
            kind=PaperKind(row.kind),
            masked=row.masked,
            country=row.country,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            days_left=rules.days_left(row.expires_on, today),
            matter_id=row.matter_id,
            organisation_id=row.organisation_id,
        )
        for row in rows.order_by("expires_on", "id")[:500]
    ]
