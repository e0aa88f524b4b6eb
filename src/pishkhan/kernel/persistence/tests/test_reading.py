"""Rows by a condition written by hand are the rows that the ORM gives."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from pishkhan.kernel.persistence import api


pytestmark = pytest.mark.django_db
NAME = "persistence.test_reading"


@pytest.fixture(autouse=True)
def _jobs():
    for n in range(3):
        api.defer(NAME, n=n, said="متن")


def plain(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_every_column_is_read_as_the_orm_reads_it():
    by_hand = api.rows(ProcrastinateJob, "task_name = %s ORDER BY id", [NAME])
    by_orm = ProcrastinateJob.objects.filter(task_name=NAME).order_by("id")
    assert [plain(row) for row in by_hand] == [plain(row) for row in by_orm]
    assert [row.args["said"] for row in by_hand] == ["متن"] * 3


def test_the_first_row_or_none():
    assert api.row(ProcrastinateJob, "task_name = %s ORDER BY id DESC", [NAME]).args["n"] == 2
    assert api.row(ProcrastinateJob, "task_name = %s", ["nobody"]) is None


def test_rows_of_two_tables_are_read_as_the_orm_reads_them():
    [job, *_] = ProcrastinateJob.objects.filter(task_name=NAME).order_by("id")
    where = "second.job_id = first.id AND first.id = %s AND second.type = %s"
    found = api.both(ProcrastinateJob, ProcrastinateEvent, where, [job.id, "deferred"])
    by_orm = ProcrastinateEvent.objects.get(job_id=job.id, type="deferred")
    assert [plain(row) for row in found] == [plain(job), plain(by_orm)]
    assert api.both(ProcrastinateJob, ProcrastinateEvent, where, [job.id, "failed"]) is None


def test_what_is_bound_is_never_read_as_sql():
    assert api.rows(ProcrastinateJob, "task_name = %s", ["x' OR true --"]) == []
