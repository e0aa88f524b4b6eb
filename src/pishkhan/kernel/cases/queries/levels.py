"""The place above a task: who is asked when its deadline has passed."""

from collections.abc import Iterable
from datetime import datetime

from pishkhan.kernel.cases.rules.ladder import levels_above
from pishkhan.kernel.cases.rules.process import State, TimerRule
from pishkhan.kernel.organisations import api as organisations


Level = tuple[str, int]  # a role and its organisation


def next_level(
    state: State, role: str, organisation_id: int, *, service: str, at: datetime, level: int
) -> Level | None:
    """The nearest place above where somebody may see a case as confidential as `level`.

    A query for each that is tried, and one.
    """
    line = organisations.line_of(organisation_id)
    return _first_held(levels_above(state, role, organisation_id, line), service, at, level)


def level_of(
    rule: TimerRule, organisation_id: int, *, service: str, at: datetime, level: int
) -> Level | None:
    """Where a timer escalates to, if somebody there may see a case as confidential as `level`."""
    if not rule.to_parent:
        return _first_held([(rule.to_role, organisation_id)], service, at, level)
    above = [one for one in organisations.line_of(organisation_id) if one != organisation_id]
    return _first_held([(rule.to_role, one) for one in reversed(above)], service, at, level)


def _first_held(levels: Iterable[Level], service: str, at: datetime, level: int) -> Level | None:
    held = (
        one for one in levels if organisations.has_holder(one[1], one[0], service, at, level=level)
    )
    return next(held, None)
