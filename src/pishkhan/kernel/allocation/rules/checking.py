"""The checker: judges an outcome from the outcome alone, whichever engine made it.

It knows no proposals and no rounds. It asks of every seat whether it exists and may be taken, and
of every applicant whether somewhere better there is an empty seat, or one held by somebody weaker.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pishkhan.kernel.allocation.rules.markets import (
    BEYOND,
    NONE,
    Market,
    Numbers,
    Outcome,
    Small,
    buckets_of_choices,
)
from pishkhan.kernel.allocation.rules.proposals import chosen


APPLICANTS_A_PART = 200_000  # bounds the memory, not the outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """How often the outcome breaks each promise; all zero is the only good answer."""

    unlisted: int
    not_open: int
    over_capacity: int
    envy: int
    waste: int

    @property
    def are_none(self) -> bool:
        """Whether the outcome keeps every promise."""
        return self == GOOD


GOOD = Findings(unlisted=0, not_open=0, over_capacity=0, envy=0, waste=0)


def check(market: Market, outcome: Outcome) -> Findings:
    """What is wrong with the outcome."""
    unlisted = _unlisted(market, outcome)
    if unlisted:  # then the seats below mean nothing
        return Findings(unlisted=unlisted, not_open=0, over_capacity=0, envy=0, waste=0)
    placed, _, bucket = outcome.seats(market)
    filled = np.bincount(bucket, minlength=len(market.programmes.seats))
    weakest = np.full(len(filled), NONE, np.int64)
    np.maximum.at(weakest, bucket, market.key(placed, bucket))
    envy, waste = _wished_for(market, outcome, filled, weakest)
    return Findings(
        unlisted=0,
        not_open=int((~market.may_sit(placed, bucket)).sum()),
        over_capacity=int((filled > market.programmes.seats).sum()),
        envy=envy + _envy_under_ceilings(market, outcome),
        waste=waste,
    )


def _unlisted(market: Market, outcome: Outcome) -> int:
    """Places that are not on the list of who got them, or a bucket that the programme lacks."""
    placed = np.flatnonzero((outcome.choice != NONE) | (outcome.bucket != NONE))
    choice, bucket = outcome.choice[placed], outcome.bucket[placed]
    is_bad = (choice < 0) | (choice >= np.diff(market.start)[placed]) | (bucket < 0)
    at = np.where(is_bad, 0, market.start[placed] + choice)
    many = np.diff(market.programmes.first_bucket)
    return int((is_bad | (bucket >= many[market.listed[at]])).sum()) if len(placed) else 0


def _wished_for(
    market: Market, outcome: Outcome, filled: Numbers, weakest: Numbers
) -> tuple[int, int]:
    """Seats that somebody would rather have: held by somebody weaker, or by nobody."""
    has_ceiling = market.programmes.female_ceiling != NONE
    envy = waste = 0
    for choosers, choices in better_choices(market, outcome, and_the_obtained=True):
        own = outcome.choice[choosers] == choices - market.start[choosers]
        for number, (have, bucket) in enumerate(buckets_of_choices(market, choices)):
            who = choosers[have]
            is_better = ~own[have] | (number < outcome.bucket[who])
            is_wished = is_better & market.may_sit(who, bucket)
            is_free = filled[bucket] < market.programmes.seats[bucket]
            is_plain = ~has_ceiling[market.listed[choices[have]]]
            is_stronger = is_plain & ~is_free & (market.key(who, bucket) < weakest[bucket])
            waste += int((is_wished & is_free).sum())
            envy += int((is_wished & is_stronger).sum())
    return envy, waste


def better_choices(
    market: Market, outcome: Outcome, *, and_the_obtained: bool = False
) -> Iterator[tuple[Small, Numbers]]:
    """The choices that each applicant would rather have had, and their applicants, in parts."""
    for begin in range(0, market.count, APPLICANTS_A_PART):
        end = min(begin + APPLICANTS_A_PART, market.count)
        start = market.start[begin : end + 1]
        choosers = np.repeat(np.arange(begin, end, dtype=np.int32), np.diff(start))
        choices = np.arange(start[0], start[-1])
        obtained = outcome.choice[choosers]
        wanted = (obtained == NONE) | (choices - market.start[choosers] < obtained)
        if and_the_obtained:
            wanted |= choices - market.start[choosers] == obtained
        yield choosers[wanted], choices[wanted]


def _envy_under_ceilings(market: Market, outcome: Outcome) -> int:
    """Those refused whom a full programme would take if it chose again among its own and them."""
    if not market.has_ceilings:
        return 0
    placed, programme, _ = outcome.seats(market)
    inside = _by_programme(market, placed, programme)
    refused: dict[int, list[int]] = {}
    for choosers, choices in better_choices(market, outcome):
        for one, those in _by_programme(market, choosers, market.listed[choices]).items():
            refused.setdefault(one, []).extend(those)
    envy = 0
    for one, those in refused.items():
        own, column = inside.get(one, []), market.programmes.column[one]
        scores = market.applicants.score[:, column]
        if len(own) < market.programmes.seats[market.programmes.first_bucket[one]]:
            continue  # an empty seat that they wish for is counted as waste
        least = min((scores[each] for each in own), default=BEYOND)
        rivals = [each for each in those if scores[each] >= least]
        envy += sum(each in chosen(market, one, [*own, each]) for each in rivals)
    return envy


def _by_programme(
    market: Market, people: Small, programme: Small | Numbers
) -> dict[int, list[int]]:
    """The people of each programme that has a ceiling on women."""
    found: dict[int, list[int]] = {}
    has_ceiling = market.programmes.female_ceiling[programme] != NONE
    pairs = zip(programme[has_ceiling].tolist(), people[has_ceiling].tolist(), strict=True)
    for one, person in pairs:
        found.setdefault(one, []).append(person)
    return found
