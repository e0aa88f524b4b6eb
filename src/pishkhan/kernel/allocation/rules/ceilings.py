"""Women first among equals, up to a ceiling.

By score; among those whose score is the last that fits, women come first by their lottery
numbers while fewer women than the ceiling are in, then the lottery decides among the rest.
A ceiling not below the seats is the plain tie-break "female, then lottery".
"""

import numpy as np

from pishkhan.kernel.allocation.rules.markets import Flags, Numbers, Small


def admitted(score: Numbers, is_female: Flags, draw: Small, *, seats: int, ceiling: int) -> Flags:
    """Which of the candidates get the seats."""
    if seats >= len(score):
        return np.ones(len(score), np.bool_)
    if seats <= 0:
        return np.zeros(len(score), np.bool_)
    last = np.partition(score, len(score) - seats)[len(score) - seats]
    kept: Flags = score > last
    left = seats - int(kept.sum())
    tied = np.flatnonzero(score == last)
    tied = tied[np.argsort(draw[tied])]
    women = tied[is_female[tied]]
    favoured = women[: max(0, min(left, ceiling - int(is_female[kept].sum())))]
    rest = tied[~np.isin(tied, favoured)]
    kept[np.concatenate([favoured, rest])[:left]] = True
    return kept
