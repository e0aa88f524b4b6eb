"""Who stands in for whom must lead to somebody who is there."""

from collections.abc import Iterable


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
