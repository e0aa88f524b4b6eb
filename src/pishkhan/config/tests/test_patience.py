"""Whoever waits for a database that says nothing is let go; whoever is busy with it is not."""

import threading

import psycopg
import pytest
from django.db import OperationalError, connection

from pishkhan.config import patience
from pishkhan.config.fast_track import Connections, _opened
from pishkhan.config.patience import Patience
from pishkhan.web.json_door import DatabaseAway
from pishkhan.web.watching import checks


pytestmark = pytest.mark.django_db(transaction=True)
FOREVER = "SELECT pg_sleep(20)"


@pytest.fixture(autouse=True)
def watcher():
    ended = threading.Event()
    impatient = Patience(lambda _environ, _start: [], seconds=1)

    def watch():
        while not ended.wait(0.1):
            impatient.look()

    thread = threading.Thread(target=watch)
    thread.start()
    yield
    ended.set()
    thread.join()


def test_the_line_of_the_fast_track_is_let_go():
    lines = Connections()
    try:
        with pytest.raises(DatabaseAway):
            lines.ask(FOREVER, {})
        assert lines.ask("SELECT 1", {}) == [(1,)]
    finally:
        lines.drop()


def test_the_thread_of_the_readiness_checks_is_let_go(monkeypatch):
    def asks():
        with connection.cursor() as cursor:
            cursor.execute(FOREVER)
        return "answered"

    monkeypatch.setattr(checks, "_declared", {"slow": asks})
    [found] = checks.findings(within_seconds=15)
    assert (found.is_well, found.why) == (False, OperationalError.__name__)


def test_a_busy_line_is_left_alone_however_long_all_its_questions_take():
    with _opened() as line:
        for _ in range(12):
            line.execute("SELECT pg_sleep(0.2)")
        assert line.execute("SELECT 1").fetchall() == [(1,)]


def test_a_line_that_was_closed_meanwhile_is_nothing_to_the_watcher():
    line = _opened()
    line.close()
    with pytest.raises(psycopg.OperationalError):
        assert line.pgconn.socket
    patience.hang_up(line)
