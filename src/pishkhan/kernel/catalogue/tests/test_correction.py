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
from pishkhan.kernel.catalogue.tests.conftest import press
from pishkhan.kernel.catalogue.tests.sample import RULE
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete, NoSuchDraft
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.organisations.terms import Role


pytestmark = pytest.mark.django_db


def corrected(returned_id, applicant):
    draft = api.start_correction(returned_id, by=applicant)
    page = forms.page_of(draft, "request")
    forms.save(draft, page, {"subject": "موضوع تازه"}, partial=True)
    [file] = attachments.of_case(returned_id)
    attachments.replace(
        file.id,
        case_id=returned_id,
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg(50, 50)),
        rule=RULE,
        by=applicant,
    )
    return draft


def test_the_corrected_case_goes_back_with_old_and_new_side_by_side(returned_id, applicant):
    case = api.resubmit(corrected(returned_id, applicant).token, by=applicant)
    assert case.state == "registered"
    assert case.open_defects == 0
    by_field = {defect.field: defect for defect in cases.defects(returned_id)}
    assert by_field["request.subject"].old == "اعتراض به نتیجه"
    assert by_field["request.subject"].new == "موضوع تازه"
    [change] = forms.differences(returned_id)
    assert change.key == "request.subject"


def test_what_was_corrected_reaches_the_case_its_tasks_and_its_letters(
    returned_id, applicant, staff
):
    api.resubmit(corrected(returned_id, applicant).token, by=applicant)
    case = cases.case(returned_id)
    assert case.subject == case.facts["request.subject"] == "موضوع تازه"
    [task] = [one for one in cases.tasks(returned_id) if one.closed_at is None]
    assert task.subject == "موضوع تازه"
    press(returned_id, staff[Role.SECRETARIAT], "answer", comment="متن پاسخ")
    [letter] = api.letters_of(returned_id)
    assert letter.subject == "موضوع تازه"
    assert api.receipt(returned_id).subject == "اعتراض به نتیجه"


def test_a_corrected_name_is_that_of_the_case_and_the_letter(draft, applicant, staff):
    remarks = {"mobile_ownership": "mismatch"}
    case_id = api.submit(draft.token, by=applicant, remarks=remarks).case_id
    flaw = Defect(field="person.first_name", kind=DefectKind.INCORRECT, note="نام درست نیست")
    press(case_id, staff[Role.SECRETARIAT], "return", comment="نام", defects=[flaw])
    correction = api.start_correction(case_id, by=applicant)
    page = forms.page_of(correction, "person")
    forms.save(correction, page, {"first_name": "مهرداد"}, partial=True)
    api.resubmit(correction.token, by=applicant)
    case = cases.case(case_id)
    assert case.applicant_name == "مهرداد"
    assert case.facts["mobile_ownership"] == "mismatch"
    press(case_id, staff[Role.SECRETARIAT], "answer", comment="متن پاسخ")
    assert [letter.addressee for letter in api.letters_of(case_id)] == ["مهرداد"]


def test_sending_twice_changes_nothing(returned_id, applicant):
    draft = corrected(returned_id, applicant)
    api.resubmit(draft.token, by=applicant)
    assert api.resubmit(draft.token, by=applicant).state == "registered"
    assert forms.last_round(returned_id) == 2


def test_what_was_not_touched_is_refused_at_its_place(returned_id, applicant):
    draft = api.start_correction(returned_id, by=applicant)
    with pytest.raises(FormIncomplete) as refusal:
        api.resubmit(draft.token, by=applicant)
    assert set(refusal.value.errors) == {"request", "files"}


def test_an_applicant_who_disagrees_says_why(returned_id, applicant):
    draft = api.start_correction(returned_id, by=applicant)
    assert api.resubmit(draft.token, by=applicant, comment="همین درست است").state == "registered"


def test_only_the_applicant_corrects(returned_id, applicant):
    stranger = identity.actor_for_person(cast.the_stranger().id)
    draft = corrected(returned_id, applicant)
    with pytest.raises(NothingToCorrect):
        api.start_correction(returned_id, by=stranger)
    with pytest.raises(NotACorrection):
        api.resubmit(draft.token, by=stranger)


def test_a_correction_is_not_submitted_as_a_new_request(returned_id, applicant):
    draft = corrected(returned_id, applicant)
    with pytest.raises(NoSuchDraft):
        api.submit(draft.token, by=applicant)


def test_a_case_that_was_not_returned_has_nothing_to_correct(draft, applicant):
    case_id = api.submit(draft.token, by=applicant).case_id
    with pytest.raises(NothingToCorrect):
        api.start_correction(case_id, by=applicant)
