"""Who is told that a receiver was switched off by itself."""

from dataclasses import replace

import pytest

from pishkhan.config import webhook_news
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, give
from pishkhan.kernel.webhooks import testing
from pishkhan.kernel.webhooks.terms import Off


pytestmark = pytest.mark.django_db


def an_administrator(place, username, person):
    account = cast.an_account(username, "راهبر نمونه")
    give(account, place, Role.ADMINISTRATOR)
    if person is not None:
        identity.link_person(account_id=account.id, person_id=person.id, by=Actor.system())


def told(person):
    return [one.text for one in notifications.inbox_of(person.id)]


def test_the_nearest_administrators_are_told_once_in_their_inbox():
    tree = a_tree()
    near, far = cast.a_person(cast.SECOND_APPLICANT), cast.a_person(cast.STRANGER)
    an_administrator(tree.university, "near", near)
    an_administrator(tree.university, "unlinked", None)
    an_administrator(tree.headquarters, "far", far)
    made = testing.a_live_endpoint(tree.office.id).endpoint
    switched_off = replace(made, off=Off.FAILING)
    webhook_news.tell_switched_off(switched_off)
    webhook_news.tell_switched_off(switched_off)
    [text] = told(near)
    assert tree.office.name in text
    assert told(far) == []


def test_without_any_administrator_nobody_is_told_and_nothing_fails():
    tree = a_tree()
    made = testing.a_live_endpoint(tree.office.id).endpoint
    webhook_news.tell_switched_off(replace(made, off=Off.GONE))
    assert told(cast.a_person(cast.SECOND_APPLICANT)) == []
