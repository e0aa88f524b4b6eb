"""The correction loop: decisions wait, the clock stands, the difference is shown."""

import pytest

from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.identity.spec import Actor


NAME = Defect(field="person.name", kind=DefectKind.INCORRECT, note="ناخوانا", old="مهس")
FILE = Defect(field="attachment:12", kind=DefectKind.INCOMPLETE, note="صفحهٔ دوم نیست", old=12)


@pytest.fixture
def returned(office):
    case = office.open()
    return office.press(case, "defect", office.clerk, comment="دو نقص", defects=(NAME, FILE))


def test_a_return_writes_a_row_for_each_defect(office, returned):
    found = api.defects(returned.id, only_open=True)

    assert [(d.field, d.kind, d.note) for d in found] == [
        (NAME.field, NAME.kind, NAME.note),
        (FILE.field, FILE.kind, FILE.note),
    ]
    assert found[0].raised_by_name == office.clerk.name
    assert returned.open_defects == 2


def test_the_case_does_not_come_back_while_a_defect_is_open(office, returned):
    left = api.answer_defects(
        case_id=returned.id, answers={"person.name": "مهسا"}, by=office.applicant
    )

    assert left == 1
    with pytest.raises(errors.Blocked):
        office.press(returned, "send", office.applicant)


def test_after_the_return_the_officer_sees_old_beside_new(office, returned):
    answers = {"person.name": "مهسا", "attachment:12": 31, "person.father": "بی‌ربط"}
    api.answer_defects(case_id=returned.id, answers=answers, by=office.applicant)
    back = office.press(returned, "send", office.applicant)

    assert [(d.old, d.new, d.is_open) for d in api.defects(back.id)] == [
        ("مهس", "مهسا", False),
        (12, 31, False),
    ]
    assert (back.state, back.open_defects) == ("secretariat", 0)
    assert office.task(back).returned
    testing.check(back.id)


def test_only_the_applicant_answers(returned):
    with pytest.raises(errors.NotYours):
        api.answer_defects(case_id=returned.id, answers={}, by=Actor.citizen(8, "دیگری"))


def test_the_applicant_may_give_up_although_defects_are_open(office, returned):
    case = office.press(returned, "withdraw", office.applicant)

    assert (case.outcome, case.open_defects) == ("withdrawn", 0)
    assert all(defect.is_withdrawn for defect in api.defects(case.id))


def test_a_second_round_has_its_own_number(office, returned):
    api.answer_defects(
        case_id=returned.id, answers={NAME.field: "مهسا", FILE.field: 31}, by=office.applicant
    )
    office.press(returned, "send", office.applicant)
    office.press(returned, "defect", office.clerk, comment="باز هم", defects=(NAME,))

    assert [defect.round for defect in api.defects(returned.id)] == [1, 1, 2]
