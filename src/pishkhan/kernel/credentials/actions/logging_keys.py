"""Keys that sign are in the public log: added and ended, in the transaction in which they are."""

from collections.abc import Iterator

from pishkhan.kernel.credentials.models import KeyEntry
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import KeyChange, KeyState
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.spec import Vouched
from pishkhan.kernel.transparency.terms import LogEvent


EVENTS = {KeyChange.ADDED: LogEvent.KEY_ADD, KeyChange.ENDED: LogEvent.KEY_RETIRE}
NEVER_ENTERED = 0


def enter_key_change(key: KeyView, change: KeyChange) -> None:
    """Enter it; who keeps keys calls this (config/wiring.py)."""
    record = _told(key, change)
    made = log.enter(
        EVENTS[change], institution_id=signing.institution_of(key.owner), record=record
    )
    KeyEntry.objects.create(
        key_id=key.key_id,
        change=change.value,
        entry_id=made.entry_id,
        salt=made.salt,
        record=record,
    )


def vouched() -> Iterator[Vouched]:
    """Every key as it is stored now; one that nobody entered is found by the log's verification."""
    known: dict[tuple[str, str], list[KeyEntry]] = {}
    for entry in KeyEntry.objects.order_by("id"):
        known.setdefault((entry.key_id, entry.change), []).append(entry)
    for key in signing.keys():  # noqa: SIM118 - no mapping
        yield from _of(key, KeyChange.ADDED, known)
        if key.retired_at is not None:
            yield from _of(key, KeyChange.ENDED, known)


def _of(
    key: KeyView, change: KeyChange, known: dict[tuple[str, str], list[KeyEntry]]
) -> Iterator[Vouched]:
    where = f"key {key.key_id}, {change.value}"
    entries = known.get((key.key_id, change.value), [])
    if not entries:
        yield Vouched(entry_id=NEVER_ENTERED, salt=None, record={}, where=where)
    for entry in entries[:-1]:  # retired, and later found to be compromised
        yield Vouched(
            entry_id=entry.entry_id, salt=bytes(entry.salt), record=entry.record, where=where
        )
    for entry in entries[-1:]:
        yield Vouched(
            entry_id=entry.entry_id,
            salt=bytes(entry.salt),
            record=_told(key, change),
            where=where,
        )


def _told(key: KeyView, change: KeyChange) -> dict[str, object]:
    record: dict[str, object] = {
        "change": change.value,
        "key": key.key_id,
        "owner": key.owner,
        "purpose": key.purpose.value,
        "jwk": dict(key.jwk),
    }
    if change is KeyChange.ENDED:
        record["compromised"] = key.state is KeyState.COMPROMISED
    return record
