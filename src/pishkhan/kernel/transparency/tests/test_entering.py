"""Entering an event: with what it tells of or not at all, and nothing of anybody in it."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.transparency import api as log_api
from pishkhan.kernel.transparency.models import LogEntry, PendingEntry
from pishkhan.kernel.transparency.rules.entries import commitment
from pishkhan.kernel.transparency.spec import NewEntry
from pishkhan.kernel.transparency.terms import LogEvent


pytestmark = pytest.mark.django_db
RECORD = {"national_id": "0000000000", "name": "نمونه", "code": "73910482650173948216"}


def an_entry(record=RECORD, **said):
    return log_api.enter(
        LogEvent.ISSUE, **{"institution_id": 7, "record": record, "document_kind": "degree"} | said
    )


@pytest.mark.usefixtures("frozen_now")
def test_an_entry_tells_its_kind_institution_and_moment_and_commits_to_the_record():
    made = an_entry()
    assert json.loads(PendingEntry.objects.get().entry) == {
        "v": 1,
        "ev": "issue",
        "inst": "7",
        "cm": made.commitment.hex(),
        "doc_kind": "degree",
        "at": "2026-11-21T08:00:00Z",
    }
    assert made.commitment == commitment(made.salt, RECORD)
    assert made.entry_id == PendingEntry.objects.get().entry_id


def test_no_part_of_the_record_stands_in_the_entry():
    an_entry()
    text = PendingEntry.objects.get().entry
    assert not [value for value in RECORD.values() if value in text]


def test_the_same_record_has_another_commitment_each_time():
    assert an_entry().commitment != an_entry().commitment
    assert "salt" not in repr(an_entry())


def test_an_entry_is_taken_back_with_what_it_tells_of():
    def act():
        with transaction.atomic():
            an_entry()
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert not PendingEntry.objects.exists()


def test_many_are_entered_in_one_statement_in_their_order(django_assert_num_queries):
    new = [
        NewEntry(event=LogEvent.LATE, institution_id=None, record={"n": str(n)}) for n in range(5)
    ]
    an_entry()  # a node for identifiers is leased once
    with django_assert_num_queries(1):
        made = log_api.enter_all(new)
    assert [one.commitment for one in made] == [
        commitment(one.salt, {"n": str(n)}) for n, one in enumerate(made)
    ]
    assert log_api.enter_all([]) == []


@pytest.mark.parametrize("away", [timedelta(hours=-3), timedelta(hours=1), timedelta(days=-3650)])
def test_an_entry_tells_no_other_time_than_now(away):
    with pytest.raises(ValueError, match="when it is entered"):
        an_entry(at=clock.now() + away)


def test_the_moment_may_be_that_of_the_act_it_belongs_to():
    an_entry(at=clock.now() - timedelta(seconds=5))
    assert PendingEntry.objects.count() == 1


@pytest.mark.parametrize("record", [{"n": 2**60}, {"n": float("nan")}])
def test_a_record_that_others_would_hash_otherwise_is_refused(record):
    with pytest.raises(ValueError):  # noqa: PT011 - of two kinds
        an_entry(record=record)


def test_an_entry_is_no_essay():
    with pytest.raises(ValueError, match="essay"):
        an_entry(document_kind="x" * 66_000)


@pytest.mark.parametrize("table", ["logentry", "logepoch", "checkpoint", "cosignature"])
@pytest.mark.parametrize("statement", ["DELETE FROM", "UPDATE", "TRUNCATE"])
@pytest.mark.usefixtures("log")
def test_the_database_refuses_to_change_the_log(table, statement):
    words = {"UPDATE": "SET id = id"}.get(statement, "")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE transparency_{table} ENABLE TRIGGER transparency_no_truncate")
        with (
            pytest.raises(ProgrammingError, match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(f"{statement} transparency_{table} {words}")


def test_what_waits_can_get_its_place_but_not_other_words():
    an_entry()
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE transparency_pendingentry SET entry = ''")


def test_two_entries_never_have_one_place(log):
    an_entry()
    log.publish()
    row = LogEntry.objects.get()
    other = LogEntry(entry_id=1, epoch=1, index=0, event="issue", day=row.day, entry="{}")
    with pytest.raises(IntegrityError, match="log_entry_one_a_place"), transaction.atomic():
        other.save(force_insert=True)
