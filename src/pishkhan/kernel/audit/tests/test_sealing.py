"""Lines are sealed by one, while many write; what is done to them afterwards is found."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit, keys, ports
from pishkhan.kernel.audit.actions.recording import marked
from pishkhan.kernel.audit.actions.sealing import keep
from pishkhan.kernel.audit.models import AuditBlock, AuditLine
from pishkhan.kernel.audit.queries.blocks import head_at
from pishkhan.kernel.audit.rules.moments import WIDE
from pishkhan.kernel.audit.tasks import seal_late
from pishkhan.kernel.audit.terms import FaultKind
from pishkhan.kernel.persistence.api import first_id_at, new_id


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
FEW_A_BLOCK = pytest.mark.usefixtures("few_a_block")
COLUMNS = ["at", "verb", "target", "target_id", "actor_kind", "account_id", "because", "after"]


def write(lines, **rest):
    for number in range(lines):
        audit.record("tests.done", target="thing", target_id=number, by=None, **rest)


def a_line_of(line, **rest):
    """A line of the application's with an id of our choice."""
    row = AuditLine(id=line, at=clock.now(), verb="x", target="x", target_id=1, **rest)
    marked(row).save(force_insert=True)


def ids():
    return list(AuditLine.objects.order_by("id").values_list("id", flat=True))


def seal_all():
    while audit.seal():
        pass


@contextmanager
def without_triggers():
    """What the owner of the tables can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


def tamper(statement, *values):
    with without_triggers() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def kinds():
    return [(fault.kind, fault.line) for fault in audit.verify().faults]


@pytest.fixture
def few_a_block(monkeypatch):
    monkeypatch.setattr("pishkhan.kernel.audit.actions.sealing.MOST_LINES", 3)


@FEW_A_BLOCK
def test_every_line_is_sealed_once_and_the_whole_is_found_whole():
    write(8, before={"الف": [1, 2.5, None]}, after={"b": "\u2028\x7f"})
    assert audit.verify().waiting[0].lines == 8
    seal_all()
    found = audit.verify()
    assert (found.blocks, found.lines, found.faults, found.waiting) == (3, 8, (), ())
    assert audit.seal() == 0


def test_a_trail_with_nothing_in_it_is_whole():
    assert audit.seal() == 0
    assert audit.verify().is_whole


@FEW_A_BLOCK
@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_of_any_column_is_found(column):
    write(7, before={"x": 1})
    seal_all()
    line = ids()[4]
    values = {"at": "now()", "target_id": "9", "account_id": "9", "after": "'{}'"}
    value = values.get(column, "'other'")
    tamper(f"UPDATE audit_auditline SET {column} = {value} WHERE id = %s", line)  # noqa: S608 - words of this test
    assert kinds() == [(FaultKind.LINE_EDITED, line)]


@FEW_A_BLOCK
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.data())
def test_any_one_thing_done_to_any_line_is_found_there(data):
    with transaction.atomic():
        write(7)
        seal_all()
        there = ids()
        line = data.draw(st.sampled_from(there))
        wanted = data.draw(st.sampled_from([edited, removed, swapped, put_in]))(line, there)
        assert set(kinds()) == wanted
        transaction.set_rollback(True)


def edited(line, _):
    tamper("UPDATE audit_auditline SET because = because || '.' WHERE id = %s", line)
    return {(FaultKind.LINE_EDITED, line)}


def removed(line, _):
    tamper("DELETE FROM audit_auditline WHERE id = %s", line)
    return {(FaultKind.LINE_REMOVED, line)}


def swapped(line, there):
    other = there[0] if line != there[0] else there[1]
    tamper("UPDATE audit_auditline SET id = -id WHERE id IN (%s, %s)", line, other)
    tamper("UPDATE audit_auditline SET id = %s WHERE id = %s", other, -line)
    tamper("UPDATE audit_auditline SET id = %s WHERE id = %s", line, -other)
    return {(FaultKind.LINE_EDITED, line), (FaultKind.LINE_EDITED, other)}


def put_in(line, _):
    old = line - (first_id_at(clock.now()) - first_id_at(clock.now() - WIDE * 2))
    a_line_of(old)
    seal_late()
    return {(FaultKind.LINE_INSERTED, old)}


def test_a_line_that_was_committed_late_is_still_sealed():
    late = new_id()
    write(2)
    audit.seal()
    a_line_of(late)
    assert audit.seal() == 1
    assert audit.verify().is_whole


def test_a_line_later_than_a_round_looks_back_is_sealed_by_the_ten_minutes_round():
    late = first_id_at(clock.now() - timedelta(minutes=30))
    write(1)
    audit.seal()
    a_line_of(late)
    assert audit.seal() == 0
    seal_late()
    assert audit.verify().lines == 2


def test_a_clock_that_ran_a_day_ahead_for_a_while_puts_nothing_into_the_past():
    ahead = first_id_at(clock.now() + timedelta(days=1))
    a_line_of(ahead)
    audit.seal()
    write(2)
    assert audit.seal() == 2
    assert audit.verify().is_whole


@FEW_A_BLOCK
def test_a_block_that_was_removed_is_found():
    write(9)
    seal_all()
    tamper("DELETE FROM audit_auditblock WHERE seq = 2")
    faults = audit.verify().faults
    assert (faults[0].kind, faults[0].block) == (FaultKind.BLOCK_REMOVED, 2)


@FEW_A_BLOCK
def test_blocks_cut_from_the_end_are_found_by_the_head_that_is_kept_outside():
    write(9)
    seal_all()
    ports.heads().keep(audit.head())
    tamper("DELETE FROM audit_auditblock WHERE seq = 3")
    tamper("DELETE FROM audit_auditline WHERE id = ANY(%s)", ids()[6:])
    assert kinds() == [(FaultKind.HEAD_LOST, None)]


def test_a_chain_made_anew_does_not_replace_the_kept_head():
    write(3)
    audit.seal()
    kept = audit.head()
    ports.heads().keep(kept)
    tamper("DELETE FROM audit_auditblock")
    seal_all()
    keep(audit.head())
    assert ports.heads().kept() == kept
    assert kinds() == [(FaultKind.HEAD_LOST, None)]


def test_a_chain_rewritten_with_another_key_is_found(tmp_path):
    write(3)
    with ports.wired(signer=keys.FileSigner(tmp_path / "theirs", create=True), heads=ports.heads()):
        audit.seal()
    assert kinds() == [(FaultKind.KEY_UNKNOWN, None)]


def test_after_a_new_key_the_blocks_of_the_old_one_are_still_believed(folder):
    write(1)
    audit.seal()
    keys.new_key(folder)
    with ports.wired(signer=keys.FileSigner(folder), heads=ports.heads()):
        write(1)
        audit.seal()
        assert len(set(AuditBlock.objects.values_list("key", flat=True))) == 2
        assert audit.verify().is_whole


def test_without_a_key_nothing_is_sealed_and_the_reason_is_said(tmp_path):
    write(1)
    signer = keys.FileSigner(tmp_path)
    with (
        ports.wired(signer=signer, heads=keys.FileHeads(tmp_path, "tests")),
        pytest.raises(keys.NoAuditKey, match="new-audit-key"),
        transaction.atomic(),
    ):
        audit.seal()


@FEW_A_BLOCK
def test_verification_can_begin_after_a_block():
    write(9)
    seal_all()
    tamper("DELETE FROM audit_auditline WHERE id = %s", ids()[0])
    assert audit.verify(after=1).is_whole
    assert audit.verify(after=1).lines == 6
    with pytest.raises(audit.NoSuchBlock):
        audit.verify(after=99)


def test_the_database_refuses_to_change_a_block():
    write(1)
    audit.seal()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        AuditBlock.objects.update(source="x")
    assert str(AuditBlock.objects.get()) == "1 audit.line.2"


def test_who_saw_what_is_a_line_too():
    audit.saw(audit.Seen.CASE, 7, by=None, what="جست‌وجو")
    (line,) = audit.lines(target="case", target_id=7)
    assert (line.verb, line.sentence, line.because) == (
        "audit.saw_case",
        "پرونده را دید",
        "جست‌وجو",
    )


@pytest.mark.django_db(transaction=True)
def test_many_write_while_two_seal_and_nothing_is_missed_or_sealed_twice():
    writers = [threading.Thread(target=in_thread, args=(write_some,)) for _ in range(4)]
    done = threading.Event()
    sealers = [threading.Thread(target=in_thread, args=(seal_until, done)) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    seal_all()
    found = audit.verify()
    assert (found.lines, found.faults, found.waiting) == (200, (), ())
    kept = ports.heads().kept()
    assert head_at(kept.seq) == kept


def in_thread(work, *values):
    try:
        work(*values)
    finally:
        connection.close()


def write_some():
    for _ in range(25):
        with transaction.atomic():
            write(2)


def seal_until(done):
    while not done.is_set():
        audit.seal()
