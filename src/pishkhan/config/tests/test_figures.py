"""What waits is read from the database, with labels out of our own code only."""

from datetime import timedelta

import pytest
from django.db import connection

from pishkhan.config import figures
from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.persistence.api import defer
from pishkhan.web.watching import figures as shown


pytestmark = pytest.mark.django_db
MOBILE = "09120000077"


def waiting(read):
    return {of: (count, age) for of, count, age in read()}


def test_a_job_waits_once_it_is_due():
    before = waiting(figures.jobs)["jobs"][0]
    defer("persistence.sweep_allowances")
    defer("persistence.sweep_allowances", at=clock.now() + timedelta(hours=1))
    count, age = waiting(figures.jobs)["jobs"]
    assert count == before + 1
    assert age >= 0


def test_a_message_waits_by_its_channel():
    notifications.send(
        notifications.ONE_TIME_CODE,
        to=Recipient(mobile=MOBILE, language="fa"),
        data={"code": "123456"},
        key="a",
        secret=True,
        expires_at=clock.now() + timedelta(minutes=2),
    )
    assert waiting(figures.messages)["sms"][0] == 1
    notifications.dispatch()
    assert "sms" not in waiting(figures.messages)


def test_an_audit_line_waits_until_it_is_sealed():
    cast.the_applicant()
    count, age = waiting(figures.audit_lines)["audit_auditline"]
    assert count >= 1
    assert 0 <= age < 60
    audit.seal()
    assert waiting(figures.audit_lines)["audit_auditline"] == (0, 0)


def test_codes_are_counted_by_what_became_of_them():
    with cast.codes_remembered() as phone:
        identity.send_code(MOBILE, "sign_in", "127.0.0.1")
        identity.check_code(MOBILE, "sign_in", phone[-1].code, "127.0.0.1")
        identity.send_code("09120000078", "sign_in", "127.0.0.1")
    assert dict(figures._codes_lately()) == {("sent",): 2, ("used",): 1}


@pytest.mark.parametrize("read", [figures.timers, figures.webhooks, figures.payments])
def test_nothing_waits_where_nothing_is(read):
    assert [count for _, count, _ in read()] == [0]


def test_all_figures_can_be_read():
    told = shown.exposition().decode()
    assert "pishkhan_figure_failed{" not in told
    for name in ("jobs", "messages", "timers", "audit_lines", "webhooks", "payments"):
        assert f"# TYPE pishkhan_{name}_waiting gauge" in told
    assert "# TYPE pishkhan_letters_registered_total counter" in told
    assert "pishkhan_disk_free_bytes " in told


def test_no_figure_is_slow_to_find_what_waits():
    """Each statement that runs at every scrape has an index for what is due."""
    for table, index in (
        ("procrastinate_jobs", "procrastinate_jobs_priority_idx_v1"),
        ("cases_timer", "timer_due"),
        ("webhooks_delivery", "delivery_to_send"),
        ("payments_attempt", "attempt_due"),
    ):
        assert index in connection.introspection.get_constraints(connection.cursor(), table)
