"""When a commission may decide, what its votes mean, and when a paper is about to end. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pishkhan.foundation import clock
from pishkhan.foundation.marking import gettext_noop as _
from pishkhan.kernel.cases.spec import Decided, Decision, Json
from pishkhan.services.international_commission.terms import (
    Ballot,
    Level,
    PaperKind,
    Presence,
    Verdict,
)


QUORUM = 3
# Universities differ (domain § 1.D.6): rows of NoticeDistance stand above these.
DISTANCES: Mapping[str, tuple[int, ...]] = {
    PaperKind.PASSPORT: (180, 60, 14),
    PaperKind.RESIDENCE: (60, 30, 7),
    PaperKind.VISA: (30, 7),
    PaperKind.INSURANCE: (30, 7),
}
GRACE = timedelta(minutes=15)  # whoever calls a session for now is slower than the clock
KEPT_OPEN = 4  # characters of a number that stay readable


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """One vote: whose seat it is of, and what it says."""

    seat_id: int
    ballot: Ballot


@dataclass(frozen=True, kw_only=True, slots=True)
class Interests:
    """Why some may not vote on a case; accounts by id.

    `of_applicant` are those who are the applicant; `declared` said so of themselves (kinship,
    a thesis they supervise); `heard_before` voted on it in the first instance.
    """

    of_applicant: frozenset[int] = frozenset()
    declared: frozenset[int] = frozenset()
    heard_before: frozenset[int] = frozenset()

    @property
    def barred(self) -> frozenset[int]:
        """Nobody of these votes, for themselves or in the place of another."""
        return self.of_applicant | self.declared | self.heard_before


def seats_taken(presence: Mapping[int, Presence]) -> frozenset[int]:
    """The seats at which somebody sits, in person or by a stand-in."""
    return frozenset(seat for seat, how in presence.items() if how is not Presence.ABSENT)


def has_quorum(taken: Collection[int], barred: Collection[int], *, quorum: int) -> bool:
    """Whether enough seats are taken by people who may vote on the case."""
    return len(set(taken) - set(barred)) >= max(1, quorum)


def votes_missing(seats: Collection[int], votes: Iterable[Cast], *, quorum: int) -> int:
    """How many ballots are owed before the votes may be counted; zero where they may.

    Every seat that counts has voted, an abstention being a vote, and the votes reach the quorum.
    """
    voted = {vote.seat_id for vote in votes} & set(seats)
    return max(len(seats) - len(voted), max(1, quorum) - len(voted))


def may_be_called(at: datetime, now: datetime) -> bool:
    """Whether a session can still be called for that moment."""
    return at >= now - GRACE


def may_begin(at: datetime, now: datetime) -> bool:
    """Whether the day for which a session was called has come in Tehran; its hour need not."""
    return clock.in_tehran(now).date() >= clock.in_tehran(at).date()


def may_refer(level: Level) -> bool:
    """Whether there is an instance above."""
    return level is Level.UNIVERSITY


def tally(votes: Iterable[Cast]) -> dict[Ballot, int]:
    """How many seats said what; every ballot is there."""
    count = dict.fromkeys(Ballot, 0)
    for vote in votes:
        count[vote.ballot] += 1
    return count


def verdict_of(votes: Collection[Cast], *, chair_id: int | None) -> Verdict | None:
    """What the votes decide; None where they decide nothing.

    More than half of the votes cast decide, abstentions not counted. Agreeing and agreeing with
    conditions stand on one side; there the conditions hold unless more agreed without any. At
    exactly half the seat of the chair decides, if its vote is on that side.
    """
    count = tally(votes)
    cast = len(votes) - count[Ballot.ABSTAIN]
    sides = {
        frozenset({Ballot.AGREE, Ballot.CONDITIONS}): (
            Verdict.AGREE if count[Ballot.AGREE] > count[Ballot.CONDITIONS] else Verdict.CONDITIONS
        ),
        frozenset({Ballot.REFUSE}): Verdict.REFUSE,
        frozenset({Ballot.REFER}): Verdict.REFER,
    }
    of_chair = next((vote.ballot for vote in votes if vote.seat_id == chair_id), None)
    for side, verdict in sides.items():
        size = sum(count[ballot] for ballot in side)
        if 2 * size > cast or (cast and 2 * size == cast and of_chair in side):
            return verdict
    return None


def days_left(expires_on: date, today: date) -> int:
    """Days until the last day of validity; negative once it is over."""
    return (expires_on - today).days


def notice_due(expires_on: date, today: date, distances: Iterable[int]) -> int | None:
    """The nearest of the distances that has been reached, so that a late watcher tells once.

    None before the first of them. A paper that is over has reached all of them.
    """
    left = days_left(expires_on, today)
    return min((days for days in distances if left <= days), default=None)


def masked(number: str) -> str:
    """A number of which only the end can be read."""
    hidden = max(0, len(number) - KEPT_OPEN)
    return "•" * hidden + number[hidden:] if hidden else "•" * len(number)


def _fee_due(facts: Mapping[str, Json]) -> Decided:
    fee = facts.get("fee_rials")
    if isinstance(fee, int) and not isinstance(fee, bool) and fee > 0:
        return Decided(outcome="due", because=(_("هزینهٔ رسیدگی هنوز پرداخت نشده است."),))
    return Decided(outcome="none", because=(_("رسیدگی هزینه‌ای ندارد."),))


FEE = Decision(outcomes=frozenset({"due", "none"}), decide=_fee_due)
