"""Jobs are written in the transaction of whoever defers them."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.kernel.persistence import api


NAME = "persistence.sweep_allowances"


@pytest.fixture(autouse=True)
def no_jobs(request):
    # The job tables are not Django's own, so its flush after a transactional test leaves them.
    # The database comes first, whichever way the test asks for it by its mark.
    request.getfixturevalue("_django_db_helper")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def waiting():
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_job():
    with transaction.atomic():
        api.defer(NAME, case_id=5)
        assert len(waiting()) == 1
        transaction.set_rollback(True)
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_a_commit_leaves_the_job_with_its_arguments():
    with transaction.atomic():
        api.defer(NAME, case_id=5)
    assert waiting() == [(NAME, {"case_id": 5})]


@pytest.mark.django_db(transaction=True)
def test_a_job_can_wait_until_a_moment():
    at = datetime(2030, 1, 1, tzinfo=UTC)
    api.defer(NAME, at=at)
    assert ProcrastinateJob.objects.get().scheduled_at == at


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_key_is_written_once_and_the_transaction_goes_on():
    with transaction.atomic():
        api.defer(NAME, key="once")
        api.defer(NAME, key="once")
        api.defer(NAME, key="another")
    assert len(waiting()) == 2


@pytest.mark.django_db
def test_a_job_of_the_clock_runs_also_when_it_is_deferred_by_hand():
    api.defer(NAME)
    [(name, arguments)] = waiting()

    app.tasks[name].func(**arguments)
    app.tasks[name].func(timestamp=1, **arguments)
