"""From an account to an address: the one way in which members of staff are told."""

import pytest

from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api
from pishkhan.kernel.notifications.spec import Recipient


pytestmark = pytest.mark.django_db


def test_who_is_known_as_a_person_is_reached_and_nobody_else():
    known, unknown, person = cast.the_clerk(), cast.the_expert(), cast.the_second_applicant()
    identity.link_person(account_id=known.id, person_id=person.id, by=Actor.system())
    told = api.staff([unknown.id, known.id, known.id, 1])
    assert told == {known.id: Recipient(person_id=person.id, mobile=person.mobile)}
    assert api.staff([]) == {}
