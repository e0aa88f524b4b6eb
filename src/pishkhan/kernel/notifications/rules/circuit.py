"""Whether a carrier is to be asked now (foundation/circuit.py), and which of them."""

from collections.abc import Sequence

from pishkhan.foundation.circuit import LONGEST_PAUSE_SECONDS, Circuit, Health


def slots(weights: Sequence[tuple[str, int]]) -> list[str]:
    """Names, each as often as its weight: any one of them, taken evenly, keeps the shares."""
    return [name for name, weight in weights for _ in range(weight)]


__all__ = ["LONGEST_PAUSE_SECONDS", "Circuit", "Health", "slots"]
