"""Verbs of surge: what is left out now, the room, its tickets, its beat."""

from pishkhan.kernel.surge.actions import admit, lease, set_feature, set_room, tick
from pishkhan.kernel.surge.errors import FeatureOff
from pishkhan.kernel.surge.queries import look, now
from pishkhan.kernel.surge.rules import doors, places, tickets
from pishkhan.kernel.surge.terms import Feature, Mode


TRY_AGAIN_SECONDS = 120


def has(feature: Feature) -> bool:
    """Whether the feature is there now; no query (see `now`)."""
    return now().has(feature)


def require(feature: Feature) -> None:
    """Pass, or raise FeatureOff (503 with a plain sentence)."""
    if not has(feature):
        raise FeatureOff(seconds=TRY_AGAIN_SECONDS)


__all__ = [
    "TRY_AGAIN_SECONDS",
    "Feature",
    "Mode",
    "admit",
    "doors",
    "has",
    "lease",
    "look",
    "now",
    "places",
    "require",
    "set_feature",
    "set_room",
    "tick",
    "tickets",
]
