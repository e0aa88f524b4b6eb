"""How the counter answers a load that lasts: quickly to more of it, slowly to less."""

from dataclasses import dataclass, replace


HOT, COOL = 0.9, 0.6  # share of the time in which the processes had work in hand
RISE_SECONDS, FALL_SECONDS = 10.0, 60.0
ROOM = 3  # the level at which newcomers wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The level now, which way it leans (-1, 0, 1), and since when (seconds of any clock)."""

    level: int = 0
    lean: int = 0
    since: float = 0.0


def step(load: Load, *, busy: float, waiting: int, now: float) -> Load:
    """The load after one more look. The room closes by itself only when nobody waits in it."""
    lean = 1 if busy >= HOT else -1 if busy <= COOL else 0
    if lean != load.lean:
        return replace(load, lean=lean, since=now)
    held = now - load.since
    if lean > 0 and held >= RISE_SECONDS and load.level < ROOM:
        return Load(level=load.level + 1, lean=lean, since=now)
    may_fall = load.level > 0 and not (load.level == ROOM and waiting)
    if lean < 0 and held >= FALL_SECONDS and may_fall:
        return Load(level=load.level - 1, lean=lean, since=now)
    return load
