"""Records that two people bring by hand."""

from dataclasses import replace

import pytest

from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.actions.entering import enter
from pishkhan.kernel.records.errors import BecauseNeeded, Implausible, TwoPeople
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import LogClass, Origin, Outcome
from pishkhan.kernel.records.testing import a_record


def entered(campus, because="جلد ۱۲، صفحهٔ ۴۷", by=None, second=None, **changes):
    return enter(
        a_record(**changes),
        institution_id=campus.institution.id,
        because=because,
        origin=SourceOf(origin=Origin.CASE, institution_id=campus.institution.id),
        by=by or campus.expert,
        second=second or campus.signer,
    )


def test_two_people_enter_a_record_and_again_it_is_the_same(campus):
    first = entered(campus)
    assert first.document_id is not None
    again = entered(campus)
    assert again.outcome is Outcome.UNCHANGED
    assert again.document_id == first.document_id


def test_it_takes_a_reason_and_two_persons(campus):
    with pytest.raises(BecauseNeeded):
        entered(campus, because=" ")
    with pytest.raises(TwoPeople):
        entered(campus, second=campus.expert)
    one, other = replace(campus.expert, person_id=7), replace(campus.signer, person_id=7)
    with pytest.raises(TwoPeople):
        entered(campus, by=one, second=other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"admission__admitted_on": "1405/01/01", "enrolment__began_on": ""},
        {"award__awarded_on": "1390/01/01"},  # no roll of that year, and before the admission
        {"person__identity": "0000000000"},
    ],
)
def test_what_contradicts_itself_does_not_come_in(campus, wrong):
    with pytest.raises(Implausible):
        entered(campus, **wrong)


def test_a_serial_belongs_to_one_identity(campus):
    entered(campus)
    other = {**a_record(2), "document.serial": a_record()["document.serial"]}
    with pytest.raises(Implausible):
        enter(
            other,
            institution_id=campus.institution.id,
            because="دفتر",
            origin=SourceOf(origin=Origin.CASE),
            by=campus.expert,
            second=campus.signer,
        )


def test_after_the_roll_was_closed_it_is_late(campus):
    roll = records.roll(campus.institution.id, 1404)
    records.roll_sign(roll.id, by=campus.expert)
    records.roll_close(roll.id, by=campus.signer)
    found = records.document(entered(campus).document_id)
    assert found.log_class is LogClass.LATE
