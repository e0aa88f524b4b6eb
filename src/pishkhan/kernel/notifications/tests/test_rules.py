"""Texts, lengths and times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.notifications import errors, one_time_code
from pishkhan.kernel.notifications.rules import rendering, retry, sms_parts


ADDRESS = "pishkhan.example/t"
# domain.md 1.A.10: the drafts of the catalogue with values of their real lengths.
DRAFTS = [
    ("کد تأیید پیشخوان: {c}\nتا ۲ دقیقه معتبر است. به کسی ندهید.", 1),
    ("درخواست شما ثبت شد.\nشماره نامه: {l}\nکد رهگیری: {t}\nپیگیری: {u}", 2),
    ("نامه {l} نقص مدرک دارد. تا {d} در {u} تکمیل کنید؛ در غیر این صورت مختومه می‌شود.", 2),
    ("پاسخ نامه {l} آماده است. با کد رهگیری خود در {u} ببینید.", 2),
]
VALUES = {"c": "482017", "l": "172429/4", "t": "4820 1773 905", "d": "1405/09/30", "u": ADDRESS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ب" * 70, 1),
        ("ب" * 71, 2),
        ("ب" * 134, 2),
        ("ب" * 135, 3),
        ("a" * 70 + "ب", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_a_text_costs_as_many_sms_as_the_standard_says(text, expected):
    assert sms_parts.parts(text) == expected


@given(st.text(min_size=1, max_size=700), st.text(max_size=50))
def test_a_longer_text_never_costs_less(text, more):
    assert sms_parts.parts(text) <= sms_parts.parts(text + more)


@pytest.mark.parametrize(("text", "most"), DRAFTS)
def test_the_drafts_of_the_catalogue_cost_what_it_says(text, most):
    filled = rendering.render(text, VALUES, language="fa", verbatim=frozenset({"u", "c"}))
    assert sms_parts.parts(filled) <= most


@pytest.mark.parametrize("template", one_time_code.TEMPLATES)
def test_the_one_time_code_is_one_sms_in_every_language(template):
    filled = rendering.render(
        template.text, template.samples, language=template.language, verbatim=template.verbatim
    )
    assert sms_parts.parts(filled) == 1


def test_values_are_read_in_the_digits_of_the_language_and_groups_hold_together():
    assert rendering.for_reading("4820 1773 905", "fa") == "۴۸۲۰\u00a0۱۷۷۳\u00a0۹۰۵"
    assert rendering.for_reading("4820 1773 905", "ar") == "٤٨٢٠\u00a0١٧٧٣\u00a0٩٠٥"
    assert rendering.for_reading("4820 1773 905", "en") == "4820\u00a01773\u00a0905"
    assert rendering.for_reading("شنبه 30 آبان", "fa") == "شنبه ۳۰ آبان"


def test_an_address_keeps_its_digits_and_a_value_is_never_read_as_a_template():
    filled = rendering.render(
        "{u} {name}", {"u": "a.example/9", "name": "{u}"}, language="fa", verbatim=frozenset({"u"})
    )
    assert filled == "a.example/9 {u}"


def test_a_forgotten_value_is_a_bug_not_an_empty_place():
    with pytest.raises(KeyError):
        rendering.render("{a}", {}, language="fa", verbatim=frozenset())


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (" \n", errors.EmptyText),
        ("نامه {letter} {salary}", errors.UnknownPlaceholder),
        ("نامه {note}", errors.PlaceholderMissing),
        ("نامه {letter", errors.BrokenPlaceholder),
        ("نامه {letter.__class__}", errors.BrokenPlaceholder),
        ("نامه {letter!r} {letter}", errors.BrokenPlaceholder),
        ("نامه {} {letter}", errors.BrokenPlaceholder),
    ],
)
def test_a_rewording_that_breaks_the_message_is_refused(text, refusal):
    with pytest.raises(refusal) as caught:
        rendering.check(text, known=frozenset({"letter", "note"}), required=frozenset({"letter"}))
    assert str(caught.value)


def test_a_rewording_may_use_an_optional_placeholder():
    rendering.check(
        "{note}: {letter}", known=frozenset({"letter", "note"}), required=frozenset({"letter"})
    )


NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@given(st.integers(0, 10_000))
def test_waits_grow_to_an_hour_and_no_further(tries):
    assert retry.FIRST_WAIT <= retry.wait_after(tries) <= retry.wait_after(tries + 1)
    assert retry.wait_after(tries) <= retry.LONGEST_WAIT


def test_a_message_is_given_up_after_a_day():
    assert retry.next_try(tries=1, since=NOW, now=NOW) == NOW + timedelta(seconds=15)
    assert retry.next_try(tries=30, since=NOW, now=NOW + timedelta(hours=23)) is None


def test_delivery_is_asked_after_four_times():
    assert retry.next_check(checks=0, now=NOW) == NOW + timedelta(seconds=10)
    assert retry.next_check(checks=4, now=NOW) is None
