"""Moments from spans: working days by a calendar, days and hours as they are."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from pishkhan.foundation.clock import TEHRAN, in_tehran
from pishkhan.kernel.cases.rules.process import Span, TimerRule
from pishkhan.kernel.cases.terms import TimerMoment


END_OF_DAY = time(23, 59, 59)
MORNING = time(8)  # a reminder is read in the morning, not at midnight
FAR = timedelta(days=3650)


class WorkingDays(Protocol):
    """Which days offices work; `calendars.api.Calendar` is one."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""


def after(moment: datetime, span: Span, calendar: WorkingDays) -> datetime:
    """The moment `span` after `moment`; working days end at 23:59:59 in Tehran."""
    if span.working_days:
        day = _counted(moment, span.working_days, calendar, timedelta(days=1))
        moment = datetime.combine(day, END_OF_DAY, tzinfo=TEHRAN)
    return moment + timedelta(days=span.days, hours=span.hours)


def before(moment: datetime, span: Span, calendar: WorkingDays) -> datetime:
    """The moment `span` before `moment`; counted in working days, eight in the morning of it."""
    if span.working_days:
        day = _counted(moment, span.working_days, calendar, timedelta(days=-1))
        moment = datetime.combine(day, MORNING, tzinfo=TEHRAN)
    return moment - timedelta(days=span.days, hours=span.hours)


def fires_at(
    rule: TimerRule, *, born: datetime, due_at: datetime | None, calendar: WorkingDays
) -> datetime:
    """When a timer of a task goes off; timers about the deadline need one (checked at publish)."""
    if rule.moment is TimerMoment.AFTER or due_at is None:
        return after(born, rule.span, calendar)
    if rule.moment is TimerMoment.BEFORE_DUE:
        return max(born, before(due_at, rule.span, calendar))
    return after(due_at, rule.span, calendar)


def _counted(moment: datetime, days: int, calendar: WorkingDays, step: timedelta) -> date:
    day = in_tehran(moment).date()
    while days:
        day += step
        days -= calendar.is_working_day(day)
    return day
