"""What a proposal says, in the types of the register."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from pishkhan.services.degree_issuance import rules
from pishkhan.services.degree_issuance.errors import BadValue
from pishkhan.services.degree_issuance.questions import FORMS, PAGE_OF, SAMPLE
from pishkhan.services.degree_issuance.terms import Deed, Part


def test_every_deed_has_a_form_and_says_why():
    assert set(FORMS) == set(Deed) == set(PAGE_OF)
    assert all(any(one.code == "because" for one in asked) for asked in FORMS.values())


def test_the_record_is_read_off_the_form():
    flat = rules.record(SAMPLE, case_id=5)
    assert flat["person.identity"] == SAMPLE["issue.national_id"]
    assert flat["document.kind"] == "temporary_certificate"
    assert "award.orientation" not in flat


@pytest.mark.parametrize(
    ("part", "text", "value"),
    [
        (Part.AVERAGE, "۱۶٫۵", Decimal("16.5")),
        (Part.BIRTH_DATE, "۱۳۷۶/۰۲/۱۳", date(1997, 5, 3)),
        (Part.FAMILY_NAME, " بهرامي ", "بهرامی"),
    ],
)
def test_a_value_is_of_the_type_of_its_part(part, text, value):
    assert rules.value_of(part, text) == value


@given(st.text(max_size=12))
def test_what_is_no_average_is_refused_and_never_kept(text):
    try:
        found = rules.value_of(Part.AVERAGE, text)
    except BadValue:
        return
    assert 0 <= found <= 20
