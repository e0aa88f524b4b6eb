"""What the allocation means, in the order in which it would be told: the engine of reference.

Everybody asks for the best choice that has not refused them. A programme keeps, of those whom it
holds and the one who asks, whom its buckets choose; who is not kept asks further down. The
outcome does not depend on who asks first. The fast engines must give the same.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from pishkhan.kernel.allocation.rules.markets import EVERYBODY, NONE, Market, Outcome


Seated = Mapping[int, int]  # applicant → bucket inside the programme


def allocate(market: Market) -> Outcome:
    """Applicant-proposing deferred acceptance, one proposal at a time."""
    choices, is_out = _lists(market), _Bar(market)
    turn = [0] * market.count
    held: list[Seated] = [{} for _ in range(market.programmes.count)]
    asking = market.applicants.order[0][::-1].tolist() if market.count else []
    while asking:
        applicant = asking.pop()
        if turn[applicant] == len(choices[applicant]):
            continue
        programme = choices[applicant][turn[applicant]]
        if is_out(applicant, programme):
            turn[applicant] += 1
            asking.append(applicant)
            continue
        candidates = [*held[programme], applicant]
        kept = chosen(market, programme, candidates)
        held[programme] = kept
        is_out.note(programme, kept)
        for refused in candidates:
            if refused not in kept:
                turn[refused] += 1
                asking.append(refused)
    choice = np.full(market.count, NONE, np.int32)
    bucket = np.full(market.count, NONE, np.int32)
    for kept in held:
        for applicant, number in kept.items():
            choice[applicant], bucket[applicant] = turn[applicant], number
    return Outcome(choice=choice, bucket=bucket)


class _Bar:
    """Who need not be looked at: below everybody in a full programme that prefers no group."""

    def __init__(self, market: Market) -> None:
        programmes = market.programmes
        owner = programmes.programme_of_bucket
        self.score = market.applicants.score.tolist()
        self.column = programmes.column.tolist()
        seats, prefers = np.zeros((2, programmes.count), np.int64)
        np.add.at(seats, owner, programmes.seats)
        np.add.at(prefers, owner, programmes.comes_first != EVERYBODY)
        self.seats, self.prefers = seats.tolist(), prefers.tolist()
        self.least = [NONE] * programmes.count

    def __call__(self, applicant: int, programme: int) -> bool:
        """Whether the score is below all scores inside."""
        own: int = self.score[applicant][self.column[programme]]
        return own < self.least[programme]

    def note(self, programme: int, kept: Seated) -> None:
        """Remember the least score inside, once the programme is full."""
        if kept and len(kept) == self.seats[programme] and not self.prefers[programme]:
            column = self.column[programme]
            self.least[programme] = min(self.score[one][column] for one in kept)


def chosen(market: Market, programme: int, candidates: Sequence[int]) -> Seated:
    """Whom a programme takes of the candidates: its buckets choose one after the other."""
    ceiling = int(market.programmes.female_ceiling[programme])
    first, end = (int(one) for one in market.programmes.first_bucket[programme : programme + 2])
    is_for_all = first + 1 == end and market.programmes.may_sit[first] == EVERYBODY
    if is_for_all and len(candidates) <= market.programmes.seats[first]:
        return dict.fromkeys(candidates, 0)
    if ceiling != NONE:
        return dict.fromkeys(_under_ceiling(market, programme, candidates, ceiling), 0)
    seated: dict[int, int] = {}
    for bucket in range(first, end):
        mask = market.programmes.may_sit[bucket]
        able = [
            one
            for one in candidates
            if one not in seated and (mask == EVERYBODY or mask & market.applicants.groups[one])
        ]
        able.sort(key=partial(_key, market, programme, bucket))
        seated |= dict.fromkeys(able[: int(market.programmes.seats[bucket])], bucket - first)
    return seated


def _key(market: Market, programme: int, bucket: int, applicant: int) -> tuple[bool, int]:
    """Those first before the others, each by rank."""
    first = market.programmes.comes_first[bucket]
    is_after = first != EVERYBODY and not first & market.applicants.groups[applicant]
    rank = market.applicants.rank[applicant, market.programmes.column[programme]]
    return bool(is_after), int(rank)


def _under_ceiling(
    market: Market, programme: int, candidates: Sequence[int], ceiling: int
) -> list[int]:
    """Score by score from the top: women first while they are below the ceiling."""
    people = market.applicants
    seats = int(market.programmes.seats[market.programmes.first_bucket[programme]])
    scores = people.score[:, market.programmes.column[programme]]
    taken: list[int] = []
    for score in sorted({int(scores[one]) for one in candidates}, reverse=True):
        left = seats - len(taken)
        tied = sorted((c for c in candidates if scores[c] == score), key=lambda c: people.draw[c])
        may_precede = max(0, ceiling - sum(bool(people.is_female[one]) for one in taken))
        first = [one for one in tied if people.is_female[one]][: min(may_precede, left)]
        taken += (first + [one for one in tied if one not in first])[:left]
    return taken


def _lists(market: Market) -> list[list[int]]:
    start, listed = market.start.tolist(), market.listed.tolist()
    return [listed[start[a] : start[a + 1]] for a in range(market.count)]
