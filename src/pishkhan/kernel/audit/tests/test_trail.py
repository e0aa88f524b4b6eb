"""The trail is added to and read, never changed."""

import pytest
from django.db import InternalError, ProgrammingError, transaction

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.models import AuditLine


pytestmark = pytest.mark.django_db


class By:
    kind = "staff"
    account_id = 7
    person_id = None


def a_line(verb="tests.done", target_id=1, by=By):
    audit.record(verb, target="thing", target_id=target_id, by=by, because="زیرا")


def test_a_line_tells_who_did_what_to_what_and_why(frozen_now):
    audit.record(
        "tests.done",
        target="thing",
        target_id=5,
        by=By(),
        before={"a": 1},
        after={"at": frozen_now},
    )
    (line,) = audit.lines(target="thing", target_id=5)
    assert (line.actor_kind, line.account_id, line.person_id) == ("staff", 7, None)
    assert line.at == frozen_now
    assert line.before == {"a": 1}
    assert line.after == {"at": "2026-11-21T08:00:00Z"}


def test_nobody_named_means_the_platform_itself():
    a_line(by=None)
    assert audit.lines()[0].actor_kind == "system"


def test_lines_are_read_newest_first_page_after_page():
    for number in range(5):
        a_line(target_id=number)
    first = audit.lines(limit=2)
    second = audit.lines(limit=2, older_than=first[-1].id)
    assert [line.target_id for line in first + second] == [4, 3, 2, 1]


def test_lines_are_found_by_verb_and_by_account():
    a_line("tests.this")
    a_line("tests.that", by=None)
    assert [line.verb for line in audit.lines(verb="tests.this")] == ["tests.this"]
    assert [line.verb for line in audit.lines(account_id=7)] == ["tests.this"]


def test_a_declared_verb_reads_as_its_sentence_and_another_as_itself():
    audit.declare({"tests.known": "کرد"})
    a_line("tests.known")
    a_line("tests.unknown")
    assert [line.sentence for line in audit.lines()] == ["tests.unknown", "کرد"]
    assert "tests.known" in audit.declared()


def test_the_database_refuses_to_change_a_line():
    a_line()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        AuditLine.objects.update(because="دیگر")
    assert audit.lines()[0].because == "زیرا"


def test_the_database_refuses_to_delete_a_line():
    a_line()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        AuditLine.objects.all().delete()
    assert len(audit.lines()) == 1


@transaction.atomic
def an_act_that_fails():
    a_line()
    raise ZeroDivisionError


def test_a_line_leaves_with_the_act_it_tells_of():
    with pytest.raises(ZeroDivisionError):
        an_act_that_fails()
    assert audit.lines() == []


def test_a_line_names_itself():
    a_line()
    assert str(AuditLine.objects.get()) == "tests.done thing:1"
