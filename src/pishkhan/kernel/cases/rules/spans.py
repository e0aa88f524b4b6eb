"""Moments from spans: working days by a calendar, days and hours as they are."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from pishkhan.foundation.clock import TEHRAN, in_tehran
from pishkhan.kernel.cases.rules.process import Span, TimerRule
from pishkhan.kernel.cases.terms import TimerDeed, TimerMoment


END_OF_DAY = time(23, 59, 59)
MORNING, EVENING = time(8), time(18)  # nobody is alarmed outside these hours, nor on a free day
FAR = timedelta(days=3650)


class WorkingDays(Protocol):
    """Which days offices work; `calendars.api.Calendar` is one."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""

    def next_working_day(self, day: date) -> date:
        """`day` itself or the first working day after it."""

    def counted(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it if `n` is negative."""

    def between(self, a: date | datetime, b: date | datetime) -> int:
        """How many working days lie after the day of `a`, up to and including that of `b`."""


def after(moment: datetime, span: Span, calendar: WorkingDays) -> datetime:
    """The moment `span` after `moment`; working days end at 23:59:59 in Tehran."""
    if span.working_days:
        day = calendar.counted(in_tehran(moment).date(), span.working_days)
        moment = datetime.combine(day, END_OF_DAY, tzinfo=TEHRAN)
    return moment + timedelta(days=span.days, hours=span.hours)


def before(moment: datetime, span: Span, calendar: WorkingDays) -> datetime:
    """The moment `span` before `moment`; counted in working days, eight in the morning of it."""
    if span.working_days:
        day = calendar.counted(in_tehran(moment).date(), -span.working_days)
        moment = datetime.combine(day, MORNING, tzinfo=TEHRAN)
    return moment - timedelta(days=span.days, hours=span.hours)


def fires_at(
    rule: TimerRule, *, born: datetime, due_at: datetime | None, calendar: WorkingDays
) -> datetime:
    """When a timer of a task goes off; timers about the deadline need one (checked at publish).

    Whoever is only told of something is told in office hours; what a deadline itself does (an
    action that is taken) is done on the minute.
    """
    moment = _said(rule, born, due_at, calendar)
    return moment if rule.deed is TimerDeed.TAKE else at_work(moment, calendar)


def at_work(moment: datetime, calendar: WorkingDays) -> datetime:
    """`moment`, or the next one at which people are at work (8 to 18 in Tehran)."""
    here = in_tehran(moment)
    day = here.date()
    if here.time() >= EVENING:
        day += timedelta(days=1)
    working = calendar.next_working_day(day)
    if working == here.date() and here.time() >= MORNING:
        return moment
    return datetime.combine(working, MORNING, tzinfo=TEHRAN)


def _said(
    rule: TimerRule, born: datetime, due_at: datetime | None, calendar: WorkingDays
) -> datetime:
    if rule.moment is TimerMoment.AFTER or due_at is None:
        return after(born, rule.span, calendar)
    if rule.moment is TimerMoment.BEFORE_DUE:
        return max(born, before(due_at, rule.span, calendar))
    return after(due_at, rule.span, calendar)
