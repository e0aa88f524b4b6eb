"""Filters: numbers, dates, codes, sizes, as readers of each language write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from pishkhan.foundation import clock
from pishkhan.kernel.cases.spec import Moment, Span
from pishkhan.kernel.cases.terms import Tense
from pishkhan.web.templatetags import ui


NOW = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)


def test_digits_follow_the_language():
    with translation.override("fa"):
        assert ui.digits(1405) == "۱۴۰۵"
    with translation.override("ar"):
        assert ui.digits(1405) == "١٤٠٥"
    with translation.override("en"):
        assert ui.digits("۱۴۰۵") == "1405"


def test_ids_of_a_definition_keep_their_letters_digits_and_direction():
    said = ui.with_ids("مرحلهٔ fee2: ۲ روز پس از states.fee2.due نیست <b> 15")
    assert said == (
        'مرحلهٔ <bdi dir="ltr">fee2</bdi>: ۲ روز پس از <bdi dir="ltr">states.fee2.due</bdi>'
        ' نیست &lt;<bdi dir="ltr">b</bdi>&gt; ۱۵'
    )


def test_a_day_is_shown_in_words():
    assert ui.jalali(date(2026, 11, 21)) == "۳۰ آبان ۱۴۰۵"


def test_the_day_of_a_moment_is_that_of_tehran():
    assert ui.jalali(datetime(2026, 11, 20, 21, 0, tzinfo=UTC)) == "۳۰ آبان ۱۴۰۵"


def test_a_moment_is_shown_on_tehrans_clock():
    assert ui.moment(NOW) == "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۲۴"


@pytest.mark.parametrize("empty", [ui.jalali, ui.moment, ui.since, ui.ago])
def test_no_date_is_no_text(empty: object):
    assert empty(None) == ""


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=5), "هم‌اکنون"),
        (timedelta(minutes=5), "۵ دقیقه پیش"),
        (timedelta(hours=3), "۳ ساعت پیش"),
        (timedelta(days=4), "۴ روز پیش"),
        (timedelta(days=-4), "تا ۴ روز دیگر"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit(span: timedelta, text: str):
    with clock.frozen(NOW):
        assert ui.ago(NOW - span) == text


def test_a_code_keeps_its_order_and_is_grouped():
    assert ui.code("12345678", 4) == '<bdi class="code" dir="ltr">۱۲۳۴\u00a0۵۶۷۸</bdi>'


def test_a_code_is_escaped():
    assert "<script>" not in ui.code("<script>")


def test_a_tracking_code_is_shown_as_it_is_printed():
    assert "۴۸۲۰\u00a0۱۷۷۳\u00a0۹۰۵" in ui.tracking("48201773905")


def test_a_letter_number_comes_from_a_letter_or_from_text():
    class Letter:
        display = "172429/4"

    assert ui.letter_number(Letter()) == ui.letter_number("172429/4")
    assert "۱۷۲۴۲۹/۴" in ui.letter_number("172429/4")


def test_an_amount_has_separators_and_its_unit():
    assert ui.rial(1_250_000) == "۱٬۲۵۰٬۰۰۰ ریال"


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "۱ کیلوبایت"), (1536, "۲ کیلوبایت"), (2_516_582, "۲٫۴ مگابایت")],
)
def test_a_size_is_said_in_its_unit(octets: int, text: str):
    assert ui.size(octets) == text


def test_a_query_is_changed_in_one_parameter_and_keeps_the_others():
    template = engines["django"].from_string('{% address_with after="9" %}')
    assert template.render({}, RequestFactory().get("/?q=%D8%B1&after=3")) == (
        "?q=%D8%B1&amp;after=9"
    )


def test_the_pager_says_nothing_on_a_single_page():
    template = engines["django"].from_string('{% pager "" %}')
    assert template.render({}, RequestFactory().get("/")).strip() == ""


def test_the_timeline_marks_where_the_case_is():
    moments = [
        Moment(tense=Tense.PAST, state="a", title="ثبت", at=NOW, usual=Span(hours=3)),
        Moment(tense=Tense.NOW, state="b", title="بررسی", at=NOW, with_applicant=True),
        Moment(tense=Tense.NEXT, state="c", title="پاسخ", place="دبیر", usual=Span(days=2)),
    ]
    html = engines["django"].from_string("{% timeline moments %}").render({"moments": moments})
    assert '<li class="now" aria-current="step">' in html
    assert "بررسی — نزد شما" in html
    assert "معمولاً ۲ روز" in html
    assert "معمولاً ۳ ساعت" not in html


def test_a_usual_duration_is_said_in_working_days_where_offices_count():
    assert ui.usual(Span(working_days=5)) == "معمولاً ۵ روز کاری"
    assert ui.usual(Span(hours=3)) == "معمولاً ۳ ساعت"
