"""A commission for the tests: its people, and what leads on that no button of the desk does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import AccountView, Actor
from pishkhan.kernel.organisations import api as organisations, testing as posts
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import queries
from pishkhan.services.international_commission.actions import agenda, sessions, voting
from pishkhan.services.international_commission.actions.sessions import Sitting
from pishkhan.services.international_commission.models import AgendaItem, Session
from pishkhan.services.international_commission.terms import (
    CODE,
    Ballot,
    Level,
    Presence,
    Verdict,
)


MEMBERS = 3
BALLOTS = {
    Verdict.AGREE: Ballot.AGREE,
    Verdict.CONDITIONS: Ballot.CONDITIONS,
    Verdict.REFUSE: Ballot.REFUSE,
    Verdict.REFER: Ballot.REFER,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Commission:
    """The people of one commission."""

    level: Level
    place: OrganisationView
    secretary: AccountView
    chair: AccountView
    members: tuple[AccountView, ...]

    @property
    def voters(self) -> tuple[AccountView, ...]:
        """The chair and the members."""
        return (self.chair, *self.members)

    def actor(self, account: AccountView) -> Actor:
        """The account with the powers it has now."""
        return organisations.actor_for_account(account.id)

    def session(self, *, opened: bool = True) -> Session:
        """A session called for now; opened with everybody there."""
        by = self.actor(self.secretary)
        row = sessions.call_session(
            level=self.level,
            organisation_id=self.place.id,
            at=clock.now(),
            place="اتاق شورا",
            by=by,
            closed_too=True,  # tests run on Fridays too
        )
        if opened:
            present = Sitting(presence=Presence.PRESENT)
            sessions.take_attendance(
                session_id=row.id, sittings={one.id: present for one in self.voters}, by=by
            )
            sessions.open_session(session_id=row.id, by=by)
        return row

    def put(self, case_id: int, session: Session | None = None) -> AgendaItem:
        """The case on the agenda of that session, or of a new one."""
        row = session or self.session()
        return agenda.add_item(session_id=row.id, case_id=case_id, by=self.actor(self.secretary))

    def decide(self, item: AgendaItem, verdict: Verdict, because: str = "برابر مدارک") -> Verdict:
        """Everybody votes that way, and the chair closes the item."""
        voting.open_item(item_id=item.id, by=self.actor(self.chair))
        for one in self.voters:
            voting.vote(item_id=item.id, ballot=BALLOTS[verdict], by=self.actor(one))
        return voting.close_item(item_id=item.id, because=because, by=self.actor(self.chair))


def a_commission(place: OrganisationView, level: Level) -> Commission:
    """A secretary, a chair and members at that organisation, with posts of this service."""

    def holder(word: str, role: Role) -> AccountView:
        account = cast.an_account(f"{place.code}-{word}")
        if account.id not in {
            one.account_id for one in organisations.holders(place.id, role, CODE)
        }:
            posts.give(account, place, role, CODE)
        return account

    return Commission(
        level=level,
        place=place,
        secretary=holder("commission-secretary", Role.SECRETARY),
        chair=holder("commission-chair", Role.CHAIR),
        members=tuple(holder(f"member-{n}", Role.MEMBER) for n in range(1, MEMBERS + 1)),
    )


def a_deputy(university: OrganisationView) -> AccountView:
    """The vice-president for student affairs, with the cartable that was asked for."""
    account = cast.an_account(f"{university.code}-deputy")
    held = organisations.holders(university.id, Role.DEPUTY, CODE)
    if account.id not in {one.account_id for one in held}:
        posts.give(account, university, Role.DEPUTY, CODE)
    cases.create_cartable(
        organisation_id=university.id, role=Role.DEPUTY.value, service=CODE, by=Actor.system()
    )
    return account


def settle(tree: posts.Tree) -> list[int]:
    """Everybody a case can come to; account ids."""
    university = a_commission(tree.university, Level.UNIVERSITY)
    central = a_commission(tree.office, Level.CENTRAL)
    people = [a_deputy(tree.university)]
    for one in (university, central):
        people += [one.secretary, *one.voters]
    return [account.id for account in people]


Ways = Mapping[str, Callable[[], object] | None]


def ways(view: CaseView, staff: Sequence[Actor]) -> Ways:
    """What the commission's pages do in this state; None for buttons that they alone may press."""
    level = Level.CENTRAL if view.state.startswith("central_") else Level.UNIVERSITY
    places = {"agenda", "central_agenda", "session", "central_session"}
    if view.state not in places:
        return {}
    place = organisations.organisation(view.organisations[queries.SLOT[level]])
    if place is None or not staff:
        return {}
    commission = a_commission(place, level)
    if view.state.endswith("agenda"):
        return {"put": partial(commission.put, view.id)}
    item = queries.live_item_of(view.id)
    if item is None:
        return {}
    verdicts: Iterable[Verdict] = (
        Verdict if level is Level.UNIVERSITY else set(Verdict) - {Verdict.REFER}
    )
    by = commission.actor(commission.secretary)
    return {
        **{one.value: partial(commission.decide, item, one) for one in verdicts},
        "take_off": partial(agenda.take_off, item_id=item.id, by=by),
    }
