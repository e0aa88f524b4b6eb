"""Whatever is done to the log, by whomever, is found and named; a witness refuses what was rewritten."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.transparency import api as log_api, records
from pishkhan.kernel.transparency.actions import sequencing
from pishkhan.kernel.transparency.errors import LogDamaged
from pishkhan.kernel.transparency.models import (
    Checkpoint,
    Cosignature,
    LogEntry,
    LogVerification,
    PendingEntry,
    WitnessState,
)
from pishkhan.kernel.transparency.queries import verifying
from pishkhan.kernel.transparency.spec import NewEntry, RecordSource, Vouched
from pishkhan.kernel.transparency.tasks import verify as verify_nightly
from pishkhan.kernel.transparency.terms import LogEvent, LogFaultKind, WitnessAnswer
from pishkhan.kernel.transparency.tests.owner import back_date, tamper, without_triggers


pytestmark = pytest.mark.django_db


@contextmanager
def register(events=frozenset({LogEvent.ISSUE})):
    """A component whose records are this list."""
    kept = []
    records.vouch(RecordSource(code="documents", events=events, read=lambda: iter(kept)))
    try:
        yield kept
    finally:
        records.withdraw("documents")


@pytest.fixture
def register_of_documents():
    with register() as kept:
        yield kept


def issue(kept, count=1, event=LogEvent.ISSUE):
    new = [
        NewEntry(event=event, institution_id=7, record={"document": str(n)}) for n in range(count)
    ]
    for one, made in zip(new, log_api.enter_all(new), strict=True):
        kept.append(
            Vouched(
                entry_id=made.entry_id,
                salt=made.salt,
                record=one.record,
                where=f"document {one.record['document']}",
            )
        )


def published(log, kept, count=1500, first=700):
    issue(kept, first)
    log.publish()
    issue(kept, count - first)
    log.publish()


def found(**said):
    return log_api.verify_log(**said).faults


def kinds(**said):
    return {fault.kind for fault in found(**said)}


def test_a_log_that_nobody_touched_is_whole(log, register_of_documents):
    published(log, register_of_documents)
    result = log_api.verify_log()
    assert result.faults == ()
    assert (result.entries, result.checkpoints, result.records) == (1500, 2, 1500)


@pytest.mark.usefixtures("log")
def test_a_log_with_nothing_in_it_is_whole():
    assert log_api.verify_log().is_whole


def test_a_back_dated_entry_put_in_by_sql_is_caught_and_named(log, register_of_documents):
    published(log, register_of_documents)
    back_date(900)
    faults = found()
    assert min(f.index for f in faults if f.kind is LogFaultKind.ENTRY_CHANGED) == 900
    assert (LogFaultKind.ENTRY_BACKDATED, 900) in {(f.kind, f.index) for f in faults}
    assert (LogFaultKind.ENTRY_UNVOUCHED, 900) in {(f.kind, f.index) for f in faults}
    roots = [(f.index, f.until) for f in faults if f.kind is LogFaultKind.ROOT_CHANGED]
    assert roots == [(700, 1500)]


def rewritten(log):
    """An insider with the database, the files and the log's own key makes it all anew from 900."""
    back_date(900)
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM transparency_checkpoint WHERE size > 700")
        cursor.execute("DELETE FROM transparency_cosignature WHERE size > 700")
        cursor.execute(
            "UPDATE transparency_daycount SET count = count + 1 WHERE event = 'issue' "
            "AND day = (SELECT max(day) FROM transparency_daycount)"
        )
    kept = dict(log.store.files)
    log.store.files.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM transparency_logentry WHERE index < 700 ORDER BY index")
        first = [entry.encode() for (entry,) in cursor.fetchall()]
    edge = sequencing.Edge()
    log.store.write({f"1/{path}": content for path, content in edge.grow(first).items()})
    sequencing.sequence()
    return kept


def test_a_history_rewritten_with_the_logs_own_key_is_refused_by_every_witness(
    log, register_of_documents
):
    published(log, register_of_documents)
    noted = log.store.read("1/checkpoint").decode()
    rewritten(log)
    log.publish()
    states = WitnessState.objects.values_list("answer", flat=True)
    assert set(states) == {WitnessAnswer.REFUSED}
    assert log_api.log_view().witnessed_size == 700
    assert not Cosignature.objects.filter(size=1501).exists()
    assert LogFaultKind.ENTRY_BACKDATED in kinds()
    [lost] = [f for f in found(known=[noted]) if f.kind is LogFaultKind.CHECKPOINT_LOST]
    assert (lost.epoch, lost.until) == (1, 1500)


@pytest.mark.usefixtures("frozen_now")
def test_an_entry_added_with_an_old_date_gets_no_place(log, register_of_documents):
    published(log, register_of_documents, 10, 5)
    with without_triggers() as cursor:
        cursor.execute(
            "INSERT INTO transparency_pendingentry (id, entry_id, event, institution_id, day, entry)"
            " SELECT id + 1, id + 1, event, institution_id, date '2015-01-01', "
            "replace(entry, left(entry::json->>'at', 10), '2015-01-01') "
            "FROM transparency_logentry WHERE index = 9"
        )
    log.publish()
    assert (LogEntry.objects.count(), PendingEntry.objects.count()) == (10, 1)
    assert log_api.log_view().witnessed_size == 10
    issue(register_of_documents, 1)
    log.publish()
    assert log_api.log_view().witnessed_size == 11, "it keeps nobody up"


@pytest.mark.usefixtures("frozen_now")
def test_after_an_entry_was_put_in_between_nothing_more_is_signed(log, register_of_documents):
    published(log, register_of_documents, 700, 256)
    back_date(300)
    with pytest.raises(LogDamaged, match="not the one that was signed"):
        sequencing.sequence()
    assert not Cosignature.objects.filter(size__gt=700).exists()
    assert not Checkpoint.objects.filter(size__gt=700).exists()


CHANGES = {
    "the entry": ("entry = replace(entry, '\"7\"', '\"8\"')", LogFaultKind.ENTRY_CHANGED),
    "the institution": ("institution_id = 8", LogFaultKind.COLUMNS_CHANGED),
    "the kind": ("event = 'revoke'", LogFaultKind.COLUMNS_CHANGED),
    "the day": ("day = day - 1", LogFaultKind.COLUMNS_CHANGED),
    "all of it": ("entry = 'no json'", LogFaultKind.COLUMNS_CHANGED),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_row_is_named(log, register_of_documents, change):
    published(log, register_of_documents, 600, 300)
    column, kind = CHANGES[change]
    tamper(f"UPDATE transparency_logentry SET {column} WHERE index = 450")  # noqa: S608 - words of this test
    assert (kind, 450) in {(fault.kind, fault.index) for fault in found()}


@pytest.mark.parametrize("index", [0, 450, 599])
def test_a_removed_row_is_named(log, register_of_documents, index):
    published(log, register_of_documents, 600, 300)
    tamper("DELETE FROM transparency_logentry WHERE index = %s", index)
    faults = found()
    assert (LogFaultKind.ENTRY_REMOVED, index) in {(f.kind, f.index) for f in faults}
    unlogged = [f.where for f in faults if f.kind is LogFaultKind.RECORD_UNLOGGED]
    assert unlogged == [f"documents: document {index % 300}"]


def test_two_rows_that_changed_places_are_named(log, register_of_documents):
    published(log, register_of_documents, 600, 300)
    with without_triggers() as cursor:
        cursor.execute("UPDATE transparency_logentry SET index = 9000 WHERE index = 10")
        cursor.execute("UPDATE transparency_logentry SET index = 10 WHERE index = 500")
        cursor.execute("UPDATE transparency_logentry SET index = 500 WHERE index = 9000")
    changed = {f.index for f in found() if f.kind is LogFaultKind.ENTRY_CHANGED}
    assert {10, 500} <= changed


def test_everything_emptied_is_found_by_what_was_published(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    with without_triggers() as cursor:
        for table in ("logentry", "checkpoint", "cosignature", "daycount"):
            cursor.execute(f"DELETE FROM transparency_{table}")  # noqa: S608 - words of this test
    faults = found()
    assert LogFaultKind.CHECKPOINT_LOST in {fault.kind for fault in faults}
    assert len([f for f in faults if f.kind is LogFaultKind.RECORD_UNLOGGED]) == 20


@pytest.mark.parametrize(
    "path", ["1/tile/0/000", "1/tile/0/002.p/88", "1/tile/entries/001", "1/tile/1/000.p/2"]
)
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_changed_or_lost_file_is_named(log, register_of_documents, path, how):
    published(log, register_of_documents, 600, 300)
    if how == "gone":
        del log.store.files[path]
    else:
        content = log.store.files[path]
        log.store.files[path] = content[:-1] + bytes([content[-1] ^ 1])
    [fault] = found()
    assert fault.where == path.removeprefix("1/")
    assert fault.kind is (
        LogFaultKind.TILE_MISSING if how == "gone" else LogFaultKind.ENTRY_CHANGED
    )


def test_a_lost_or_foreign_checkpoint_is_named(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    noted = log.store.files.pop("1/checkpoint")
    assert kinds() == {LogFaultKind.TILE_MISSING}
    log.store.files["1/checkpoint"] = noted.replace(b"\n20\n", b"\n21\n")
    assert kinds() == {LogFaultKind.CHECKPOINT_LOST}
    log.store.files["1/checkpoint"] = b"nothing"
    assert kinds() == {LogFaultKind.CHECKPOINT_LOST}
    log.store.files["1/checkpoint"] = noted
    assert kinds(known=[noted.decode(), "nothing"]) == {LogFaultKind.CHECKPOINT_LOST}
    assert kinds(known=[noted.decode()]) == set()


ON_CHECKPOINTS = {
    "its root": ("checkpoint", "root = sha256(root)", LogFaultKind.ROOT_CHANGED),
    "its note": ("checkpoint", "note = replace(note, '10', '11')", LogFaultKind.SIGNATURE_WRONG),
    "its size": ("checkpoint", "size = 12", LogFaultKind.SIGNATURE_WRONG),
    "no note": ("checkpoint", "note = ''", LogFaultKind.SIGNATURE_WRONG),
    "a cosignature": ("cosignature", "line = 'x'", LogFaultKind.COSIGNATURE_WRONG),
    "its moment": ("cosignature", "at = at - interval '1 day'", LogFaultKind.COSIGNATURE_WRONG),
}


@pytest.mark.parametrize("change", ON_CHECKPOINTS)
def test_a_changed_checkpoint_or_cosignature_is_named(log, register_of_documents, change):
    published(log, register_of_documents, 20, 10)
    table, column, kind = ON_CHECKPOINTS[change]
    tamper(f"UPDATE transparency_{table} SET {column} WHERE size = 10")  # noqa: S608 - words of this test
    assert kind in kinds()


def test_a_checkpoint_signed_by_another_key_is_named(log, register_of_documents):
    known = dict(log.signer.known)
    issue(register_of_documents, 3)
    log.signer.use(Ed25519PrivateKey.generate())
    log.publish()
    log.signer.known = known
    assert kinds() == {LogFaultKind.SIGNATURE_WRONG}


def test_after_a_change_of_keys_all_checkpoints_are_right(log, register_of_documents):
    issue(register_of_documents, 3)
    log.publish()
    log.signer.use(Ed25519PrivateKey.generate())
    issue(register_of_documents, 3)
    log.publish()
    assert log_api.verify_log().is_whole
    assert log.store.read("keys").decode().count("log.example/log/1+") == 2


def test_the_last_checkpoint_taken_away_is_found_by_its_cosignatures(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    tamper("DELETE FROM transparency_checkpoint WHERE size = 20")
    assert LogFaultKind.CHECKPOINT_LOST in kinds()


def test_a_record_that_was_changed_since_is_named(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    one = register_of_documents[7]
    register_of_documents[7] = Vouched(
        entry_id=one.entry_id, salt=one.salt, record={"document": "doctorate"}, where="document 7"
    )
    [fault] = found()
    assert (fault.kind, fault.index) == (LogFaultKind.RECORD_CHANGED, 7)
    assert fault.where == "documents: document 7"


def test_a_record_put_in_beside_the_log_is_named(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    forged = Vouched(entry_id=5, salt=b"x" * 16, record={"document": "x"}, where="document x")
    register_of_documents.append(forged)
    [fault] = found()
    assert (fault.kind, fault.where) == (LogFaultKind.RECORD_UNLOGGED, "documents: document x")


def test_an_entry_whose_record_was_removed_is_named(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    del register_of_documents[13]
    [fault] = found()
    assert (fault.kind, fault.index) == (LogFaultKind.ENTRY_UNVOUCHED, 13)


def test_a_record_without_its_salt_is_counted_as_erased(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    one = register_of_documents[4]
    register_of_documents[4] = Vouched(entry_id=one.entry_id, salt=None, record={}, where="erased")
    result = log_api.verify_log()
    assert (result.is_whole, result.erased) == (True, 1)


def test_entries_of_kinds_that_nobody_accounts_for_need_no_record(log, register_of_documents):
    issue(register_of_documents, 3)
    issue([], 2, LogEvent.KEY_ADD)
    log.publish()
    assert log_api.verify_log().is_whole


def test_a_record_whose_entry_waits_is_no_fault(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    issue(register_of_documents, 2)
    result = log_api.verify_log()
    assert (result.is_whole, result.waiting) == (True, 2)


def test_a_waiting_entry_taken_away_is_found_by_its_record(log, register_of_documents):
    issue(register_of_documents, 2)
    PendingEntry.objects.all().delete()
    log.publish()
    assert kinds() == {LogFaultKind.RECORD_UNLOGGED}


def test_a_changed_count_is_named(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    tamper("UPDATE transparency_daycount SET count = 5")
    [fault] = found()
    assert fault.kind is LogFaultKind.COUNT_WRONG
    assert "issue of institution 7" in fault.where


def test_entries_that_waited_for_a_worker_for_a_day_are_not_back_dated(log, register_of_documents):
    with clock.frozen(clock.now() - timedelta(days=2)):
        published(log, register_of_documents, 4, 2)
        issue(register_of_documents, 2)
    log.publish()
    assert log_api.verify_log().is_whole


def test_faults_without_end_are_counted_and_the_first_are_told(
    log, register_of_documents, monkeypatch
):
    monkeypatch.setattr(verifying, "MOST_FAULTS", 3)
    published(log, register_of_documents, 20, 10)
    tamper("UPDATE transparency_logentry SET day = day - 1")
    result = log_api.verify_log()
    assert len(result.faults) == 3
    assert result.fault_count > 20


def test_every_night_it_is_noted_how_the_log_was_found(log, register_of_documents):
    published(log, register_of_documents, 20, 10)
    verify_nightly()
    assert log_api.log_view().verified_whole
    tamper("UPDATE transparency_daycount SET count = 5")
    verify_nightly()
    assert not log_api.log_view().verified_whole
    assert list(LogVerification.objects.values_list("entries", "faults")) == [(20, 0), (20, 1)]


def test_it_is_read_in_parts_that_end_anywhere(log, register_of_documents, monkeypatch):
    monkeypatch.setattr(verifying, "ENTRIES_AT_ONCE", 256)
    monkeypatch.setattr(verifying, "RECORDS_AT_ONCE", 100)
    published(log, register_of_documents, 1024, 512)
    assert log_api.verify_log().is_whole
    assert Checkpoint.objects.count() == 2
    assert LogEntry.objects.count() == 1024
