"""A university with a liaison, the organisation above it, and a service that lacks a deputy."""

import io
from dataclasses import dataclass

import pytest

from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import Tree
from pishkhan.services.cartable_request.actions import requesting
from pishkhan.services.cartable_request.questions import SAMPLE


SYSTEM = Actor.system()
TYPED = {key.partition(".")[2]: text for key, text in SAMPLE.items()}
ROLE, SERVICE = "expert", "e_request"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Who is where."""

    tree: Tree
    liaison: Actor
    expert: Actor
    manager: Actor

    @property
    def place(self) -> dict[str, object]:
        """The role that the university lacks."""
        return {
            "organisation_id": self.tree.university.id,
            "role": ROLE,
            "service": SERVICE,
        }

    def press(self, case_id: int, by: Actor, action: str, **more: object):
        """A button of the request."""
        [offer] = [one for one in cases.offers(case_id, by) if one.action.name == action]
        return cases.act(task_id=offer.task_id, action=action, by=by, **more)


def at(account, place, role):
    tree_testing.give(account, place, role)
    return account


def build() -> Ground:
    """The whole."""
    tree = tree_testing.a_tree()
    catalogue.publish_all(SYSTEM)
    liaison = at(cast.the_clerk(), tree.university, Role.LIAISON)
    expert = at(cast.the_expert(), tree.headquarters, Role.EXPERT)
    manager = at(cast.the_manager(), tree.headquarters, Role.OFFICE_MANAGER)
    return Ground(
        tree=tree,
        liaison=organisations.actor_for_account(liaison.id),
        expert=organisations.actor_for_account(expert.id),
        manager=organisations.actor_for_account(manager.id),
    )


def introduced(ground: Ground, **changed: str) -> int:
    """A request of the university with somebody introduced, under review."""
    case_id = requesting.request(**ground.place, by=ground.liaison)
    requesting.introduce(
        case_id=case_id,
        typed={**TYPED, **changed},
        letter=io.BytesIO(a_jpeg(300, 400)),
        letter_name="معرفی‌نامه.jpg",
        by=ground.liaison,
    )
    return case_id


@pytest.fixture
def ground(db):  # noqa: ARG001 - opens the database
    return build()
