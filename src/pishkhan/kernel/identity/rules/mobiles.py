"""How often a person's mobile number may change (domain.md X-05, P10)."""

from datetime import datetime, timedelta


REST = timedelta(days=30)


def may_change_mobile(last_changed_at: datetime | None, now: datetime) -> bool:
    """Once in thirty days; the number a person began with counts for nothing."""
    return last_changed_at is None or now - last_changed_at >= REST
