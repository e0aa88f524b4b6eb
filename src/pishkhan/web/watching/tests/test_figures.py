"""Figures are right over several processes, and a database that is away leaves the others."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from pishkhan.foundation.errors import DomainError
from pishkhan.web.watching import figures
from pishkhan.web.watching.figures import Figure


COUNTS = """
import sys
from pishkhan.web.watching import figures
figures.observe("portal:home", 200, 0.02)
figures.observe("portal:home", 200, 0.2)
figures.IN_FLIGHT.inc()
print("counted", flush=True)
sys.stdin.read()
"""
TELLS = """
from prometheus_client import generate_latest
from pishkhan.web.watching import figures
print(generate_latest(figures._counted()).decode())
"""


@pytest.fixture
def declared(monkeypatch):
    known = {}
    monkeypatch.setattr(figures, "_declared", known)
    return known


@pytest.fixture
def together(tmp_path):
    """Starts a process that counts into one folder with the others."""
    environment = {**os.environ, figures.FOLDER: str(tmp_path)}

    def start(program):
        return subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", program],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


def value(text, sample):
    [line] = [line for line in text.splitlines() if line.startswith(f"{sample} ")]
    return float(line.rpartition(" ")[2])


def test_processes_are_counted_together_and_the_dead_have_nothing_in_flight(together):
    web = [together(COUNTS) for _ in range(3)]
    for process in web:
        assert process.stdout.readline() == "counted\n"
    web[0].kill()
    web[0].communicate()
    told = together(TELLS).communicate()[0]
    for process in web[1:]:
        process.communicate("")
    answered = 'pishkhan_requests_total{route="portal:home",status="200"}'
    assert value(told, answered) == 6
    assert value(told, "pishkhan_requests_in_flight") == 2
    assert value(told, 'pishkhan_request_seconds_bucket{le="0.025",route="portal:home"}') == 3
    assert value(told, 'pishkhan_request_seconds_count{route="portal:home"}') == 6


@pytest.mark.django_db
def test_a_figure_is_read_when_asked_for(declared):
    one = Figure(name="pishkhan_x", told="X.", labels=("of",), read=lambda: [(("letters",), 7.0)])
    declared[one.name] = one
    assert value(figures.exposition().decode(), 'pishkhan_x{of="letters"}') == 7


@pytest.mark.django_db
def test_a_figure_that_fails_is_named_and_the_others_stay(declared):
    def broken():
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
            return []

    declared |= {
        "a": Figure(name="a", told="A.", read=broken),
        "b": Figure(name="b", told="B.", read=lambda: [((), 1.0)]),
    }
    told = figures.exposition().decode()
    assert value(told, 'pishkhan_figure_failed{figure="a"}') == 1
    assert value(told, "b") == 1


@pytest.fixture
def away(transactional_db, monkeypatch):  # noqa: ARG001 - the connection may be closed
    """The database does not answer; how often it was asked."""
    connection.close()
    asked = []
    connect = connection.get_new_connection

    def counted(params):
        asked.append(params)
        return connect(params)

    monkeypatch.setattr(connection, "get_new_connection", counted)
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        elsewhere.setitem(connection.settings_dict, "PORT", "1")
        yield asked
    connection.close()


def test_a_database_that_is_away_is_asked_once_and_the_counted_stay(declared, away):
    for name in ("a", "b", "c"):
        declared[name] = Figure(name=name, told=name, read=list)
    told = figures.exposition().decode()
    assert len(away) == 1
    assert "pishkhan_requests_in_flight" in told
    assert all(value(told, f'pishkhan_figure_failed{{figure="{n}"}}') == 1 for n in "abc")


@pytest.mark.django_db
def test_a_file_that_was_refused_is_counted_by_the_code(declared):  # noqa: ARG001 - nothing is read
    class TooDark(DomainError):
        code = "attachments.too_dark"
        message = "تاریک است."

    figures.refused_upload(TooDark())
    sample = 'pishkhan_uploads_refused_total{reason="attachments.too_dark"}'
    assert value(figures.exposition().decode(), sample) >= 1


@pytest.mark.django_db
def test_an_error_of_the_database_is_no_error_of_the_page(declared):
    def away():
        raise OperationalError

    declared["a"] = Figure(name="a", told="A.", read=away)
    assert b"pishkhan_requests" in figures.exposition()
