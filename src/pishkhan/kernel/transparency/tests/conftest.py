"""A log in memory with three witnesses, of which two must have seen what is valid."""

import pytest

from pishkhan.kernel.transparency.testing import a_log_alone


@pytest.fixture
def log():
    with a_log_alone(witnesses=3, quorum=2) as made:
        yield made
