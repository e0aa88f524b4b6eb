"""Cases that wait for somebody, and the worker that sets them going: also when it is killed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from pishkhan.kernel.cases import testing
from pishkhan.kernel.cases.models import Case
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, give
from tests.faults.test_worker import database_url, eventually


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.xdist_group("faults"),
]
MANY = 500
PROMISED_SECONDS = 5


@pytest.fixture
def start():
    started = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "DATABASE_URL": database_url(),
        "PISHKHAN_SMS": "memory",
        "PISHKHAN_FILES_KEYS": ",".join(settings.FILES_KEYS),
    }

    def start():
        command = [sys.executable, "-m", "pishkhan.config.worker", "--lease", "2"]
        started.append(subprocess.Popen(command, env=environment))  # noqa: S603 - our own worker
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def office():
    """A university with one clerk, and the process of a letter."""
    tree = a_tree()
    testing.published(processes.LETTER, "letter", effects={"tell": print})
    give(an_account("clerk"), tree.university, Role.SECRETARIAT)
    return tree.university


def leave(office):
    [held] = organisations.holders(office.id, Role.SECRETARIAT)
    organisations.end_holding(holding_id=held.holding_id, by=Actor.system())


def in_status(status):
    return Case.objects.filter(status=status).count()


def test_a_case_goes_on_within_seconds_of_the_holders_entry(office, start):
    case = testing.an_open_case("letter", {"office": office.id})
    start()
    leave(office)
    assert eventually(lambda: in_status("suspended") == 1, 40)
    assert (
        Case.objects.get(id=case.id).suspend_reason == f"holder_gone:secretariat_clerk:{office.id}"
    )
    give(an_account("next-clerk"), office, Role.SECRETARIAT)
    assert eventually(lambda: in_status("open") == 1, PROMISED_SECONDS)
    testing.check(case.id)


def test_five_hundred_tasks_of_who_left_wait_and_go_on_though_the_worker_is_killed(office, start):
    cases = [testing.an_open_case("letter", {"office": office.id}) for _ in range(MANY)]
    leave(office)
    worker = start()
    assert eventually(lambda: in_status("suspended") > 0, 40)
    worker.kill()
    worker.wait()
    with connection.cursor() as cursor:  # as if half a minute had passed
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
    start()
    assert eventually(lambda: in_status("suspended") == MANY, 60)
    give(an_account("next-clerk"), office, Role.SECRETARIAT)
    assert eventually(lambda: in_status("open") == MANY, 60)
    for case in cases:
        testing.check(case.id)
