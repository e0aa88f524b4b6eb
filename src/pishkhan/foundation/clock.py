"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


TEHRAN = ZoneInfo("Asia/Tehran")
_frozen_at: ContextVar[datetime | None] = ContextVar("frozen_at", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _frozen_at.get() or datetime.now(UTC)  # noqa: TID251 - this is the clock


def today() -> date:
    """This day in Tehran."""
    return in_tehran(now()).date()


def in_tehran(moment: datetime) -> datetime:
    """The same moment on Tehran's clock; `moment` must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    return moment.astimezone(TEHRAN)


def start_of(day: date) -> datetime:
    """The first moment of a day in Tehran."""
    return datetime.combine(day, time(), tzinfo=TEHRAN)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at `at` (aware) inside the block, for tests; other threads do not see it."""
    token = _frozen_at.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen_at.reset(token)
