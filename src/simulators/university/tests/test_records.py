"""Universities and their graduates: the same from the same seed, in the habit of each system."""

from collections import Counter

import pytest

from pishkhan.foundation import identifiers, jalali
from pishkhan.kernel.records.rules.reading import COLUMNS, read
from simulators.university import country, records
from simulators.university.places import UNIVERSITIES


PEOPLE = 1500


@pytest.fixture(scope="module")
def every():
    return [one for place in UNIVERSITIES for one in records.of_university(place, PEOPLE)]


def test_there_are_forty_universities_with_names_in_three_languages():
    assert len(UNIVERSITIES) == 40
    for names in ("code", "name", "name_en", "name_ar"):
        assert len({getattr(one, names) for one in UNIVERSITIES}) == 40


def test_the_same_seed_makes_the_same_records_and_another_one_others(every):
    place = UNIVERSITIES[0]
    records._by_place.cache_clear()
    country.degrees.cache_clear()
    again = [one for each in UNIVERSITIES for one in records.of_university(each, PEOPLE)]
    assert again == every
    other = list(records.of_university(place, PEOPLE, seed=7))
    assert other != list(records.of_university(place, PEOPLE))


def test_graduates_are_of_fifteen_years_and_their_numbers_begin_with_000():
    degrees = country.degrees(PEOPLE)
    assert {one.awarded[0] for one in degrees} == set(range(1390, 1405))
    for one in degrees:
        assert identifiers.national_id(one.person.national_id).startswith("000")
        assert one.admitted < one.began < one.awarded
        jalali.to_date(*one.awarded)
    assert len({one.person.national_id for one in degrees}) >= PEOPLE


def test_twins_differ_in_the_given_name_and_the_number_alone():
    people = {one.person.national_id: one.person for one in country.degrees(PEOPLE)}.values()
    families = Counter((one.family, one.father, one.born) for one in people)
    twins = [one for one in people if families[one.family, one.father, one.born] > 1]
    assert len(twins) >= 10
    assert len({one.given for one in twins}) > 2


def test_a_record_without_a_defect_is_read_without_a_word():
    for degree in country.degrees(PEOPLE)[:300]:
        found = read(records.plain(degree), today=jalali.to_date(1405, 9, 1))
        assert not found.found
        assert set(records.plain(degree)) <= set(COLUMNS)


def test_systems_write_digits_days_and_letters_each_in_their_own_way(every):
    days = [one["award.awarded_on"] for one in every if "award.awarded_on" in one]
    assert any(day.startswith("20") for day in days)
    assert any(day.startswith("13") for day in days)
    assert any(day.startswith("۱۳") for day in days)
    assert any("ي" in one.get("person.family_name", "") for one in every)


def test_most_records_are_right_and_every_defect_happens():
    today, counts = jalali.to_date(1405, 9, 1), Counter()
    for place in UNIVERSITIES:
        for one in records.of_university(place, 6000):
            counts |= Counter({code.code.value: 1 for code in read(one, today=today).found})
    assert counts.keys() >= {
        "E-NO-IDENTITY",
        "E-NID-CHECKSUM",
        "E-NID-LENGTH",
        "E-SPREADSHEET",
        "E-DATE",
        "E-MISSING",
        "E-AVERAGE",
    }


def test_each_defect_is_one_that_the_register_finds_or_that_life_forgives():
    forgiven = 0
    for defect in records.DEFECTS:
        degree = country.degrees(PEOPLE)[5]
        record = records.plain(degree)
        defect(record, degree, records.Random(1))
        forgiven += not read(record, today=jalali.to_date(1405, 9, 1)).found
    assert 0 < forgiven < len(records.DEFECTS)
