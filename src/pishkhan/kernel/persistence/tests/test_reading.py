"""Rows by a condition written by hand are the rows that the ORM gives."""

import pytest

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.persistence import api


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lines():
    for n in range(3):
        audit.record("cases.published", target="t", target_id=n, by=None, after={"n": n, "م": [1]})


def plain(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_every_column_is_read_as_the_orm_reads_it():
    by_hand = api.rows(AuditLine, "target = %s ORDER BY id", ["t"])
    by_orm = AuditLine.objects.filter(target="t").order_by("id")
    assert [plain(row) for row in by_hand] == [plain(row) for row in by_orm]
    assert len(by_hand) == 3


def test_the_first_row_or_none():
    assert api.row(AuditLine, "target = %s AND target_id = %s", ["t", 1]).target_id == 1
    assert api.row(AuditLine, "target = %s", ["nobody"]) is None


def test_what_is_bound_is_never_read_as_sql():
    assert api.rows(AuditLine, "target = %s", ["t' OR true --"]) == []
