"""A scheme that has no sound answer is refused, with the reason."""

import tomllib

import pytest

from pishkhan.kernel.allocation.rules import schemes
from pishkhan.kernel.allocation.rules.schemes import UnsoundScheme
from pishkhan.kernel.allocation.tests.files import SCHEME


def refusal(text):
    with pytest.raises(UnsoundScheme) as refused:
        schemes.read(tomllib.loads(text))
    return str(refused.value)


def test_the_scheme_of_the_round_is_read():
    scheme = schemes.read(tomllib.loads(SCHEME))
    assert [rule.code for rule in scheme.rules] == [
        "SAME_CITY", "LEVEL", "OWN_CODE", "OTHER_PROVINCE", "COURSE_TYPE", "SCORE",
    ]  # fmt: skip
    assert scheme.facts_of("programme") == ["group", "province", "type"]


def test_overlapping_caps_are_refused_because_no_answer_may_exist():
    said = refusal(
        """
        [[caps]]
        name = "Fars"
        programmes = ["1", "2"]
        [[caps]]
        name = "physics"
        programmes = ["2", "3"]
        """
    )
    assert "overlap" in said
    assert "NP-hard" in said


def test_caps_over_several_programmes_are_refused_even_where_they_are_nested():
    said = refusal('[[caps]]\nname = "Fars"\nprogrammes = ["1", "2"]\n')
    assert "not computed" in said


RULE = '[[choice_rules]]\ncode = "X"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("maximum_choice = 10", "maximum_choice is not known"),
        ("maximum_choices = 0", "whole number from 1"),
        ("maximum_choices = true", "whole number from 1"),
        ("score_digits = 7", "from 0 to 6"),
        ("name = 5", "no text"),
        ('tie_break = ["first_come"]', "is not known"),
        ('tie_break = ["lottery", "female"]', "nothing can come after the lottery"),
        ('tie_break = ["female", "female"]', "named twice"),
        ('tie_break = "lottery"', "no list of texts"),
        ("choice_rules = 5", "no list of tables"),
        ("matrices = 5", "no table"),
        ("[matrices]\nm = 5", "no table of rows"),
        ('[matrices.m]\nday = ["night"]', "gap: no row for night"),
        (f'{RULE}fact = "city"\none_of = []', "applicant.COLUMN or programme.COLUMN"),
        (f'{RULE}fact = "applicant.city"', "one of one_of"),
        (f'{RULE}fact = "applicant.a"\none_of = []\nsame_as = "applicant.b"', "one of one_of"),
        (f'{RULE}fact = "applicant.city"\none_of = []\nwhy = 1', "why is not known"),
        (f'{RULE}matrix = "m"\nfact = "applicant.a"\nto = "programme.b"', "no matrix m"),
        (f'{RULE}by = "applicant.a"\nreference = "r"\npercents = {{}}', "a fact of the programme"),
        (
            f'{RULE}by = "programme.a"\nreference = "r"\npercents = {{ 1 = 8.5 }}',
            "no whole percent",
        ),
        (f'{RULE}by = "programme.a"\npercents = {{}}', "reference is missing"),
        (
            RULE.replace("choice", "applicant") + 'fact = "programme.a"\none_of = []',
            "looks at the applicant alone",
        ),
        (
            2 * f'{RULE}fact = "applicant.a"\none_of = []\n',
            "same code",
        ),
        ('[[buckets]]\nname = "a"\npercent = 25', "takes the rest"),
        ('[[buckets]]\nname = "a"\npercent = 25\nrest = true', "either percent or rest"),
        ('[[buckets]]\nname = "a"\nrest = true\nrounding = "near"', "down or up"),
        (
            "".join(f'[[buckets]]\nname = "{n}"\npercent = 60\n' for n in "ab")
            + '[[buckets]]\nname = "c"\nrest = true',
            "take 120 percent",
        ),
        (
            '[[buckets]]\nname = "a"\npercent = 5\n[[buckets]]\nname = "a"\nrest = true',
            "same name",
        ),
    ],
)
def test_what_is_not_understood_is_refused_with_the_reason(text, reason):
    assert reason in refusal(text)
