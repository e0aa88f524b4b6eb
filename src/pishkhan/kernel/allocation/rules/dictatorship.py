"""The fast path of a common order: one after the other, best first, takes what is still free."""

import numpy as np

from pishkhan.kernel.allocation.rules.heaps import compiled, in_order
from pishkhan.kernel.allocation.rules.markets import NONE, Market, Masks, Numbers, Outcome, Small


def allocate(market: Market) -> Outcome:
    """Serial dictatorship; the allocation of any market that `has_common_order`."""
    choice = np.full(market.count, NONE, np.int32)
    bucket = np.full(market.count, NONE, np.int32)
    programmes = market.programmes
    if market.count and programmes.count:
        by_rank = market.applicants.order[programmes.column[0]]
        start, listed = in_order(by_rank, market.start, market.listed)
        choice[by_rank], bucket[by_rank] = _in_turn(
            start,
            listed,
            market.applicants.groups[by_rank],
            programmes.first_bucket,
            programmes.seats.copy(),
            programmes.may_sit,
        )
    return Outcome(choice=choice, bucket=bucket)


@compiled
def _in_turn(
    start: Numbers,
    listed: Small,
    groups: Masks,
    first_bucket: Numbers,
    left: Numbers,
    may_sit: Masks,
) -> tuple[Small, Small]:
    count = start.size - 1
    choice = np.full(count, -1, np.int32)
    bucket = np.full(count, -1, np.int32)
    for applicant in range(count):
        for e in range(start[applicant], start[applicant + 1]):
            p = listed[e]
            for b in range(first_bucket[p], first_bucket[p + 1]):
                is_open = may_sit[b] == 0 or (may_sit[b] & groups[applicant]) != 0
                if left[b] > 0 and is_open:
                    left[b] -= 1
                    choice[applicant] = e - start[applicant]
                    bucket[applicant] = b - first_bucket[p]
                    break
            if choice[applicant] >= 0:
                break
    return choice, bucket
