"""Who stands in for whom must lead to somebody who is there, and for how long somebody may."""

from collections.abc import Iterable
from datetime import datetime, timedelta


LONGEST = timedelta(days=180)  # whoever is away for longer is followed by another holder


def has_passed(from_: datetime, now: datetime) -> bool:
    """Whether it would begin before the day it is named on; `now` is the first moment of that day."""
    return from_ < now


def is_too_long(from_: datetime, to: datetime) -> bool:
    """Whether somebody else would do the work for longer than one stands in."""
    return to - from_ > LONGEST + timedelta(days=1)  # the last day is whole


def circle(
    pairs: Iterable[tuple[int, int]], *, absent: int, stand_in: int
) -> tuple[int, ...] | None:
    """The way from `stand_in` back to `absent` by `pairs` of (absent, stand-in), None if there is none."""
    after: dict[int, list[int]] = {}
    for one, other in pairs:
        after.setdefault(one, []).append(other)
    ways: list[tuple[int, ...]] = [(stand_in,)]
    known = {stand_in}
    while ways:
        way = ways.pop()
        if way[-1] == absent:
            return way
        for following in after.get(way[-1], ()):
            if following not in known:
                known.add(following)
                ways.append((*way, following))
    return None
