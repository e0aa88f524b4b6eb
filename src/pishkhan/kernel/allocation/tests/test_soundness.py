"""Programmes that the scheme has no sound answer for stop the run, with the reason."""

import pytest

from pishkhan.kernel.allocation.rules import soundness
from pishkhan.kernel.allocation.rules.schemes import UnsoundScheme
from pishkhan.kernel.allocation.tests.files import choices_of, person, place, published, write


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ({"group": "3"}, "SCORE has a gap: programmes have group 3"),
        ({"group": ""}, r"SCORE has a gap: programmes have group \(empty\)"),
        ({"type": "night"}, "COURSE_TYPE has a gap: programmes have type night"),
    ],
)
def test_a_programme_for_which_no_rule_speaks_stops_the_run(tmp_path, where, reason):
    folder = write(
        tmp_path / "in",
        applicants=[person("A")],
        programmes=[place("P"), place("Q", **where)],
        choices=choices_of(A="P"),
    )
    with pytest.raises(UnsoundScheme, match=reason):
        published(folder, tmp_path / "out")


def test_buckets_that_do_not_make_up_the_capacity_stop_the_run(tmp_path):
    row = {"programme_id": "P", "order": "1", "name": "one", "seats": "3"}
    folder = write(
        tmp_path / "in",
        applicants=[person("A")],
        programmes=[place("P", capacity="4")],
        buckets=[row],
        choices=choices_of(A="P"),
    )
    with pytest.raises(UnsoundScheme, match="its buckets have 3 of 4 seats"):
        published(folder, tmp_path / "out")


@pytest.mark.parametrize(
    ("scheme", "reason"),
    [
        ('tie_break = ["lottery"]', "needs the tie-break list"),
        (
            '[[buckets]]\nname = "a"\npercent = 50\n[[buckets]]\nname = "b"\nrest = true',
            "several buckets and a ceiling",
        ),
    ],
)
def test_a_ceiling_on_women_without_a_meaning_stops_the_run(tmp_path, scheme, reason):
    folder = write(
        tmp_path / "in",
        scheme=scheme,
        applicants=[person("A")],
        programmes=[place("P", female_ceiling="1")],
        choices=choices_of(A="P"),
    )
    with pytest.raises(UnsoundScheme, match=reason):
        published(folder, tmp_path / "out")


def test_more_groups_than_a_mask_has_bits_stop_the_run(tmp_path):
    names = " ".join(f"g{n}" for n in range(soundness.MOST_GROUPS + 1))
    row = {"programme_id": "P", "order": "1", "name": "one", "seats": "1", "may_sit": names}
    folder = write(
        tmp_path / "in",
        applicants=[person("A")],
        programmes=[place("P")],
        buckets=[row],
        choices=choices_of(A="P"),
    )
    with pytest.raises(UnsoundScheme, match="more than 63 groups"):
        published(folder, tmp_path / "out")


def test_more_rules_than_a_verdict_can_number_stop_the_run(tmp_path):
    rule = '[[applicant_rules]]\ncode = "R{}"\nfact = "applicant.level"\none_of = ["kardani"]\n'
    folder = write(
        tmp_path / "in",
        scheme="".join(rule.format(n) for n in range(soundness.MOST_RULES + 1)),
        applicants=[person("A")],
        programmes=[place("P")],
        choices=choices_of(A="P"),
    )
    with pytest.raises(UnsoundScheme, match="More than 200 rules"):
        published(folder, tmp_path / "out")
