"""However long the trail is, a page of it is read by an index, without sorting."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.persistence.api import first_id_at


pytestmark = pytest.mark.django_db
LINES = 30_000
FILTERS = [
    ({}, "audit_auditline_pkey"),
    ({"verb": "tests.rare"}, "audit_by_verb"),
    ({"target": "rare"}, "audit_by_kind"),
    ({"target": "thing", "target_id": 77}, "audit_by_target"),
    ({"target": "thing", "target_id": 77, "only_looks": True}, "audit_by_target"),
    ({"account_id": 78}, "audit_by_account"),
    ({"account_id": 78, "only_looks": True}, "audit_by_account"),
    ({"person_id": 77}, "audit_by_person"),
    ({"only_looks": True}, "audit_"),
]


@pytest.fixture
def a_long_trail():
    first = first_id_at(clock.now() - timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO audit_auditline (id, at, verb, target, target_id, actor_kind, account_id,
                                         person_id, because, mark)
            SELECT %s + n * 1000, now(),
                   CASE WHEN n %% 5000 = 0 THEN 'tests.rare' WHEN n %% 3 = 0 THEN 'audit.saw_case'
                        ELSE 'tests.done' END,
                   CASE WHEN n %% 5000 = 0 THEN 'rare' ELSE 'thing' END,
                   n %% 100, 'staff', n %% 90, nullif(n %% 80, 0), '', ''
            FROM generate_series(1, %s) n
            """,
            [first, LINES],
        )
        cursor.execute("ANALYZE audit_auditline")


@pytest.mark.usefixtures("a_long_trail")
@pytest.mark.parametrize("older_than", [None, 1 << 62])
@pytest.mark.parametrize(("asked", "index"), FILTERS)
def test_every_filter_reads_one_index_backwards(asked, index, older_than):
    with CaptureQueriesContext(connection) as told:
        assert audit.lines(**asked, older_than=older_than)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {told[-1]['sql']}")
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert index in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan


@pytest.mark.usefixtures("a_long_trail")
def test_a_month_of_the_trail_is_a_range_of_the_same_index():
    since = clock.now() - timedelta(days=31)
    assert (
        len(audit.lines(target="rare", since=since, until=clock.now(), limit=50)) == LINES // 5000
    )
    assert audit.lines(target="rare", until=since) == []
