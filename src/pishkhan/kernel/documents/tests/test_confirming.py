"""The confirmation before it is sealed: its words, and files inside it as they are."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest

from pishkhan.kernel.documents import api, confirming
from pishkhan.kernel.documents.testing import text_of


VALUE = api.Confirmation(
    code="74839201657483920165",
    host="pishkhan.example",
    inquiry_url="HTTPS://PISHKHAN.EXAMPLE/V/74839201657483920165",
    kind="دانشنامه",
    institution="دانشگاه نمونه",
    recognition="مجاز",
    level="کارشناسی",
    field="مهندسی کامپیوتر (AI & Robotics)",
    name="مهسا بهرامی‌نیا",
    award_date=date(2019, 9, 22),
    logged_at=datetime(2026, 11, 21, 6, 54, tzinfo=UTC),
    log_class="پس از بستن فهرست",
)
ODD = "مهسا 😀 e\u0301 \u200d\n\ttab <b> #panic()"


def made(value=VALUE, language="fa", content="x"):
    file = api.Attached(name="a.txt", content=content, mime="text/plain", description="a file")
    return api.confirmation(value, attached=[file], language=language)


def test_what_is_attached_is_carried_as_it_is():
    with pikepdf.open(io.BytesIO(made(content=ODD))) as pdf:
        (file,) = pdf.attachments.values()
        assert file.get_file().read_bytes().decode() == ODD
        assert file.get_file().mime_type == "text/plain"


def test_it_is_for_the_archive_with_files_and_for_people_who_listen():
    with pikepdf.open(io.BytesIO(made())) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        assert pdf.Root.MarkInfo.Marked


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_both_dates_are_told_in_every_language(language):
    text = text_of(made(language=language))
    figures = {"fa": ("۱۳۹۸", "۱۴۰۵"), "en": ("2019", "2026"), "ar": ("٢٠١٩", "٢٠٢٦")}[language]
    assert all(figure in text for figure in figures)
    assert "7483 9201 6574 8392 0165" in text


def test_a_duplicate_says_which_one_it_is():
    assert confirming._shown(VALUE, "fa")["kind"] == "دانشنامه"
    assert confirming._shown(replace(VALUE, copy_no=3), "fa")["kind"] == "دانشنامه، المثنای ۲"


def test_what_is_not_known_has_no_row():
    graded = replace(VALUE, grade="17.42")
    assert "۱۷.۴۲" in text_of(made(graded))
    assert "۱۷" not in text_of(made())
    rows = confirming._rows({"grade": "معدل", "name": "دارنده"}, confirming._shown(VALUE, "fa"))
    assert [row["label"] for row in rows] == ["دارنده"]
