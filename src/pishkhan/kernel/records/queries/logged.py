"""What of the register stands in the public log: rolls and permits, as they are stored now.

The documents of a closed roll are read again: a roll vouches for its entry only as long as they are
those that two people signed.
"""

from collections.abc import Iterator

from pishkhan.kernel.records.models import Recognition, Roll
from pishkhan.kernel.records.queries.rolls import sealed_at_closing
from pishkhan.kernel.transparency.spec import RecordSource, Vouched
from pishkhan.kernel.transparency.terms import LogEvent


AT_ONCE = 1000


def opening(roll: Roll) -> dict[str, object]:
    """What the log commits to when a roll is opened."""
    return {
        "institution": str(roll.institution_id),
        "year": roll.year,
        "opened_at": roll.opened_at.isoformat(),
    }


def closing(roll: Roll) -> dict[str, object]:
    """What it commits to when the roll is closed: nothing can be added unseen."""
    return {
        "institution": str(roll.institution_id),
        "year": roll.year,
        "count": roll.count,
        "root": roll.root,
    }


def permit(row: Recognition) -> dict[str, object]:
    """What it commits to when an institution is given a permit, or one that follows another."""
    said: dict[str, object] = {
        "institution": str(row.institution_id),
        "level": row.level,
        "field": row.field,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat() if row.valid_to else None,
        "decree": row.decree,
    }
    return said if row.replaces is None else said | {"replaces": str(row.replaces)}


def _read() -> Iterator[Vouched]:
    for roll in Roll.objects.order_by("id").iterator(AT_ONCE):
        where = f"roll {roll.institution_id}/{roll.year}"
        yield Vouched(
            entry_id=roll.open_entry_id,
            salt=bytes(roll.open_salt),
            record=opening(roll),
            where=f"{where} opened",
        )
        if roll.close_entry_id is not None and roll.close_salt is not None:
            count, root = sealed_at_closing(roll)
            is_kept = (count, root) == (roll.count, roll.root)
            yield Vouched(
                entry_id=roll.close_entry_id,
                salt=bytes(roll.close_salt),
                record=closing(roll) if is_kept else closing(roll) | {"register": root},
                where=f"{where} closed with {roll.count}; the register has {count}",
            )
    for row in Recognition.objects.order_by("id").iterator(AT_ONCE):
        if row.log_entry_id is not None and row.log_salt is not None:
            yield Vouched(
                entry_id=row.log_entry_id,
                salt=bytes(row.log_salt),
                record=permit(row),
                where=f"permit {row.id}",
            )


LOGGED = RecordSource(
    code="records",
    events=frozenset({LogEvent.ROLL_OPEN, LogEvent.ROLL_CLOSE, LogEvent.ACCREDIT}),
    read=_read,
)
