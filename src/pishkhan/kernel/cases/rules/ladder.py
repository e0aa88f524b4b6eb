"""Who comes next when a deadline has passed: the superior here, then those of the organisations above."""

from collections.abc import Iterator, Sequence

from pishkhan.kernel.cases.rules.process import State
from pishkhan.kernel.cases.terms import TimerDeed
from pishkhan.kernel.organisations.terms import Role


def superiors(state: State) -> tuple[str, ...]:
    """The roles above those who work on a state, the lowest first."""
    named = [entry.fallback for entry in state.assign]
    named += [
        rule.to_role
        for rule in state.timers
        if rule.deed is TimerDeed.ESCALATE and not rule.to_parent
    ]
    return tuple(dict.fromkeys(role for role in named if role)) or (Role.OFFICE_MANAGER.value,)


def levels_above(
    state: State, role: str, organisation_id: int, line: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """Roles with their organisations, the nearest first; `line` are ids from the root to the task's.

    A role of the ladder itself is passed by what stands above it only.
    """
    known = superiors(state)
    here = known[known.index(role) + 1 :] if role in known else known
    yield from ((one, organisation_id) for one in here)
    above = [place for place in line if place != organisation_id]
    yield from ((known[-1], place) for place in reversed(above))
