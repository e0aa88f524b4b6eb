"""Why each choice ended as it did, with the numbers that decided.

Wording: "with this score you would have been placed here or better" is true only where all seats
are taken in one common order (`Market.has_common_order`). Elsewhere the cutoff itself would have
moved, and nothing more may be said than what the last admitted had.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from pishkhan.kernel.allocation.rules.cutoffs import Cutoffs
from pishkhan.kernel.allocation.rules.markets import (
    NONE,
    Flags,
    Market,
    Numbers,
    Outcome,
    Small,
    buckets_of_choices,
)


class Status(IntEnum):
    """What became of a choice that stood. INELIGIBLE ones never came into the market."""

    ADMITTED = 0
    NOT_NEEDED = 1
    BELOW_CUTOFF = 2
    TIE_LOST = 3
    NO_SEATS = 4
    INELIGIBLE = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """For a run of choices; `bucket` is counted over all, the one that was obtained or refused.

    `enough` is the score that would have sufficed, where that can truly be said.
    """

    status: Small
    bucket: Numbers
    enough: Numbers


def reasons(market: Market, outcome: Outcome, cutoffs: Cutoffs, *, begin: int, end: int) -> Reasons:
    """The reasons of the choices `begin` to `end`, counted over all applicants."""
    choices = np.arange(begin, end)
    who = (np.searchsorted(market.start, choices, side="right") - 1).astype(np.int32)
    number = choices - market.start[who]
    obtained = outcome.choice[who]
    programme = market.listed[choices]
    bucket = _last_open_bucket(market, who, choices)
    status = np.full(len(choices), Status.NO_SEATS, np.int32)
    full = bucket != NONE
    last = cutoffs.last[bucket[full]]
    column = market.programmes.column[programme[full]]
    score = market.applicants.score
    is_tie = score[who[full], column] == score[last, column]
    is_tie &= _are_together(market, who[full], last, bucket[full])
    status[full] = np.where(is_tie, Status.TIE_LOST, Status.BELOW_CUTOFF)
    enough = np.full(len(choices), NONE, np.int64)
    if market.has_common_order:
        enough[full] = score[last, column] + 1
    is_needless = (obtained != NONE) & (number > obtained)
    is_obtained = number == obtained
    status[is_needless], status[is_obtained] = Status.NOT_NEEDED, Status.ADMITTED
    enough[is_needless | is_obtained] = NONE
    own = market.programmes.first_bucket[programme] + outcome.bucket[who]
    bucket = np.where(is_obtained, own, np.where(is_needless, NONE, bucket))
    return Reasons(status=status, bucket=bucket, enough=enough)


def _last_open_bucket(market: Market, who: Small, choices: Numbers) -> Numbers:
    """The last bucket with seats that each might have sat in; NONE where there is none."""
    found = np.full(len(choices), NONE, np.int64)
    for have, bucket in buckets_of_choices(market, choices):
        is_open = market.may_sit(who[have], bucket) & (market.programmes.seats[bucket] > 0)
        found[have[is_open]] = bucket[is_open]
    return found


def _are_together(market: Market, one: Small, other: Numbers, buckets: Numbers) -> Flags:
    """Whether both, or neither, are among those whom the bucket takes first."""
    far = np.abs(market.key(one, buckets) - market.key(other, buckets))
    is_near: Flags = far <= np.iinfo(np.int32).max
    return is_near
