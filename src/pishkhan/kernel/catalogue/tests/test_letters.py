"""An answer is a numbered letter."""

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api
from pishkhan.kernel.catalogue.tests.conftest import press
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post


pytestmark = pytest.mark.django_db


def answered(draft, applicant, staff):
    case_id = api.submit(draft.token, by=applicant).case_id
    press(case_id, staff[Role.SECRETARIAT], "answer", comment="متن پاسخ")
    return case_id


def test_the_letter_has_its_number_its_text_and_its_signer(draft, applicant, staff):
    [letter] = api.letters_of(answered(draft, applicant, staff))
    assert letter.text == "متن پاسخ"
    assert letter.letter_number
    assert letter.signed_by == cast.STAFF["clerk"]


def test_the_letter_stays_as_it_was_signed(draft, applicant, staff, office):
    case_id = answered(draft, applicant, staff)
    [signed] = api.letters_of(case_id)
    organisations.rename_organisation(
        organisation_id=office.id, name="دفتر با نام تازه", because="آزمون", by=Actor.system()
    )
    [later] = api.letters_of(case_id)
    assert later == signed
    assert (later.office_id, later.office) == (office.id, office.name)
    assert later.addressee == cases.case(case_id).applicant_name
    assert later.reply_to == api.receipt(case_id).letter_number
    assert later.signer_post == a_post(office, Role.SECRETARIAT).title


def test_the_fallback_signs_under_its_own_post(draft, applicant, staff, office):
    [seat] = organisations.holders(office.id, Role.SECRETARIAT)
    organisations.end_holding(holding_id=seat.holding_id, by=Actor.system())
    case_id = api.submit(draft.token, by=applicant).case_id
    press(case_id, staff[Role.OFFICE_MANAGER], "answer", comment="متن پاسخ")
    [letter] = api.letters_of(case_id)
    assert letter.signer_post == a_post(office, Role.OFFICE_MANAGER).title


def test_it_answers_the_letter_that_came_in(draft, applicant, staff):
    case_id = answered(draft, applicant, staff)
    incoming, outgoing = numbering.letters_of_case(case_id)
    assert outgoing.reply_to_id == incoming.id
    assert (incoming.direction, outgoing.direction) == ("incoming", "outgoing")


def test_the_message_says_its_number(draft, applicant, staff):
    case_id = answered(draft, applicant, staff)
    assert any("آماده است" in said.text for said in notifications.said_about(case_id))
