"""A service with the small form of `forms.testing`."""

import pytest

from pishkhan.kernel.forms import api
from pishkhan.kernel.forms.testing import ANSWERS, PAGES, declared_form


@pytest.fixture(autouse=True)
def the_form():
    with declared_form("sample"):
        yield


@pytest.fixture
def draft(db):  # noqa: ARG001 - opens the database to the fixture
    return api.start("sample", session_key="browser")


@pytest.fixture
def full_draft(draft):
    for page in PAGES:
        api.save(draft, page, ANSWERS)
    return draft
