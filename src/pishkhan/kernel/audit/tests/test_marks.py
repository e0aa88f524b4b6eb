"""What is done to a line before its seal is found by its mark; its removal is not."""

import json

import pytest
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings as examples, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit, sources
from pishkhan.kernel.audit.models import AuditBlock, AuditLine
from pishkhan.kernel.audit.terms import FaultKind
from pishkhan.kernel.audit.tests.test_sealing import COLUMNS, ids, kinds, tamper, write


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_before_the_seal_is_found_before_and_after_it(column):
    write(3, before={"x": 1})
    line = ids()[1]
    values = {"at": "now() - interval '1 day'", "target_id": "9", "account_id": "9", "after": "'{}'"}  # fmt: skip
    value = values.get(column, "'other'")
    tamper(f"UPDATE audit_auditline SET {column} = {value} WHERE id = %s", line)  # noqa: S608 - words of this test
    assert kinds() == [(FaultKind.LINE_UNMARKED, line)]
    audit.seal()
    assert kinds() == [(FaultKind.LINE_UNMARKED, line)]
    assert audit.verify().lines == 3


def test_a_line_put_in_by_somebody_without_the_key_is_found_for_ever():
    write(2)
    forged = AuditLine.objects.create(at=clock.now(), verb="x", target="x", target_id=1)
    assert kinds() == [(FaultKind.LINE_UNMARKED, forged.id)]
    audit.seal()
    write(1)
    audit.seal()
    assert kinds() == [(FaultKind.LINE_UNMARKED, forged.id)]
    assert AuditBlock.objects.filter(source__endswith=".unmarked").count() == 1


def test_the_mark_of_another_line_is_no_mark():
    write(2)
    first, second = ids()
    tamper("UPDATE audit_auditline SET mark = (SELECT mark FROM audit_auditline WHERE id = %s) WHERE id = %s", first, second)  # fmt: skip
    assert kinds() == [(FaultKind.LINE_UNMARKED, second)]


def test_lines_marked_with_the_key_before_are_believed_while_it_is_in_the_settings(settings):
    write(1)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert audit.verify().is_whole
    settings.SECRET_KEY_FALLBACKS = []
    assert kinds() == [(FaultKind.LINE_UNMARKED, ids()[0])]


def test_what_was_sealed_before_lines_had_marks_is_still_read_as_it_was(monkeypatch):
    with monkeypatch.context() as then:
        then.setattr(sources, "_sources", {"audit.line.1": sources.BEFORE_MARKS})
        write(2)
        audit.seal()
    write(1)
    audit.seal()
    assert audit.verify().is_whole
    assert audit.verify().lines == 3


@examples(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(before=st.none() | st.dictionaries(KEYS, VALUES, max_size=3), because=KEYS)
def test_a_mark_holds_whatever_the_line_says_and_however_the_database_writes_it(before, because):
    assert json.dumps(before, cls=DjangoJSONEncoder)
    with transaction.atomic():
        write(1, before=before, because=because)
        assert kinds() == []
        transaction.set_rollback(True)


def test_the_key_is_not_in_the_database():
    write(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM audit_auditline t")
        assert settings.SECRET_KEY not in str(cursor.fetchall())
