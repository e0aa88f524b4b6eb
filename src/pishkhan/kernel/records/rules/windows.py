"""When a door of the register is open to whom (source 001: access ended on a day)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pishkhan.kernel.records.terms import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A door, open from a day to a day (both included), to a role ("" any) of an institution (None any).

    One that was ended by hand (`ended_on`) lets nobody in, also for the rest of that day.
    """

    role: str
    institution_id: int | None
    opens_on: date
    closes_on: date | None
    ended_on: date | None = None


def is_open(
    windows: Iterable[Window], *, roles: frozenset[str], institution_id: int, on: date
) -> bool:
    """Whether one of the windows of a door lets in today; a door without any is always open."""
    known = list(windows)
    return not known or any(
        (not one.role or one.role in roles)
        and one.institution_id in {None, institution_id}
        and one.ended_on is None
        and one.opens_on <= on
        and (one.closes_on is None or on <= one.closes_on)
        for one in known
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a door stands for somebody, and its last day (open, ended) or its first (not yet)."""

    access: Access
    day: date | None = None


def standing(
    windows: Iterable[Window], *, roles: frozenset[str], institution_id: int, on: date
) -> Standing:
    """Whether a door lets in today, until when, or from when, or since when no more."""
    known = list(windows)
    if not known:
        return Standing(access=Access.FREE)
    mine = [
        one
        for one in known
        if (not one.role or one.role in roles) and one.institution_id in {None, institution_id}
    ]
    if is_open(known, roles=roles, institution_id=institution_id, on=on):
        return Standing(access=Access.OPEN, day=_last_day(mine, on))
    coming = [one.opens_on for one in mine if one.opens_on > on and one.ended_on is None]
    if coming:
        return Standing(access=Access.NOT_YET, day=min(coming))
    was = [(one.ended_on or one.closes_on, one.opens_on) for one in mine]
    past = [last for last, first in was if last is not None and first <= last]
    return Standing(access=Access.ENDED, day=max(past)) if past else Standing(access=Access.SHUT)


def _last_day(mine: Iterable[Window], on: date) -> date | None:
    """Until when it stays open from `on`, through windows that follow one another."""
    several, last = list(mine), on
    while True:
        ends = [
            one.closes_on
            for one in several
            if one.ended_on is None
            and one.opens_on <= last + timedelta(days=1)
            and (one.closes_on is None or one.closes_on >= last)
        ]
        days = [day for day in ends if day is not None]
        if len(days) < len(ends):
            return None
        furthest = max(days, default=last)
        if furthest == last:
            return last
        last = furthest
