"""The papers of a request: how they are named, what they do not tell."""

from datetime import UTC, date, datetime

import pytest

from pishkhan.kernel.catalogue.spec import IssuedLetter
from pishkhan.web import papers


LETTER = IssuedLetter(
    id=1,
    case_id=2,
    code="answer",
    letter_number="172430/4",
    subject="درخواست نمونه",
    text="با درخواست شما موافقت شد.\r\n\r\n نتیجه اعلام می‌شود. ",
    office_id=3,
    office="دفتر خدمات دانشگاه نمونه",
    addressee="مهسا بهرامی‌نیا",
    reply_to="172429/4",
    reply_on=date(2026, 11, 21),
    signed_by="هما کوه‌نشین",
    signer_post="امضاکننده",
    issued_at=datetime(2026, 11, 22, tzinfo=UTC),
)


@pytest.mark.django_db
def test_a_letter_is_named_by_its_own_number_and_kept_nowhere():
    answer = papers.letter_pdf(LETTER)
    assert answer.content.startswith(b"%PDF")
    assert 'filename="172430-4.pdf"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert "object-src 'self'" in answer["Content-Security-Policy"]


def test_empty_lines_divide_the_paragraphs_of_a_letter():
    assert papers.paragraphs(LETTER.text) == ["با درخواست شما موافقت شد.", "نتیجه اعلام می‌شود."]
    assert papers.paragraphs("") == []
