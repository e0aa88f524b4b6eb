"""Banks' files, differences, orphans and fees, through the pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.models import BankFile, Difference, Fee
from pishkhan.kernel.payments.terms import InvoiceState
from pishkhan.kernel.payments.tests.money import file_of, row


pytestmark = pytest.mark.django_db


def send(browser, *rows, day=None, gateway="memory", header=None):
    stream = file_of(*rows) if header is None else file_of(*rows, header=header)
    form = {
        "gateway": gateway,
        "day": day or jalali.format_numbers(clock.today()),
        "file": SimpleUploadedFile("bank.csv", stream.read(), content_type="text/csv"),
    }
    return browser.post(reverse("finance:files"), form, follow=True)


def html(browser, name, *arguments, **query):
    return browser.get(reverse(f"finance:{name}", args=arguments), query).content.decode()


def test_a_file_is_taken_by_its_page_and_laid_beside_the_books_by_a_job(desk, first):
    paid = desk.paid()
    answer = send(first, row(desk.order_of(paid)), "bad")
    text = answer.content.decode()
    assert "فایل خوانده شد" in text
    assert "در حال سنجش" in text
    assert answer["Refresh"] == "3"
    file = BankFile.objects.get()
    payments.reconcile(file.id)
    text = html(first, "file", file.id)
    assert "ردیف خوانده نشد" in text
    assert "سطر ۳" in text
    assert (
        "همین فایل پیش‌تر خوانده شده بود"
        in send(first, row(desk.order_of(paid)), "bad").content.decode()
    )
    assert reverse("finance:file", args=[file.id]) in html(first, "files")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"header": "a,b"}, "این فایل خوانده نشد"),
        ({"day": "دیروز"}, "این تاریخ خوانده نشد"),
        ({"day": "1410/01/01"}, "این روز هنوز نیامده است"),
        ({"gateway": "nobody"}, "چنین درگاهی نیست"),
        ({}, "هیچ ردیفی از این فایل خوانده نشد"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_reason(desk, first, more, said):
    desk.paid()
    assert said in send(first, "x", **more).content.decode()
    assert BankFile.objects.count() == 0


def test_a_form_without_a_file_is_refused(first):
    answer = first.post(reverse("finance:files"), {"gateway": "memory", "day": "1405/08/30"})
    assert "فایلی انتخاب نشده است" in answer.content.decode()


def test_a_difference_shows_both_sides_and_is_closed_with_words_and_a_correction(desk, first):
    paid = desk.paid()
    desk.file(row(desk.order_of(paid), state="reversed"))
    difference = Difference.objects.get()
    assert reverse("finance:difference", args=[difference.id]) in html(first, "differences")
    text = html(first, "difference", difference.id)
    assert "نزد ما «واریزشده»، نزد بانک «برگشته»" in text
    assert "در فایل بانک" in text
    assert "۴۰٬۰۰۰ ریال کمتر در حساب بانک" in html(first, "resolve", difference.id)
    address = reverse("finance:resolve", args=[difference.id])
    assert first.post(address, {"note": ""}).status_code == 200
    first.post(address, {"note": "بانک برگرداند", "correct": "yes"})
    difference.refresh_from_db()
    assert difference.resolution == "بانک برگرداند"
    assert payments.balances()["unexplained:"] == 40_000
    assert "بانک برگرداند" in html(first, "differences", show="closed")
    assert "مالی finance1" in html(first, "difference", difference.id)


def test_a_payment_that_came_back_by_itself_is_shown_so(desk, first):
    house = desk.house
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(hours=2)
    house.teller.work()
    desk.file(row(order))
    difference = Difference.objects.get()
    text = html(first, "difference", difference.id)
    assert "خودبه‌خود" in text
    assert "پرداخت در دفترها ثبت شد" in text
    assert payments.by_id(owed.id).state is InvoiceState.PAID


@pytest.fixture
def orphan(desk):
    house = desk.house
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    at = clock.in_tehran(clock.now())
    house.passes(hours=2)
    house.teller.work()
    desk.file(row(order, order_number=""))
    return owed, at


def look(browser, at, **instead):
    there = jalali.of(at.date())
    form = {
        "card": "1234",
        "amount": "40000",
        "day_day": there.day,
        "day_month": there.month,
        "day_year": there.year,
        "time": f"{at:%H:%M}",
        "within": "30",
    }
    return browser.post(reverse("finance:orphans"), form | instead)


def test_money_that_is_nobodys_is_found_and_handed_to_its_invoice(desk, first, orphan):
    owed, at = orphan
    text = look(first, at).content.decode()
    assert "در فایل بانک هست و صاحبش روشن نیست" in text
    line = payments.find_orphan(card_last4="1234", amount=40_000, at=at)[0].line
    assert reverse("finance:orphan", args=[line.id]) in text
    chosen = desk.house.last(owed).id
    claim = f"{reverse('finance:claim', args=[line.id])}?attempt={chosen}"
    assert claim in html(first, "orphan", line.id)
    answer = first.post(claim, {"note": "رسید بانک را دیدم"}, follow=True)
    assert "پول به صورت‌حسابش رسید" in answer.content.decode()
    assert payments.by_id(owed.id).state is InvoiceState.PAID


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"card": "abcd"}, "چهار رقم بنویسید"),
        ({"time": "25:00"}, "ساعت خوانده نشد"),
        ({"time": "noon"}, "ساعت خوانده نشد"),
        ({"card": "9999"}, "پولی با این نشانه‌ها نزد ما نیست"),
        ({"card": "۱۲۳۴", "time": "۱۱:۳۰"}, "در فایل بانک هست و صاحبش روشن نیست"),
    ],
)
def test_what_is_typed_oddly_is_said_at_its_field(first, orphan, instead, said):
    assert said in look(first, orphan[1], **instead).content.decode()


# Fees


def fee_form(**instead):
    return {
        "code": "e_request.round", "service": "e_request", "title_fa": "هزینهٔ تازه",
        "amount": "۵۰۰۰۰", "round": "1405",
    } | instead  # fmt: skip


def test_a_line_of_the_schedule_is_added_and_ended(first, desk):
    assert desk
    first.post(reverse("finance:new_fee"), fee_form(gives_pin="yes"))
    added = Fee.objects.get(round="1405")
    assert (added.amount, added.gives_pin, added.title) == (50_000, True, {"fa": "هزینهٔ تازه"})
    page = html(first, "fees")
    assert "۵۰٬۰۰۰ ریال" in page
    assert "۵٬۰۰۰ تومان" in page
    desk.house.passes(minutes=1)
    first.post(reverse("finance:end_fee", args=[added.id]), {})
    added.refresh_from_db()
    assert added.valid_until == clock.now()
    assert "پایان‌یافته" in html(first, "fees")


def test_exemptions_are_data_of_a_line(first, desk):
    assert desk
    typed = "veteran = بله ؛ ۱۰۰ ؛ ایثارگران\nentry = ۱۴۰۲|۱۴۰۳ ; 50 ; ورودی‌های تازه"
    first.post(reverse("finance:new_fee"), fee_form(exemptions=typed))
    whole, half = Fee.objects.get(round="1405").exemptions
    assert whole == {"when": {"veteran": [True]}, "percent": 100, "because": {"fa": "ایثارگران"}}
    assert half["when"] == {"entry": ["1402", 1402, "1403", 1403]}
    assert (
        payments.due(100, payments.read_exemptions([whole, half]), {"entry": "1403"}).amount == 50
    )


@pytest.mark.parametrize(
    ("typed", "meant"), [("نعم", True), ("Yes", True), ("خیر", False), ("لا", False), ("no", False)]
)
def test_yes_and_no_are_read_in_each_language(first, desk, typed, meant):
    assert desk
    form = fee_form(exemptions=f"veteran = {typed} ; 100 ; ایثارگران")
    first.post(reverse("finance:new_fee"), form)
    [line] = Fee.objects.get(round="1405").exemptions
    assert line["when"] == {"veteran": [meant]}


@pytest.mark.parametrize(
    "typed", ["veteran", "a=b;101;چون", "a=b;ده;چون", "=b;5;چون", "a=;5;چون", "a=b;5;"]
)
def test_an_exemption_that_is_not_read_is_said_with_its_line_and_nothing_is_lost(
    first, desk, typed
):
    assert desk
    form = fee_form(exemptions=f"veteran = بله ؛ 100 ؛ ایثارگران\n{typed}")
    page = first.post(reverse("finance:new_fee"), form).content.decode()
    assert "سطر ۲ معافیت خوانده نشد" in page
    assert "هزینهٔ تازه" in page
    assert not Fee.objects.filter(round="1405").exists()


@pytest.mark.parametrize("code", ["guest_round", "guest.round", "e_requests.round", ""])
def test_an_officer_prices_nothing_under_the_code_of_another_service(first, desk, code):
    assert desk
    first.post(reverse("finance:new_fee"), fee_form(code=code))
    assert Fee.objects.count() == 1


def test_a_line_does_not_begin_in_the_past(first, desk):
    assert desk
    past = jalali.of(clock.today() - timedelta(days=1))
    form = fee_form(from_day=past.day, from_month=past.month, from_year=past.year)
    assert "این تاریخ گذشته است" in first.post(reverse("finance:new_fee"), form).content.decode()
    assert not Fee.objects.filter(round="1405").exists()


def test_an_officer_of_one_service_keeps_its_fees_only(desk):
    narrow = desk.browser("narrow")
    line = Fee.objects.get()
    assert narrow.post(reverse("finance:end_fee", args=[line.id]), {}).status_code == 404
    answer = narrow.post(reverse("finance:new_fee"), fee_form())
    assert answer.status_code == 200  # no such choice
    assert Fee.objects.count() == 1
    assert "هزینهٔ بررسی تقاضا" not in html(narrow, "fees")
