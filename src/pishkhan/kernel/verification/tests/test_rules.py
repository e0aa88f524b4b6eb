"""Masking, comparing, verdicts and the frozen form of facts, by property."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import canonical_json
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.verification.errors import NotFromThisState
from pishkhan.kernel.verification.rules import changes, comparing, facts as freezing, verdicts
from pishkhan.kernel.verification.rules.masking import masked_name
from pishkhan.kernel.verification.terms import ClaimField, DocumentState, VerdictState
from pishkhan.kernel.verification.testing import facts


NAMES = st.text(alphabet="ابپتثجچحخدذرزسشصضطظعغفقکگلمنوهی ", min_size=2, max_size=20).filter(
    lambda text: len(text.split()) and len(text.strip()) > 1
)


@given(given_name=NAMES, family=NAMES)
def test_a_mask_shows_one_letter_of_a_word_and_no_length(given_name, family):
    words = f"{given_name} {family}".split()
    assert masked_name(given_name, family).split() == [f"{word[0]}•••" for word in words]


@given(
    state=st.sampled_from(DocumentState),
    is_witnessed=st.booleans(),
    valid_until=st.none() | st.dates(),
    today=st.dates(),
)
def test_valid_needs_a_witness_an_active_document_and_time_left(
    state, is_witnessed, valid_until, today
):
    said = verdicts.verdict(state, is_witnessed=is_witnessed, valid_until=valid_until, today=today)
    may_be = (
        state is DocumentState.ACTIVE
        and is_witnessed
        and (valid_until is None or today <= valid_until)
    )
    assert (said is VerdictState.VALID) == may_be


@given(event=st.sampled_from(sorted(changes.CHANGES)), state=st.sampled_from(DocumentState))
def test_what_was_revoked_never_comes_back(event, state):
    try:
        after = changes.after(LogEvent(event), state)
    except NotFromThisState:
        return
    assert state is not DocumentState.REVOKED
    assert after is not DocumentState.ACTIVE or state in {
        DocumentState.ACTIVE,
        DocumentState.SUSPENDED,
    }


@given(
    grade=st.text(max_size=8, alphabet="0123456789."),
    field=NAMES,
    valid_until=st.none() | st.dates(),
    extra=st.dictionaries(NAMES, NAMES, max_size=3),
)
def test_frozen_facts_come_back_and_are_canonical(grade, field, valid_until, extra):
    given_facts = facts(grade=grade, field=field, valid_until=valid_until, extra=extra)
    kept = freezing.frozen(given_facts)
    canonical_json.encode(kept)
    back = freezing.thawed(given_facts.document_id, kept, person_id=None)
    holder = replace(given_facts.holder, identity="", last_four="0107")
    assert back == replace(given_facts, holder=holder)
    assert given_facts.holder.identity not in str(kept)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ({"family_name": "بهرامي نيا"}, True),
        ({"family_name": "بهرامی‌نیا"}, True),
        ({"family_name": "سید بهرامی نیا"}, True),
        ({"family_name": "Bahraminia"}, True),
        ({"family_name": "بهرامی"}, False),
        ({"family_name": "سید"}, False),
        ({"given_name": "MAHSA"}, True),
        ({"level": "کارشناسي"}, True),
        ({"level": "bachelor"}, True),
        ({"level": "کارشناسی ارشد"}, False),
        ({"field": "مهندسی عمران سازه"}, True),
        ({"field": "civil engineering"}, True),
        ({"institution": "جامعة النموذج"}, True),
        ({"institution": "دانشگاه دیگر"}, False),
        ({"award_date": "۳۱/۶/۱۳۹۸"}, True),
        ({"award_date": "2019-09-22"}, True),
        ({"award_date": "۱۳۹۸/۷/۱"}, False),
        ({"award_date": "دیروز"}, False),
    ],
)
def test_what_stands_on_a_paper_is_compared_as_people_write_it(typed, right):
    claim = {ClaimField(name): value for name, value in typed.items()}
    assert list(comparing.compare(claim, facts()).values()) == [right]


def test_a_day_is_compared_as_a_day():
    assert comparing.compare({ClaimField.AWARD_DATE: "1398/06/31"}, facts()) == {
        ClaimField.AWARD_DATE: True
    }
    assert facts().award_date == date(2019, 9, 22)
