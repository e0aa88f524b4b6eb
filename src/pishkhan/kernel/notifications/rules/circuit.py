"""Which carrier is to be asked now, of those that answer (foundation/circuit.py)."""

from collections.abc import Sequence


def slots(weights: Sequence[tuple[str, int]]) -> list[str]:
    """Names, each as often as its weight: any one of them, taken evenly, keeps the shares."""
    return [name for name, weight in weights for _ in range(weight)]
