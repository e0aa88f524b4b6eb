"""The pages of the finance desk: figures, lists, files to take along, and who sees what."""

import csv
import io

import pytest
from django.urls import reverse

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.payments.models import Refund
from pishkhan.kernel.payments.tests.money import row
from pishkhan.web.testing import a_browser, signed_in_staff


pytestmark = pytest.mark.django_db
LISTS = ("home", "daybook", "sums", "payments", "attempts", "refunds", "files", "differences",
         "orphans", "fees")  # fmt: skip
FILES = ("daybook_csv", "sums_csv", "payments_csv", "attempts_csv", "refunds_csv",
         "differences_csv")  # fmt: skip
PAYER = cast.APPLICANT.last


def get(browser, name, *arguments, **query):
    return browser.get(reverse(f"finance:{name}", args=arguments), query)


def html(browser, name, *arguments, **query):
    answer = get(browser, name, *arguments, **query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def table(answer):
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", LISTS)
def test_every_page_is_there_before_any_money_is(first, name):
    assert "امور مالی" in html(first, name)


@pytest.mark.parametrize("name", [*LISTS, *FILES])
def test_strangers_sign_in_first_citizens_find_nothing_and_other_staff_are_refused(desk, name):
    address = reverse(f"finance:{name}")
    assert desk.browser("stranger").get(address)["Location"].startswith("/staff/login/")
    assert desk.browser("citizen").get(address).status_code in {403, 404}
    clerk = cast.the_clerk()
    assert signed_in_staff(a_browser(), clerk.id).get(address).status_code == 403


def test_an_officer_of_one_service_sees_nothing_of_another(desk):
    paid = desk.paid()
    narrow = desk.browser("narrow")
    assert str(paid.number) not in html(narrow, "payments")
    assert get(narrow, "payment", paid.id).status_code == 404
    assert "40" not in "".join(
        cell for line in table(get(narrow, "daybook_csv"))[1:] for cell in line
    )
    for name in ("files", "differences", "differences_csv"):
        assert get(narrow, name).status_code == 403
    assert get(narrow, "ask_refund", paid.id).status_code == 404
    assert Refund.objects.count() == 0


def test_the_first_page_counts_what_waits(desk, first):
    desk.paid()
    desk.house.at_the_bank(desk.house.owes("case:2"))
    page = html(first, "home")
    assert "۴۰٬۰۰۰ ریال" in page
    assert "۴٬۰۰۰ تومان" in page
    assert "۱ پرداخت" in page


def test_the_day_book_shows_both_sides_and_what_accounts_moved_by(desk, first):
    paid = desk.paid()
    page = html(first, "daybook")
    for text in ("دریافت از پرداخت‌کننده", "واریزشده به حساب · memory", "درآمد خدمت · guest"):
        assert text in page
    assert reverse("finance:payment", args=[paid.id]) in page
    assert "در این روزها سندی نیست" in html(
        first, "daybook", since="1404/01/01", until="1404/01/02"
    )


def test_a_filter_that_is_no_day_says_so_and_shows_nothing(desk, first):
    desk.paid()
    for name in ("daybook", "sums", "payments"):
        page = html(first, name, since="1405/13/40")
        assert 'id="q-since-error"' in page
        assert "۴۰٬۰۰۰ ریال" not in page
        assert get(first, f"{name}_csv", since="1405/13/40").status_code == 302


@pytest.mark.parametrize("by", ["service", "terminal", "gateway", "day", "odd"])
def test_sums_are_of_what_was_asked_for(desk, first, by):
    desk.paid()
    page = html(first, "sums", by=by)
    assert "۴۰٬۰۰۰ ریال" in page
    rows = table(get(first, "sums_csv", by=by))
    assert rows[1][-6:] == ["1", "40000", "40000", "0", "0", "0"]


def test_a_payment_is_found_and_tells_its_whole_story(desk, first):
    paid = desk.paid()
    assert PAYER in html(first, "payments")
    for text in (paid.rrn, str(paid.order_number), str(paid.number)):
        assert reverse("finance:payment", args=[paid.id]) in html(first, "payments", q=text)
    page = html(first, "payment", paid.id)
    for text in (PAYER, "هزینهٔ بررسی تقاضا", "بابت خدمت", "درخواست بازگرداندن پول"):
        assert text in page
    assert cast.APPLICANT.national_id not in page
    assert get(first, "payment", 1).status_code == 404


def test_who_saw_a_payment_and_who_took_a_list_along_is_written_down(desk, first):
    paid = desk.paid()
    html(first, "payment", paid.id)
    html(first, "payments")
    seen = audit.lines(target="payment", target_id=paid.id, only_looks=True)
    assert [line.account_id for line in seen] == [desk.first.account_id] * 2
    for name in FILES:
        get(first, name).getvalue()
    took = audit.lines(verb="audit.saw_export")
    assert len(took) == len(FILES)
    assert {line.because.split()[0] for line in took} == {
        "daybook", "sums", "payments", "attempts", "refunds", "differences",
    }  # fmt: skip


def test_a_list_that_is_taken_along_is_text_where_it_names_and_nothing_in_it_is_run(desk, first):
    paid = desk.paid()
    desk.file(row(desk.order_of(paid), reference="=1+1", order_number=5, rrn=""))
    answer = get(first, "payments_csv")
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="payments.csv"'
    heads, line = table(answer)
    found = dict(zip(heads, line, strict=True))
    assert found["شماره"] == f"'{paid.number}"
    assert found["شمارهٔ مرجع"] == f"'{paid.rrn}"
    assert found["مبلغ (ریال)"] == "40000"
    assert PAYER not in "".join(line)
    assert "'=1+1" in table(get(first, "differences_csv"))[1]


def test_what_is_under_way_is_listed_by_its_kind(desk, first):
    desk.house.at_the_bank(desk.house.owes())
    assert "در صفحهٔ بانک" in html(first, "attempts", show="pending")
    assert "چیزی در این فهرست نیست" in html(first, "attempts", show="unknown")
    assert len(table(get(first, "attempts_csv", show="pending"))) == 2


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_every_page_speaks_every_language(desk, first, language):
    paid = desk.paid()
    first.cookies["language"] = language
    for name in LISTS:
        assert f'<html lang="{language}"' in html(first, name)
    assert f'<html lang="{language}"' in html(first, "payment", paid.id)


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "۱۲"])
def test_odd_cursors_do_no_harm(first, odd):
    for name in LISTS:
        html(first, name, after=odd)
