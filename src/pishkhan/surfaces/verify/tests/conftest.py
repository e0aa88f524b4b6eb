"""A log in memory that one witness has seen, and a valid code in it."""

import pytest

from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification.testing import issued


@pytest.fixture
def public_log():
    with a_log() as made:
        yield made


@pytest.fixture
def valid(public_log):
    code = issued()
    public_log.publish()
    return code
