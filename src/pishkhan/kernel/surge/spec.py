"""What surge is now, as every process sees it, and what can be left out at which level."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pishkhan.kernel.surge.rules.levels import ROOM
from pishkhan.kernel.surge.terms import Feature, Mode


# From which level of load a feature is left out by itself, the least missed first.
LEVELS: Mapping[Feature, int] = {
    Feature.SUGGESTIONS: 1,
    Feature.THUMBNAILS: 1,
    Feature.PDF_PREVIEWS: 2,
    Feature.AUTOSAVE: 2,
    Feature.RECEIPT_PDF: ROOM,
}
DOORS = ("/s/",)  # unless a manager said otherwise
RATE = 5.0  # a second, likewise
MOST_A_MINUTE = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """One look at the room and the switches; `serving` and `issued` are ticket numbers."""

    mode: Mode = Mode.AUTOMATIC
    is_automatic: bool = False
    level: int = 0
    rate: float = RATE
    doors: tuple[str, ...] = DOORS
    opening: int = 0
    serving: float = 0.0
    issued: int = 0
    busy: float = 0.0
    modes: Mapping[Feature, Mode] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether newcomers wait."""
        return self.mode is Mode.ON or (self.mode is Mode.AUTOMATIC and self.effective >= ROOM)

    @property
    def effective(self) -> int:
        """The level that counts: none where this installation does not answer by itself."""
        return self.level if self.is_automatic else 0

    @property
    def waiting(self) -> int:
        """How many tickets were given out and not let in yet."""
        return max(0, self.issued - int(self.serving)) if self.is_open else 0

    def has(self, feature: Feature) -> bool:
        """Whether the feature is there now."""
        mode = self.modes.get(feature, Mode.AUTOMATIC)
        return mode is Mode.ON or (mode is Mode.AUTOMATIC and self.effective < LEVELS[feature])
