"""Sharing work out: each next piece to whoever has the least."""

import heapq
from collections.abc import Mapping, Sequence


def evenly(pieces: Sequence[int], loads: Mapping[int, int]) -> list[tuple[int, int]]:
    """Pairs of a piece and who gets it, so that in the end everybody has as much as can be.

    None where there is nobody.
    """
    if not loads:
        return []
    least = [(load, place, who) for place, (who, load) in enumerate(loads.items())]
    heapq.heapify(least)
    shared: list[tuple[int, int]] = []
    for piece in pieces:
        load, place, who = heapq.heappop(least)
        shared.append((piece, who))
        heapq.heappush(least, (load + 1, place, who))
    return shared


def by_hand(pieces: Sequence[int], wanted: Mapping[int, int]) -> list[tuple[int, int]]:
    """Pairs of a piece and who gets it: to each as many as wanted, while there are any."""
    receivers = [who for who, number in wanted.items() for _ in range(number)]
    return list(zip(pieces, receivers, strict=False))
