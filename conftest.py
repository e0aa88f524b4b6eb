"""What all tests share: a database server, a clock that can stand still, no way to the outside."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate  # noqa: TID251 - no step of the product
from pytest_django import DjangoDbBlocker

from pishkhan.config import environment, paths
from pishkhan.config.database_server import AlreadyRunningError, DatabaseServer, answers
from pishkhan.foundation import clock


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.test")
sys.path.insert(0, str(paths.CHECKOUT))  # `tools` and `tests`, also where pytest is called by name

MANY = 20  # test sessions of one checkout at a time
LONGEST_NAME = 60
LOOPBACK = ("127.", "::1", "localhost")
server_key = pytest.StashKey[DatabaseServer]()


def pytest_configure(config: pytest.Config) -> None:
    """Start a server for this session, unless there is one; xdist's workers use their parent's."""
    sys.addaudithook(_refuse_the_outside)
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    if config.option.collectonly or answers(paths.socket_folder()):
        return
    server, url = _start_a_server()
    config.stash[server_key] = server
    os.environ["DATABASE_URL"] = url
    settings.DATABASES["default"] |= environment.database(url)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this session started."""
    server = config.stash.get(server_key, None)
    if server is not None:
        server.stop()
        os.environ.pop("DATABASE_URL", None)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files and long texts are numbered in a test's name: every worker may make others."""
    is_long = isinstance(val, str) and len(val) > LONGEST_NAME
    return argname if is_long or isinstance(val, bytes) else None


def _start_a_server() -> tuple[DatabaseServer, str]:
    """A server of this session alone, on the first cluster that no other session uses."""
    for number in range(MANY):
        cluster = paths.VAR / f"test-postgres-{number}"
        folder = paths.socket_folder()
        folder = folder.with_name(f"{folder.name}-t{number}")
        server = DatabaseServer(cluster, folder, durable=False)
        try:
            server.start()
        except AlreadyRunningError:
            continue
        return server, f"postgresql://pishkhan@/pishkhan?host={folder}"
    pytest.exit(f"{MANY} test sessions already run in {paths.VAR}.", returncode=3)


def _refuse_the_outside(event: str, arguments: tuple[object, ...]) -> None:
    """No test reaches another machine."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        message = f"A test tried to reach {address[0]}."
        raise RuntimeError(message)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001 - after the plugin's own
    """Tests that commit empty the tables afterwards, which the trail and the ledger refuse everybody."""
    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # no test of this session asks for a database by its mark: this one is nobody's to alter
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%\\_no\\_truncate'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    post_migrate.connect(_forget_jobs, sender=apps.get_app_config("procrastinate"))


def _forget_jobs(**_said: object) -> None:
    """Flushing passes by the tables of the jobs, which no model of Django manages."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def frozen_now() -> Iterator[datetime]:
    """The moment at which time stands still in this test: Saturday 30 Aban 1405, 11:30 in Tehran."""
    moment = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    with clock.frozen(moment):
        yield moment
