"""What the public monitor page tells: the state of the log, counts, entries of a day."""

import base64
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Min, Sum

from pishkhan.kernel.persistence.api import moment_of, rows
from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.models import (
    Checkpoint,
    Cosignature,
    DayCount,
    LogEntry,
    LogEpoch,
    LogVerification,
    PendingEntry,
    WitnessState,
)
from pishkhan.kernel.transparency.queries.standing import held_size
from pishkhan.kernel.transparency.queries.state import (
    current_epoch,
    keys_of,
    last_checkpoint,
    witnessed_size,
)
from pishkhan.kernel.transparency.rules import entries as rules
from pishkhan.kernel.transparency.spec import (
    Count,
    EntryView,
    EpochView,
    LogView,
    Total,
    WitnessView,
)
from pishkhan.kernel.transparency.terms import LogEvent, WitnessAnswer


PER_PAGE = 100
FIRST = (0, 0)  # before every place: logs are counted from one
ENTRIES = (
    "institution_id = %s AND day = %s AND (epoch, index) > (%s, %s) ORDER BY epoch, index LIMIT %s"
)


def log_view() -> LogView | None:
    """The log in use with its witnesses and those before it; None before anything was entered."""
    epoch = current_epoch()
    if epoch is None:
        return None
    size = witnessed_size(epoch.number)
    last = last_checkpoint(epoch.number)
    seen = Checkpoint.objects.filter(epoch=epoch.number, size=size).first()
    waiting, since = waiting_entries()
    verified = LogVerification.objects.order_by("-id").first()
    epochs = list(LogEpoch.objects.order_by("number"))
    frozen = [one.previous_size for one in epochs[1:]] + [None]
    views = [_epoch(one, size_) for one, size_ in zip(epochs, frozen, strict=True)]
    return LogView(
        epoch=views[-1],
        size=last.size if last else 0,
        witnessed_size=size,
        witnessed_at=seen.at if seen else None,
        root=base64.b64encode(bytes(seen.root)).decode() if seen else "",
        waiting=waiting,
        waiting_since=moment_of(since) if since else None,
        keys=tuple(map(str, keys_of(epoch.origin))),
        witnesses=tuple(_witnesses(epoch.number)),
        quorum=ports.wiring().policy.quorum,
        earlier=tuple(views[:-1][::-1]),
        verified_at=verified.at if verified else None,
        verified_whole=bool(verified and not verified.faults),
    )


def _epoch(row: LogEpoch, frozen_at: int | None) -> EpochView:
    return EpochView(
        number=row.number,
        origin=row.origin,
        begun_at=row.begun_at,
        frozen_at=frozen_at,
        because=row.because,
    )


def _witnesses(epoch: int) -> Iterable[WitnessView]:
    states = {one.witness: one for one in WitnessState.objects.all()}
    for one in ports.wiring().policy.witnesses:
        last = Cosignature.objects.filter(epoch=epoch, witness=one.name).order_by("-size").first()
        state = states.get(one.name)
        yield WitnessView(
            name=one.name,
            key=str(one.key),
            answer=WitnessAnswer(state.answer) if state else None,
            size=last.size if last else 0,
            cosigned_at=last.at if last else None,
            since=state.since if state else None,
        )


def waiting_entries() -> tuple[int, int | None]:
    """How many entries have no place yet, and the identifier of the first of them."""
    found = PendingEntry.objects.aggregate(first=Min("id"))["first"]
    return (PendingEntry.objects.count(), int(found)) if found else (0, None)


def unwitnessed() -> tuple[int, int | None]:
    """How many placed entries no quorum has seen yet, and the identifier of the first of them."""
    epoch = current_epoch()
    if epoch is None:
        return 0, None
    size = witnessed_size(epoch.number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(index) + 1 FROM transparency_logentry WHERE epoch = %s), "
            "(SELECT id FROM transparency_logentry WHERE epoch = %s AND index = %s)",
            [epoch.number, epoch.number, size],
        )
        end, first = cursor.fetchone()
    return (int(end) - size, int(first)) if first is not None else (0, None)


def counts(institution_id: int, since: date, until: date) -> list[Count]:
    """Entries of an institution by day and kind; those entered anew in a later log count once."""
    found = DayCount.objects.filter(institution_id=institution_id, day__gte=since, day__lte=until)
    summed = found.order_by("day", "event").values("day", "event").annotate(total=Sum("count"))
    return [
        Count(
            institution_id=institution_id,
            day=one["day"],
            event=LogEvent(one["event"]),
            count=one["total"],
        )
        for one in summed
        if one["total"]
    ]


def totals(since: date, until: date) -> list[Total]:
    """Entries by institution and kind, over all days from one to another."""
    found = DayCount.objects.filter(day__gte=since, day__lte=until)
    summed = found.order_by("institution_id", "event").values("institution_id", "event")
    return [
        Total(
            institution_id=one["institution_id"], event=LogEvent(one["event"]), count=one["total"]
        )
        for one in summed.annotate(total=Sum("count"))
        if one["total"]
    ]


def institutions_logged() -> list[int]:
    """Every institution that ever had an entry."""
    found = DayCount.objects.exclude(institution_id=None).order_by("institution_id")
    return [one for one in found.values_list("institution_id", flat=True).distinct() if one]


def entries_of(
    institution_id: int, day: date, *, after: tuple[int, int] = FIRST
) -> tuple[list[EntryView], bool]:
    """What an institution had entered on a day, after a place (log, index); whether there is more."""
    values: list[int | str] = [institution_id, day.isoformat(), *after, PER_PAGE + 1]
    found = rows(LogEntry, ENTRIES, values)
    sizes = {number: held_size(number) for number in {row.epoch for row in found}}
    return [_entry(row, sizes[row.epoch]) for row in found[:PER_PAGE]], len(found) > PER_PAGE


def _entry(row: LogEntry, held: int) -> EntryView:
    said = rules.said(row.entry) or {}
    return EntryView(
        epoch=row.epoch,
        index=row.index,
        event=LogEvent(row.event),
        institution_id=row.institution_id,
        document_kind=str(said.get("doc_kind", "")),
        commitment=str(said.get("cm", "")),
        at=rules.told_at(said) or moment_of(row.entry_id),
        is_witnessed=row.index < held,
    )
