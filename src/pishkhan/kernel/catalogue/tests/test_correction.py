"""What was returned is changed and sent again."""

import io

import pytest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api
from pishkhan.kernel.catalogue.errors import NotACorrection, NothingToCorrect
from pishkhan.kernel.catalogue.tests.sample import RULE
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete, NoSuchDraft
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations.terms import Role


@pytest.fixture
def case_id(draft, applicant, staff):
    """Returned for its subject and its file."""
    case_id = api.submit(draft.token, by=applicant).case_id
    [file] = attachments.of_case(case_id)
    press(
        case_id,
        staff[Role.SECRETARIAT],
        "return",
        comment="ناقص است",
        defects=[
            Defect(field="request.subject", kind=DefectKind.INCORRECT, note="کوتاه بنویسید"),
            Defect(field=f"attachment:{file.id}", kind=DefectKind.INCOMPLETE, note="ناخوانا"),
        ],
    )
    return case_id


def press(case_id, by, action, **more):
    [offer] = [offer for offer in cases.offers(case_id, by) if offer.action.name == action]
    return cases.act(task_id=offer.task_id, action=action, by=by, **more)


def corrected(case_id, applicant):
    draft = api.start_correction(case_id, by=applicant)
    page = forms.page_of(draft, "request")
    forms.save(draft, page, {"subject": "موضوع تازه"}, partial=True)
    [file] = attachments.of_case(case_id)
    attachments.replace(
        file.id,
        case_id=case_id,
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg(50, 50)),
        rule=RULE,
        by=applicant,
    )
    return draft


def test_the_message_says_by_when(case_id):
    said = notifications.said_about(case_id)
    assert any("نقص مدرک" in one.text and "۱۴" in one.text for one in said)


def test_the_corrected_case_goes_back_with_old_and_new_side_by_side(case_id, applicant):
    case = api.resubmit(corrected(case_id, applicant).token, by=applicant)
    assert case.state == "registered"
    assert case.open_defects == 0
    by_field = {defect.field: defect for defect in cases.defects(case_id)}
    assert by_field["request.subject"].old == "اعتراض به نتیجه"
    assert by_field["request.subject"].new == "موضوع تازه"
    [change] = forms.differences(case_id)
    assert change.key == "request.subject"


def test_sending_twice_changes_nothing(case_id, applicant):
    draft = corrected(case_id, applicant)
    api.resubmit(draft.token, by=applicant)
    assert api.resubmit(draft.token, by=applicant).state == "registered"
    assert forms.last_round(case_id) == 2


def test_what_was_not_touched_is_refused_at_its_place(case_id, applicant):
    draft = api.start_correction(case_id, by=applicant)
    with pytest.raises(FormIncomplete) as refusal:
        api.resubmit(draft.token, by=applicant)
    assert set(refusal.value.errors) == {"request", "files"}


def test_an_applicant_who_disagrees_says_why(case_id, applicant):
    draft = api.start_correction(case_id, by=applicant)
    assert api.resubmit(draft.token, by=applicant, comment="همین درست است").state == "registered"


def test_only_the_applicant_corrects(case_id, applicant):
    stranger = identity.actor_for_person(cast.the_stranger().id)
    draft = corrected(case_id, applicant)
    with pytest.raises(NothingToCorrect):
        api.start_correction(case_id, by=stranger)
    with pytest.raises(NotACorrection):
        api.resubmit(draft.token, by=stranger)


def test_a_correction_is_not_submitted_as_a_new_request(case_id, applicant):
    draft = corrected(case_id, applicant)
    with pytest.raises(NoSuchDraft):
        api.submit(draft.token, by=applicant)


def test_a_case_that_was_not_returned_has_nothing_to_correct(draft, applicant):
    case_id = api.submit(draft.token, by=applicant).case_id
    with pytest.raises(NothingToCorrect):
        api.start_correction(case_id, by=applicant)


def test_the_answer_is_a_numbered_letter_and_its_message_says_so(case_id, applicant, staff):
    api.resubmit(corrected(case_id, applicant).token, by=applicant)
    press(case_id, staff[Role.SECRETARIAT], "answer", comment="متن پاسخ")
    [letter] = api.letters_of(case_id)
    assert letter.text == "متن پاسخ"
    assert letter.letter_number
    assert letter.signed_by == cast.STAFF["clerk"]
    assert any("آماده است" in said.text for said in notifications.said_about(case_id))
