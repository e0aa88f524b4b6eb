"""How a moment is written where it is hashed, and how long a line may turn up late."""

from datetime import UTC, datetime, timedelta


# Longer than any transaction of ours and than an hour's jump of a clock.
WIDE = timedelta(hours=2)


def text_of(moment: datetime) -> str:
    """ISO 8601 in UTC with six digits of a second, such as `2026-11-21T08:00:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
