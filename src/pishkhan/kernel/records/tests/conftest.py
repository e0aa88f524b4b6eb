"""A university with its roll of 1404 open, its permits, and its education system."""

from dataclasses import dataclass

import pytest

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.kernel.records.actions.rolls import roll_open
from pishkhan.kernel.records.testing import Sender, permit_all


@dataclass(frozen=True)
class Campus:
    institution: OrganisationView
    other: OrganisationView
    expert: Actor
    signer: Actor
    sender: Sender


@pytest.fixture
def campus(db, frozen_now):  # noqa: ARG001 - there and still
    tree = a_tree()
    staff = staff_of(tree.university)
    permit_all(tree.university)
    sender = Sender(institution=tree.university)
    sender.register()
    roll_open(tree.university.id, 1404, by=staff[Role.EXPERT])
    return Campus(
        institution=tree.university,
        other=tree.other_university,
        expert=staff[Role.EXPERT],
        signer=staff[Role.SIGNER],
        sender=sender,
    )
