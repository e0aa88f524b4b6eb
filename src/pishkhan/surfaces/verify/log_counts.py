"""Counts of the public log as the monitor shows them: a table, and a picture of the days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.web.sentences import language


ISSUED, CHANGED, WITHDRAWN, LATE, OTHER = "issued", "changed", "withdrawn", "late", "other"
GROUPS: Mapping[str, str] = {
    ISSUED: _("صدور"),
    CHANGED: _("اصلاح و المثنی"),
    WITHDRAWN: _("تعلیق و ابطال"),
    LATE: _("پس از بستن فهرست"),
    OTHER: _("دیگر"),
}
GROUP_OF: Mapping[LogEvent, str] = {
    LogEvent.ISSUE: ISSUED,
    LogEvent.CORRECT: CHANGED,
    LogEvent.DUPLICATE: CHANGED,
    LogEvent.SUPERSEDE: CHANGED,
    LogEvent.SUSPEND: WITHDRAWN,
    LogEvent.RESUME: WITHDRAWN,
    LogEvent.REVOKE: WITHDRAWN,
    LogEvent.LATE: LATE,
}
# The colours of the sheet: brand, saffron, bad; what does not issue is not drawn.
COLOURS: Mapping[str, str] = {
    ISSUED: "#0a6a70",
    CHANGED: "#b86a00",
    WITHDRAWN: "#a8231b",
    LATE: "#14242b",
}
WIDTH, HEIGHT = 720.0, 120.0
GAP = 0.25  # of the width of a day
Groups = dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An institution with its counts of today and of the span."""

    id: int
    name: str
    today: int
    counts: Groups


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day with its counts by group; `is_unusual` where far more was issued than on those before."""

    day: date
    counts: Groups
    is_unusual: bool

    @property
    def total(self) -> int:
        """All that is drawn."""
        return sum(self.counts[group] for group in COLOURS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A piece of the picture."""

    x: str
    y: str
    width: str
    height: str
    colour: str


def lines(today: date, days: int) -> list[Line]:
    """Every institution that ever had an entry, by what it issued in so many days."""
    ids = log.institutions_logged()
    names = organisations.organisation_names(ids, language())
    span = _by_institution(log.totals(today - timedelta(days=days - 1), today))
    now = _by_institution(log.totals(today, today))
    found = [
        Line(
            id=one,
            name=names.get(one, str(one)),
            today=sum(now.get(one, {}).values()),
            counts=span.get(one, _none()),
        )
        for one in ids
    ]
    return sorted(found, key=lambda line: (-sum(line.counts.values()), line.name))


def days_of(institution_id: int, today: date, days: int) -> list[Day]:
    """One day after another up to today; those before them are looked at for what is usual."""
    since = today - timedelta(days=days - 1)
    first = since - timedelta(days=log.BEFORE)
    counted: dict[date, Groups] = {}
    for one in log.counts(institution_id, first, today):
        counted.setdefault(one.day, _none())[_group(one.event)] += one.count
    every = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    issued = [counted[day][ISSUED] if day in counted else 0 for day in every]
    marks = dict(zip(every, log.unusual(issued), strict=True))
    return [
        Day(day=day, counts=counted.get(day, _none()), is_unusual=marks[day])
        for day in every
        if day >= since
    ]


def bars(days: Sequence[Day], *, is_rtl: bool) -> list[Bar]:
    """The days as columns, the oldest where reading begins; each group upon the one before."""
    most = max([day.total for day in days] or [0])
    step = WIDTH / max(1, len(days))
    return [
        bar
        for place, day in enumerate(days)
        for bar in _column(
            day, x=WIDTH - (place + 1) * step if is_rtl else place * step, step=step, most=most
        )
    ]


def _column(day: Day, *, x: float, step: float, most: int) -> Iterator[Bar]:
    top = HEIGHT
    for group, colour in COLOURS.items():
        if not day.counts[group]:
            continue
        height = max(1.0, HEIGHT * day.counts[group] / most)
        top -= height
        yield Bar(
            x=f"{x + step * GAP / 2:.2f}",
            y=f"{max(0.0, top):.2f}",
            width=f"{step * (1 - GAP):.2f}",
            height=f"{height:.2f}",
            colour=colour,
        )


def _by_institution(totals: Iterable[log.Total]) -> dict[int, Groups]:
    found: dict[int, Groups] = {}
    for one in totals:
        if one.institution_id is not None:
            found.setdefault(one.institution_id, _none())[_group(one.event)] += one.count
    return found


def _group(event: LogEvent) -> str:
    return GROUP_OF.get(event, OTHER)


def _none() -> Groups:
    return dict.fromkeys(GROUPS, 0)
