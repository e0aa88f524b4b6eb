"""The receipt and the letter as they are read: by eye, by machine, in three languages."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from pishkhan.foundation import clock, digits, jalali
from pishkhan.foundation.money import Rials
from pishkhan.kernel.documents import api
from pishkhan.kernel.documents.testing import text_of


RECEIPT = api.Receipt(
    letter_number="172429/4",
    tracking_code="48201773905",
    registered_at=datetime(2026, 11, 21, 6, 54, tzinfo=UTC),
    service="درخواست مستند",
    subject="نتیجه آزمون",
    attachments=3,
    declaration="ثبت درخواست به معنی پذیرفتن آن نیست.",
    tracking_url="https://pishkhan.example/rahgiri",
    office="دبیرخانه سازمان نمونه",
    final_date=date(2026, 12, 6),
    stages=(api.Stage(title="ثبت", usual=""), api.Stage(title="امضا", usual="۲ روز کاری")),
)
LETTER = api.OutgoingLetter(
    number="288/91/4",
    dated=date(2026, 11, 25),
    office="دفتر دانش",
    addressee="مریم نمونه",
    subject="پاسخ",
    body=("متن پاسخ.",),
    signer="پروین نمونه",
    signer_post="مدیر",
    tracking_url="https://pishkhan.example/rahgiri",
    reply_to="172429/4",
)


@pytest.mark.parametrize(
    ("language", "letter", "code"),
    [
        ("fa", "۱۷۲۴۲۹/۴", "۴۸۲۰ ۱۷۷۳ ۹۰۵"),
        ("en", "172429/4", "4820 1773 905"),
        ("ar", "١٧٢٤٢٩/٤", "٤٨٢٠ ١٧٧٣ ٩٠٥"),
    ],
)
def test_the_two_codes_are_printed_in_the_digits_and_order_of_the_reader(language, letter, code):
    text = text_of(api.receipt(RECEIPT, language=language))
    assert letter in text
    assert code in text


def test_the_receipt_says_when_it_was_registered_and_when_the_answer_comes():
    text = text_of(api.receipt(RECEIPT))
    for word in ("شنبه", "۱۰:۲۴", "۱۴۰۵", "آذر", "رایگان", "دبیرخانه", "کاری"):
        assert word in text


def test_the_letter_refers_to_the_incoming_one_and_says_that_nothing_is_attached():
    text = text_of(api.letter(LETTER))
    for word in ("۲۸۸/۹۱/۴", "۱۷۲۴۲۹/۴", "ندارد", "پروین", "مدیر"):
        assert word in text


@pytest.mark.parametrize("make", [lambda: api.receipt(RECEIPT), lambda: api.letter(LETTER)])
def test_a_document_is_for_the_archive_with_title_and_language(make):
    with pikepdf.open(io.BytesIO(make())) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["dc:title"]
        assert str(pdf.Root.Lang) == "fa"
        assert len(pdf.pages) == 1


def test_a_long_letter_numbers_its_pages():
    pdf = api.letter(replace(LETTER, body=["متن پاسخ که بلند است. " * 40] * 12))
    assert "صفحهٔ" in text_of(pdf)


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_whatever_a_person_wrote_as_subject_there_is_a_receipt(subject):
    assert api.receipt(replace(RECEIPT, subject=subject)).startswith(b"%PDF-")


def test_what_a_person_wrote_is_never_taken_for_markup():
    text = text_of(api.receipt(replace(RECEIPT, subject='#panic() $x$ <b> \\ "'), language="en"))
    assert "#panic() $x$ <b>" in text


PAID = api.PaymentReceipt(
    number="140500017",
    title="رسیدگی در کمیسیون دانشگاه",
    payer="زینب الحسینی",
    amount=Rials(130_000),
    paid_at=datetime(2026, 11, 21, 6, 54, tzinfo=UTC),
    gateway="به‌پرداخت ملت",
    terminal="0001234",
    order_number="7410211",
    reference="AbC-991",
    rrn="000111222333",
    card="603799******0019",
    about="172429/4",
)


@pytest.mark.parametrize(
    ("language", "seen"),
    [
        ("fa", ("۱۳۰٬۰۰۰", "۱۳٬۰۰۰", "۰۰۰۱۱۱۲۲۲۳۳۳", "۶۰۳۷۹۹******۰۰۱۹")),
        ("en", ("130,000", "13,000", "000111222333", "603799******0019")),
        ("ar", ("١٣٠٬٠٠٠", "١٣٬٠٠٠", "٠٠٠١١١٢٢٢٣٣٣", "٦٠٣٧٩٩******٠٠١٩")),
    ],
)
def test_a_receipt_of_a_payment_says_rial_and_toman_and_the_numbers_of_the_bank(language, seen):
    text = text_of(api.payment(PAID, language=language))
    for figure in (*seen, "AbC-991"):
        assert figure in text


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_a_receipt_says_what_goes_back_and_when_it_went(language):
    since = datetime(2026, 11, 23, 6, 54, tzinfo=UTC)
    going = api.MoneyBack(amount=Rials(90_000), since=since)
    gone = replace(going, done_at=since + timedelta(days=2))
    plain = text_of(api.payment(PAID, language=language))
    amount = digits.for_language("90", language)
    assert amount not in plain
    for back, day in ((going, since), (gone, gone.done_at)):
        text = text_of(api.payment(replace(PAID, back=back), language=language))
        assert amount in text
        date = jalali.format_date(clock.in_tehran(day).date(), language)
        assert all(figure in text for figure in re.findall(r"\d+", date))  # letters are as drawn


def test_what_the_bank_did_not_tell_has_no_row():
    without = replace(PAID, rrn="", card="", about="")
    assert "RRN" not in text_of(api.payment(without, language="fa"))


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_a_receipt_of_an_inquiry_says_what_was_told_and_where_to_ask_again(language):
    value = api.InquiryReceipt(
        number="1234 5678 9012 3456",
        state="معتبر",
        is_valid=True,
        asked_at=datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
        code="16927274710573488461",
        address="HTTPS://PISHKHAN.EXAMPLE/V/16927274710573488461",
        rows=[("دارنده", "م••• ر•••", False), ("خالی", "", False)],
        signature="c2lnbmF0dXJl",
        key="0123456789abcdef",
    )
    text = text_of(api.inquiry(value, language=language))
    assert "PISHKHAN.EXAMPLE/V/16927274710573488461" in text
    assert "c2lnbmF0dXJl" in text
    assert "خالی" not in text
