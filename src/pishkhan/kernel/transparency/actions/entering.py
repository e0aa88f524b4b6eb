"""Entering an event: in the transaction of what it tells of, or not at all."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from pishkhan.foundation import clock, secret
from pishkhan.kernel.persistence.api import as_json, insert_json, new_id
from pishkhan.kernel.transparency.rules import entries as rules
from pishkhan.kernel.transparency.rules.tiles import LONGEST_ENTRY
from pishkhan.kernel.transparency.spec import Commitment, NewEntry
from pishkhan.kernel.transparency.terms import LogEvent


COLUMNS = ("id", "entry_id", "event", "institution_id", "day", "entry")
INSERT = insert_json("transparency_pendingentry", COLUMNS, "rows")


def enter(
    event: LogEvent,
    *,
    institution_id: int | None,
    record: Mapping[str, object],
    document_kind: str = "",
    at: datetime | None = None,
) -> Commitment:
    """Enter one event in the caller's transaction; keep what it answers with the record.

    `record` is a JSON value (no float that is not exact, no integer beyond 2**53: write texts), and
    must be made again from what is stored when the log is verified. `at` is now: a log tells when
    it was told; raises ValueError otherwise. None as institution: the platform itself.
    """
    new = NewEntry(
        event=event, institution_id=institution_id, record=record, document_kind=document_kind
    )
    return enter_all([new], at=at)[0]


def enter_all(new: Iterable[NewEntry], *, at: datetime | None = None) -> list[Commitment]:
    """The same for many events, in one statement; commitments in their order."""
    moment = at or clock.now()
    if not rules.is_timely(moment, since=clock.now(), until=clock.now()):
        raise ValueError("an entry tells when it is entered, not when something was")
    made = [_made(one, moment) for one in new]
    if made:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, {"rows": as_json(row for row, _ in made)})
    return [commitment for _, commitment in made]


def _made(one: NewEntry, at: datetime) -> tuple[dict[str, object], Commitment]:
    salt = secret.octets(rules.SALT_OCTETS)
    commitment = rules.commitment(salt, one.record)
    entry = rules.entry(
        event=one.event.value,
        institution_id=one.institution_id,
        commitment=commitment,
        document_kind=one.document_kind,
        at=at,
    )
    if len(entry) > LONGEST_ENTRY:
        raise ValueError("the kind of document is no essay")
    number = new_id()
    row: dict[str, object] = {
        "id": number,
        "entry_id": number,
        "event": one.event.value,
        "institution_id": one.institution_id,
        "day": clock.in_tehran(at).date().isoformat(),
        "entry": entry.decode(),
    }
    return row, Commitment(entry_id=number, salt=salt, commitment=commitment)
