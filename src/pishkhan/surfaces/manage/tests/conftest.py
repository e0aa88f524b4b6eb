"""The tree with its cast at the top, an administrator of one university, and their browsers."""

from dataclasses import dataclass

import pytest
from django.test import Client

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import AccountView, Actor
from pishkhan.kernel.organisations.spec import PostView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import Tree, a_post, a_tree, give, staff_of
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


@dataclass(frozen=True, kw_only=True)
class World:
    tree: Tree
    local: AccountView  # administrator of the university only
    expert: AccountView  # of the university's office
    post: PostView  # his

    def browser(self, who: str) -> Client:
        if who == "stranger":
            return a_browser()
        if who == "citizen":
            return signed_in_person(a_browser(), cast.the_applicant().id)
        accounts = {
            "clerk": cast.the_clerk,
            "manager": cast.the_manager,
            "administrator": cast.the_administrator,
            "auditor": cast.the_auditor,
            "local": lambda: self.local,
        }
        return signed_in_staff(a_browser(), accounts[who]().id)


@pytest.fixture
def world(db):  # noqa: ARG001 - opens the database
    tree = a_tree()
    staff_of(tree.headquarters)
    local = cast.an_account("local", "ژاله دورنما")
    give(local, tree.university, Role.ADMINISTRATOR)
    expert = cast.an_account("u1.expert", "سهراب کتابدار")
    give(expert, tree.office, Role.EXPERT)
    catalogue.publish_all(Actor.system())
    return World(tree=tree, local=local, expert=expert, post=a_post(tree.office, Role.EXPERT))


@pytest.fixture
def admin(world):
    return world.browser("administrator")


@pytest.fixture
def local(world):
    return world.browser("local")
