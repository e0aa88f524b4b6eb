"""A small form for the tests of other components."""

from collections.abc import Iterator
from contextlib import contextmanager

from pishkhan.kernel.forms import declared
from pishkhan.kernel.forms.spec import Choice, Page, Question, When
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind


PAGES = (
    Page(
        code="person",
        title="مشخصات متقاضی",
        questions=(
            Question(
                code="kind",
                label="نوع شخص",
                kind=QuestionKind.CHOICE,
                privacy=Privacy.OPEN,
                choices=(
                    Choice(value="natural", label="حقیقی"),
                    Choice(value="legal", label="حقوقی"),
                ),
            ),
            Question(
                code="first_name",
                label="نام",
                kind=QuestionKind.PERSIAN_NAME,
                privacy=Privacy.PERSONAL,
            ),
            Question(
                code="national_id",
                label="کد ملی",
                kind=QuestionKind.NATIONAL_ID,
                privacy=Privacy.SENSITIVE,
                when=When("person.kind", "natural"),
            ),
            Question(
                code="legal_id",
                label="شناسهٔ ملی",
                kind=QuestionKind.LEGAL_ID,
                privacy=Privacy.PERSONAL,
                when=When("person.kind", "legal"),
            ),
            Question(
                code="mobile",
                label="تلفن همراه",
                kind=QuestionKind.MOBILE,
                privacy=Privacy.PERSONAL,
            ),
            Question(
                code="address",
                label="نشانی پستی",
                kind=QuestionKind.LONG_TEXT,
                privacy=Privacy.PERSONAL,
                required=False,
                max_length=500,
            ),
        ),
    ),
    Page(code="mobile", title="تأیید تلفن همراه", kind=PageKind.MOBILE_CHECK),
    Page(
        code="request",
        title="درخواست",
        questions=(
            Question(
                code="subject", label="موضوع", kind=QuestionKind.TEXT, privacy=Privacy.PERSONAL
            ),
            Question(
                code="year",
                label="سال آزمون",
                kind=QuestionKind.YEAR,
                privacy=Privacy.OPEN,
                minimum=1380,
                maximum=1410,
            ),
            Question(code="agreed", label="تعهد", kind=QuestionKind.TICK, privacy=Privacy.OPEN),
        ),
    ),
    Page(code="review", title="بازبینی", kind=PageKind.REVIEW),
)
ANSWERS = {
    "person.kind": "natural",
    "person.first_name": "سمیه",
    "person.national_id": "۰۹۳۲۸۳۳۸۱۰",
    "person.mobile": "۰۹۱۲ ۰۰۰ ۰۰۰۰",
    "person.address": "",
    "request.subject": "اعتراض به نتیجه",
    "request.year": "۱۴۰۴",
    "request.agreed": "on",
}


@contextmanager
def declared_form(service: str, pages: tuple[Page, ...] = PAGES) -> Iterator[None]:
    """Let `service` have this form inside the block, whatever it had before."""
    before = dict(declared.forms())
    declared.declare(service, pages)
    try:
        yield
    finally:
        declared.forms().clear()
        declared.forms().update(before)
