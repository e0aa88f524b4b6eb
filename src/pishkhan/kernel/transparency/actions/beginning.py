"""Beginning a log, and another one where the first can no longer be trusted or continued."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import F

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.actions.turn import wait_for_turn
from pishkhan.kernel.transparency.errors import CannotBegin
from pishkhan.kernel.transparency.models import (
    Checkpoint,
    DayCount,
    LogEntry,
    LogEpoch,
    PendingEntry,
)
from pishkhan.kernel.transparency.queries.state import cosigned, current_epoch, witnessed_size
from pishkhan.kernel.transparency.queries.verifying import unvouched_after
from pishkhan.kernel.transparency.rules import entries as rules
from pishkhan.kernel.transparency.terms import LogEvent


def begin_first() -> LogEpoch:
    """Log 1, empty, under the name that the settings give; the one that is there if there is one."""
    return current_epoch() or LogEpoch.objects.create(
        number=1, origin=f"{ports.wiring().origin}/1", begun_at=clock.now()
    )


@transaction.atomic
def begin_next(
    *,
    because: str,
    by: audit.By | None,
    good: int | None = None,
) -> tuple[LogEpoch, list[int]]:
    """Freeze the log in use and begin the next; that, and the indexes that were left behind.

    Its first entry holds the last good checkpoint of the one before, with its cosignatures: the
    greatest that a quorum cosigned, or that of `good` entries. What came after it is entered anew,
    but for what should have a record and has none (`records.vouch`). Raises CannotBegin.
    """
    wait_for_turn()
    last = current_epoch()
    if last is None:
        raise CannotBegin("There is no log yet: the first begins by itself.")
    size = witnessed_size(last.number) if good is None else good
    try:
        previous = str(cosigned(last.number, size))
    except Checkpoint.DoesNotExist as error:
        raise CannotBegin(f"{last.origin} has no checkpoint of {size} entries.") from error
    epoch = LogEpoch.objects.create(
        number=last.number + 1,
        origin=f"{ports.wiring().origin}/{last.number + 1}",
        begun_at=clock.now(),
        previous_size=size,
        previous=previous,
        because=because,
    )
    _place_first(epoch)
    left = list(_enter_anew(last.number, size, unvouched_after(last.number, size)))
    audit.record(
        "transparency.began",
        target="log",
        target_id=epoch.number,
        by=by,
        because=because,
        after={"previous_size": size, "left_behind": len(left)},
    )
    return epoch, left


def _place_first(epoch: LogEpoch) -> None:
    number = new_id()
    LogEntry.objects.create(
        id=number,
        entry_id=number,
        epoch=epoch.number,
        index=0,
        event=LogEvent.BEGIN,
        day=clock.in_tehran(epoch.begun_at).date(),
        entry=rules.first_entry(
            event=LogEvent.BEGIN.value, previous=epoch.previous, at=epoch.begun_at
        ).decode(),
    )


def _enter_anew(epoch: int, first: int, unvouched: Collection[int]) -> Iterator[int]:
    """Put what came after back into the queue; the indexes of those for which nobody vouches."""
    rows = LogEntry.objects.filter(epoch=epoch, index__gte=first).order_by("index")
    for row in rows.exclude(event=LogEvent.BEGIN).iterator(chunk_size=2000):
        kept = {"epoch": epoch, "institution_id": row.institution_id, "day": row.day}
        DayCount.objects.filter(**kept, event=row.event).update(count=F("count") - 1)
        if row.index in unvouched:
            yield row.index
            continue
        PendingEntry.objects.create(
            entry_id=row.entry_id,
            event=row.event,
            institution_id=row.institution_id,
            day=row.day,
            entry=row.entry,
        )
