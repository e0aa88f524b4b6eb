"""What the faults share: one stand for all of them, and one process that breaks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.stand import Stand, open_stand


WELL_SECONDS = 60
ON_THE_STAND = frozenset(
    {
        "test_a_thousand_registrations",
        "test_clock_jump",
        "test_database_away",
        "test_disk_full",
        "test_money_on_the_stand",
        "test_upload_killed",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They break the same things, so that none may run beside another."""
    for item in items:
        if Path(item.path).stem in ON_THE_STAND and item.path.parent.name == "faults":
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.fixture(scope="package")
def the_stand(django_db_blocker: DjangoDbBlocker) -> Iterator[Stand]:
    """Everything running, once for all of them."""
    with open_stand(django_db_blocker) as opened:
        yield opened


@pytest.fixture
def stand(the_stand: Stand) -> Stand:
    """Everything running and well, whatever the test before did to it."""
    the_stand.eventually(the_stand.is_well, WELL_SECONDS, "everything answers")
    return the_stand
