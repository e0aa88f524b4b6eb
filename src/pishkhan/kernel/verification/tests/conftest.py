"""A log in memory with one witness, which must have seen what is valid."""

import pytest

from pishkhan.kernel.transparency.testing import a_log


@pytest.fixture
def log():
    with a_log() as made:
        yield made
