"""Which days of an institution are not like its others: a sign to look, not a proof."""

import statistics
from collections.abc import Sequence


BEFORE = 90  # days that a day is held against
LEAST_DAYS = 14  # that there must be of them
LEAST_COUNT = 20
DEVIATIONS = 3


def unusual(counts: Sequence[int]) -> list[bool]:
    """Of counts of days one after another, which stand out by three deviations from those before."""
    return [_stands_out(counts[max(0, n - BEFORE) : n], one) for n, one in enumerate(counts)]


def _stands_out(before: Sequence[int], count: int) -> bool:
    if len(before) < LEAST_DAYS or count < LEAST_COUNT:
        return False
    return count > statistics.fmean(before) + DEVIATIONS * statistics.pstdev(before)
