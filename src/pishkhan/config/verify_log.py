"""`pishkhan verify log`, `new-log` and `log-keys`, in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from pishkhan.kernel.audit.keys import new_key
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.errors import CannotBegin
from pishkhan.kernel.transparency.terms import LogFaultKind


SHOWN = 50
Say = Callable[[str], None]
SENTENCES = {
    LogFaultKind.ENTRY_CHANGED: "was changed, or something was put in before it",
    LogFaultKind.ENTRY_REMOVED: "is not there",
    LogFaultKind.ENTRY_BACKDATED: "tells another time than that at which it was entered",
    LogFaultKind.COLUMNS_CHANGED: "has columns that are not those of its text",
    LogFaultKind.TILE_MISSING: "is a file that is not there",
    LogFaultKind.ROOT_CHANGED: "are not those that were signed",
    LogFaultKind.SIGNATURE_WRONG: "is not signed by the log",
    LogFaultKind.COSIGNATURE_WRONG: "is not signed so",
    LogFaultKind.CHECKPOINT_LOST: "was given out, and is none of this log's",
    LogFaultKind.EPOCH_BROKEN: "does not join the log before it",
    LogFaultKind.RECORD_CHANGED: "is not of the record as it is now",
    LogFaultKind.RECORD_UNLOGGED: "is a record that is not in the log",
    LogFaultKind.ENTRY_UNVOUCHED: "is of no record",
    LogFaultKind.COUNT_WRONG: "is not the count of the entries",
}


def verify_log(say: Say, *, known: Sequence[Path] = ()) -> int:
    """Verify, note it, tell; the exit code: 0 whole, 1 not. Raises OSError for a file in `known`."""
    found = log.verify_and_note(known=[file.read_text(encoding="utf-8") for file in known])
    per_second = found.entries / found.seconds if found.seconds else 0
    erased = f" ({found.erased:,} erased)" if found.erased else ""
    say(
        f"{found.entries:,} entries under {found.checkpoints:,} checkpoints and {found.records:,} "
        f"records{erased} read in {found.seconds:.1f} s ({per_second:,.0f} entries/s)."
    )
    if found.waiting:
        say(f"{found.waiting:,} entries wait for their place.")
    if found.is_whole:
        say("Whole.")
        return 0
    joined = list(in_ranges(found.faults))
    say(f"NOT WHOLE: {found.fault_count} faults. The first: {where(joined[0])}.")
    for fault in joined[:SHOWN]:
        say(f"- {where(fault)}")
    untold = len(joined) - SHOWN + found.fault_count - len(found.faults)
    if untold > 0:
        say(f"- and {untold} more")
    return 1


def in_ranges(faults: Sequence[log.LogFault]) -> Iterator[log.LogFault]:
    """The faults, with neighbouring entries of one kind as one."""
    last: log.LogFault | None = None
    for fault in faults:
        if last and _is_next(last, fault):
            last = replace(last, until=(fault.index or 0) + 1)
            continue
        if last:
            yield last
        last = fault
    if last:
        yield last


def _is_next(last: log.LogFault, fault: log.LogFault) -> bool:
    is_alike = (last.kind, last.epoch) == (fault.kind, fault.epoch) and fault.until is None
    end = last.until if last.until is not None else (last.index or 0) + 1
    return is_alike and last.index is not None and fault.index == end


def where(fault: log.LogFault) -> str:
    """A fault in a sentence."""
    parts = [f"log {fault.epoch}"] if fault.epoch else []
    if fault.index is not None and fault.until is not None and fault.until > fault.index + 1:
        parts.append(f"entries {fault.index}–{fault.until - 1}")
    elif fault.index is not None:
        parts.append(f"entry {fault.index}")
    if fault.where:
        parts.append(fault.where)
    return f"{', '.join(parts)}: {SENTENCES[fault.kind]}"


def begin_next(say: Say, *, because: str, good: int | None) -> int:
    """Freeze the log and begin the next; the exit code."""
    try:
        epoch, left = log.begin_next(because=because, by=None, good=good)
    except CannotBegin as error:
        say(str(error))
        return 1
    say(f"{epoch.origin} begins with the checkpoint of {epoch.previous_size} entries before it.")
    for index in left:
        say(f"- entry {index} of the log before is of no record: it was left behind")
    say("Give its key (`pishkhan log-keys`) to the witnesses: until they know it nothing is valid.")
    return 0


def say_keys(say: Say) -> None:
    """The keys of all logs, as witnesses and monitors are given them."""
    for key in log.log_keys():
        say(key)


def new_log_key(say: Say) -> None:
    """Make the key that signs the log, or the next one."""
    name = new_key(settings.LOG_KEY_FOLDER)
    say(
        f"{name} is in {settings.LOG_KEY_FOLDER}: give the witnesses what `pishkhan log-keys` prints, "
        "then restart the worker."
    )
