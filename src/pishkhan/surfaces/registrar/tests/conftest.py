"""A university with permits, an open roll and its education system; its two officers at browsers."""

import pytest

from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.testing import Sender, a_record, permit_all
from pishkhan.web.testing import a_browser, signed_in_staff


@pytest.fixture
def university(db):  # noqa: ARG001 - of the tree
    tree = a_tree()
    staff_of(tree.university)
    permit_all(tree.university)
    return tree.university


@pytest.fixture
def expert(university):  # noqa: ARG001 - with the posts
    return signed_in_staff(a_browser(), cast.the_expert().id)


@pytest.fixture
def signer(university):  # noqa: ARG001 - with the posts
    return signed_in_staff(a_browser(), cast.the_signer().id)


@pytest.fixture
def sender(university):
    made = Sender(institution=university)
    made.register()
    records.roll_open(university.id, 1404, by=Actor.system())
    return made


@pytest.fixture
def too_young(sender, university):
    """Two records that wait: their persons would have been too young."""
    young = {"person__birth_date": "1392/01/01"}
    sender.send("b-1", [a_record(1, **young), a_record(2, **young)])
    return records.held(university.id)
