"""What the journeys share: one house and one browser for each file."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from pishkhan.kernel.organisations.testing import Tree
from tests.e2e.house import House, open_house, settle
from tests.e2e.visitor import a_browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every file of this folder is one piece of work for xdist, and is marked as what it is."""
    for item in items:
        if item.path.parent.name == "e2e":
            item.add_marker(pytest.mark.django_db)  # so that a test database is made at all
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(autouse=True)
def _django_db_marker() -> Iterator[None]:
    """No transaction around a journey: other processes must see what it wrote."""
    yield
    connection.close()  # the one of Playwright's loop, which nobody else would close


@pytest.fixture(scope="module")
def town(whole_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tree]:  # noqa: ARG001 - the database must be there
    """The offices; the database is theirs until the file is done, then empty again."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "it is emptied at the end"
        yield settle()
        assert connection.settings_dict["NAME"].startswith("test_")
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


@pytest.fixture(scope="module")
def house(town: Tree) -> Iterator[House]:  # noqa: ARG001 - the offices are settled first
    """Everything running."""
    with open_house() as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium; every visitor gets a window with nothing remembered in it."""
    with a_browser() as opened:
        yield opened
