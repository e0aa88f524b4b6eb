"""An answer is a numbered letter."""

from pishkhan.kernel.catalogue import api
from pishkhan.kernel.catalogue.tests.conftest import press
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.organisations.terms import Role


def answered(draft, applicant, staff):
    case_id = api.submit(draft.token, by=applicant).case_id
    press(case_id, staff[Role.SECRETARIAT], "answer", comment="متن پاسخ")
    return case_id


def test_the_letter_has_its_number_its_text_and_its_signer(draft, applicant, staff):
    [letter] = api.letters_of(answered(draft, applicant, staff))
    assert letter.text == "متن پاسخ"
    assert letter.letter_number
    assert letter.signed_by == cast.STAFF["clerk"]


def test_it_answers_the_letter_that_came_in(draft, applicant, staff):
    case_id = answered(draft, applicant, staff)
    incoming, outgoing = numbering.letters_of_case(case_id)
    assert outgoing.reply_to_id == incoming.id
    assert (incoming.direction, outgoing.direction) == ("incoming", "outgoing")


def test_the_message_says_its_number(draft, applicant, staff):
    case_id = answered(draft, applicant, staff)
    assert any("آماده است" in said.text for said in notifications.said_about(case_id))
