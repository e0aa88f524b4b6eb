"""Whatever is done, anywhere, to a chain of any length is found and its place is named."""

import json
from io import StringIO

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.models import AuditBlock
from pishkhan.kernel.audit.rules.exported import NotAnExport, check_export
from pishkhan.kernel.audit.terms import FaultKind
from pishkhan.kernel.audit.tests.test_sealing import ids, kinds, seal_all, tamper, write


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder", "few_a_block")]
MANY = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
BLOCK_COLUMNS = {
    "source": "source || 'x'",
    "at": "at + interval '1 second'",
    "previous": "set_byte(previous, 0, get_byte(previous, 0) # 1)",
    "row_ids": "row_ids[2:]",
    "digests": "set_byte(digests, 3, get_byte(digests, 3) # 1)",
    "link": "set_byte(link, 0, get_byte(link, 0) # 1)",
    "key": "'0000000000000000'",
    "signature": "set_byte(signature, 0, get_byte(signature, 0) # 1)",
}


@pytest.fixture
def few_a_block(monkeypatch):
    monkeypatch.setattr("pishkhan.kernel.audit.actions.sealing.MOST_LINES", 3)


def edited(data, line, _there):
    column = data.draw(st.sampled_from(["verb", "target", "because", "mark", "actor_kind"]))
    tamper(f"UPDATE audit_auditline SET {column} = left({column}, -1) || '.' WHERE id = %s", line)  # noqa: S608 - words of this test
    return {(FaultKind.LINE_EDITED, line)}


def removed(_data, line, _there):
    tamper("DELETE FROM audit_auditline WHERE id = %s", line)
    return {(FaultKind.LINE_REMOVED, line)}


def inserted(_data, line, there):
    """A copy of an honest line, mark and all, a second later."""
    copy = max(there) + (1 << 25)
    tamper(
        "INSERT INTO audit_auditline SELECT (jsonb_populate_record(t, jsonb_build_object('id', %s))).* "
        "FROM audit_auditline t WHERE id = %s",
        copy,
        line,
    )
    return {(FaultKind.LINE_UNMARKED, copy)}


def swapped(data, line, there):
    other = data.draw(st.sampled_from([one for one in there if one != line]))
    tamper("UPDATE audit_auditline SET id = -id WHERE id IN (%s, %s)", line, other)
    tamper("UPDATE audit_auditline SET id = %s WHERE id = %s", other, -line)
    tamper("UPDATE audit_auditline SET id = %s WHERE id = %s", line, -other)
    return {(FaultKind.LINE_EDITED, line), (FaultKind.LINE_EDITED, other)}


def cut(_data, line, there):
    """Everything from this line on."""
    tamper("DELETE FROM audit_auditline WHERE id >= %s", line)
    return {(FaultKind.LINE_REMOVED, one) for one in there if one >= line}


def truncated(_data, _line, there):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditline")
    return {(FaultKind.LINE_REMOVED, one) for one in there}


@MANY
@given(st.data(), st.integers(2, 14))
def test_what_is_done_to_lines_is_found_where_it_was_done(data, length):
    with transaction.atomic():
        write(length)
        seal_all()
        there = ids()
        line = data.draw(st.sampled_from(there))
        deed = data.draw(st.sampled_from([edited, removed, inserted, swapped, cut, truncated]))
        wanted = deed(data, line, there)
        assert set(kinds()) == wanted
        transaction.set_rollback(True)


@MANY
@given(st.data(), st.integers(2, 14))
def test_what_is_done_to_seals_is_found_where_it_was_done(data, length):
    with transaction.atomic():
        write(length)
        seal_all()
        ports.heads().keep(audit.head())
        last = audit.head().seq
        seq = data.draw(st.integers(1, last))
        deed = data.draw(st.sampled_from([*BLOCK_COLUMNS, "remove", "cut", "truncate"]))
        if deed == "remove":
            tamper("DELETE FROM audit_auditblock WHERE seq = %s", seq)
        elif deed == "cut":
            tamper("DELETE FROM audit_auditblock WHERE seq >= %s", seq)
        elif deed == "truncate":
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE audit_auditblock")
        else:
            tamper(f"UPDATE audit_auditblock SET {deed} = {BLOCK_COLUMNS[deed]} WHERE seq = %s", seq)  # noqa: S608 - words of this test  # fmt: skip
        faults = audit.verify().faults
        named = {one.block for one in faults} | {one.until for one in faults}
        assert (last if deed in {"cut", "truncate"} or seq == last else seq) in named
        ports.heads().keep(audit.head())
        transaction.set_rollback(True)


@MANY
@given(st.data(), st.integers(1, 14))
def test_what_is_done_to_an_exported_file_is_found(data, length):
    with transaction.atomic():
        write(length)
        seal_all()
        texts = list(audit.export())
        transaction.set_rollback(True)
    check = ports.signer().check
    assert check_export(texts, check).is_whole
    place = data.draw(st.integers(0, len(texts) - 1))
    match data.draw(st.sampled_from(["remove", "double", "cut", "swap", "edit"])):
        case "remove":
            del texts[place]
        case "double":
            texts.insert(place, texts[place])
        case "cut":
            del texts[place:]
        case "swap":
            texts[place - 1], texts[place] = texts[place], texts[place - 1]
        case "edit":
            at = data.draw(st.integers(0, 4000)) % len(texts[place])
            texts[place] = texts[place][:at] + "~" + texts[place][at + 1 :]
    assert not whole(texts, check)


def whole(texts, check):
    try:
        return check_export(texts, check).is_whole
    except NotAnExport:
        return False


@MANY
@given(st.data(), st.integers(1, 14))
def test_a_line_edited_in_an_exported_file_is_named(data, length):
    with transaction.atomic():
        write(length, because="زیرا")
        seal_all()
        texts = list(audit.export())
        line = data.draw(st.sampled_from(ids()))
        transaction.set_rollback(True)
    place = next(i for i, text in enumerate(texts) if f'"line":{{"id":"{line}"' in text)
    texts[place] = texts[place].replace("زیرا", "دروغ")
    found = check_export(texts, ports.signer().check)
    assert [(one.kind, one.line) for one in found.faults] == [(FaultKind.LINE_EDITED, line)]


@pytest.mark.parametrize("table", ["audit_auditline", "audit_auditblock"])
def test_the_database_refuses_to_empty_the_trail_even_to_its_owner(table):
    write(4)
    seal_all()
    with connection.cursor() as cursor:
        # Switched off in tests, which are emptied after they committed (conftest.py).
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_no_truncate")
        with (
            pytest.raises((InternalError, ProgrammingError), match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(f"TRUNCATE {table}")
    assert audit.verify().is_whole


def test_a_trail_emptied_with_its_seals_is_found_by_the_head_outside_and_stays_found():
    write(7)
    seal_all()
    ports.heads().keep(audit.head())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditline, audit_auditblock")
    (fault,) = audit.verify().faults
    assert (fault.kind, fault.block) == (FaultKind.HEAD_LOST, 3)
    write(9)
    seal_all()
    assert audit.verify().faults[0].kind is FaultKind.HEAD_LOST
    assert AuditBlock.objects.count() == 3


def test_lines_taken_out_after_their_export_are_verified_with_the_file():
    write(7)
    seal_all()
    texts = list(audit.export(upto=2))
    earlier = check_export(StringIO("".join(texts)), ports.signer().check)
    found, gone = audit.prune(lambda: iter(texts))
    assert (found.head.seq, gone) == (2, 6)
    assert len(audit.lines()) == 2  # the seventh, and the line that says what was taken out
    assert audit.lines()[0].after["lines"] == 6
    seal_all()
    assert {one.kind for one in audit.verify().faults} == {FaultKind.LINE_REMOVED}
    assert audit.verify(earlier=[earlier]).is_whole
    assert audit.verify(after=2).is_whole
    left = ids()[0]
    tamper("DELETE FROM audit_auditline WHERE id = %s", left)
    assert [one.line for one in audit.verify(earlier=[earlier]).faults] == [left]


def test_what_is_not_whole_or_of_another_chain_takes_nothing_out():
    write(3)
    seal_all()
    texts = list(audit.export())
    spoiled = [texts[0], texts[1], texts[2].replace("tests.done", "x"), *texts[3:]]
    with pytest.raises(audit.CannotPrune, match="whole"):
        audit.prune(lambda: iter(spoiled))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditblock")
    seal_all()
    with pytest.raises(audit.CannotPrune, match="chain"):
        audit.prune(lambda: iter(texts))
    other = check_export(texts, ports.signer().check)
    assert audit.verify(earlier=[other]).faults[0].kind is FaultKind.HEAD_LOST
    assert len(ids()) == 3
    assert json.loads(texts[-1])["end"]["lines"] == 3
