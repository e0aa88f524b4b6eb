"""What the tests of the whole share: the test database, however the tests of a session are marked."""

from collections.abc import Iterator

import pytest
from django.db import DEFAULT_DB_ALIAS, connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def whole_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - it may have made the database
    """The test database for fixtures that outlive a test.

    pytest-django makes it only where a test of the session bears its mark; else the connection
    would lead to the database of development, which no test may ever touch.
    """
    with django_db_blocker.unblock():
        is_made = connection.settings_dict["NAME"].startswith("test_")
        made = [] if is_made else setup_databases(0, interactive=False, aliases={DEFAULT_DB_ALIAS})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)
