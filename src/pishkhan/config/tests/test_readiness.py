"""Ready means: the database answers and has its tables, somebody works, the trail is sealed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from pishkhan.config import figures, readiness
from pishkhan.foundation import clock
from pishkhan.kernel.audit import ports
from pishkhan.kernel.audit.rules.chain import Head
from pishkhan.kernel.identity import testing as cast
from pishkhan.web.watching import checks
from pishkhan.web.watching.checks import NotReady


pytestmark = pytest.mark.django_db


def worker(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_the_database_and_its_tables_are_there():
    assert readiness._database().startswith("PostgreSQL")
    assert readiness._migrations() == "all applied"


def test_a_migration_that_was_not_applied_is_named():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'numbering'")
    with pytest.raises(NotReady, match=r"numbering\.0001"):
        readiness._migrations()


def test_without_a_worker_it_is_not_ready():
    with pytest.raises(NotReady, match="no worker"):
        readiness._worker()


@pytest.mark.parametrize(("seconds_ago", "said"), [(61, "silent for 61 s"), (3600, "silent")])
def test_a_worker_that_is_silent_is_none(seconds_ago, said):
    worker(seconds_ago)
    with pytest.raises(NotReady, match=said):
        readiness._worker()


def test_one_living_worker_is_enough():
    worker(3600)
    worker(5)
    assert readiness._worker() == "alive"


def test_a_trail_without_seals_is_noticed_after_some_minutes():
    cast.the_applicant()
    assert readiness._audit() == "sealed"
    with clock.frozen(clock.now() + timedelta(minutes=6)), pytest.raises(NotReady, match="seal"):
        readiness._audit()


def test_a_full_disk_is_named(monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE", figures.disk_free() + 10**12)
    with pytest.raises(NotReady, match="MB free"):
        readiness._disk()


@override_settings(DEVELOPMENT=False)
def test_settings_that_are_not_sound_are_named():
    with pytest.raises(NotReady, match="PISHKHAN_SECRET_KEY"):
        readiness._settings()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_leaves_an_answer(monkeypatch):
    connection.close()
    settings = connection.settings_dict
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(settings, "HOST", "127.0.0.1")
        elsewhere.setitem(settings, "PORT", "1")
        found = {one.name: one for one in checks.findings()}
    assert list(found) == ["database", "migrations", "settings", "disk", "worker", "audit"]
    assert [name for name, one in found.items() if one.is_well] == ["settings", "disk"]
    assert found["database"].why == "OperationalError"


@pytest.mark.django_db
def test_a_trail_that_lost_its_head_is_not_ready():
    class Lost:
        def kept(self):
            return Head(9, b"x" * 32)

        def keep(self, head):
            raise AssertionError(head)

    with ports.wired(signer=ports.signer(), heads=Lost()), pytest.raises(NotReady, match="head"):
        readiness._audit()
