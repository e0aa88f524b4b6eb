"""What is asked for each deed: the whole record, or a code and what should become of its paper."""

from collections.abc import Mapping

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Choice, Page, Question, When, choices_of
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.records.terms import AVERAGE_OF_TWENTY, AWARDED, DocumentKind
from pishkhan.kernel.verification.terms import Ground
from pishkhan.services.degree_issuance.terms import Deed, Part


LEVELS = choices_of(AWARDED)
PAPERS = choices_of((DocumentKind.TEMPORARY_CERTIFICATE, DocumentKind.DEGREE))


def _asked(  # noqa: PLR0913 - a question has that many sides
    code: str,
    label: str,
    hint: str,
    kind: QuestionKind = QuestionKind.TEXT,
    *,
    required: bool = True,
    privacy: Privacy = Privacy.PERSONAL,
    most: int | None = 80,
) -> Question:
    return Question(
        code=code, label=label, kind=kind, privacy=privacy, help=hint, required=required,
        max_length=most,
    )  # fmt: skip


def _chosen(code: str, label: str, choices: tuple[Choice, ...]) -> Question:
    return Question(
        code=code, label=label, kind=QuestionKind.SELECT, privacy=Privacy.OPEN, choices=choices
    )


def _day(code: str, label: str) -> Question:
    hint = _("مانند ۱۳۹۸/۰۶/۳۱")
    return _asked(code, label, hint, QuestionKind.JALALI_DATE, most=None)


def _grounds(*several: Ground) -> Question:
    return _chosen("ground", _("سبب"), choices_of(several))


OF_CODE = _asked("code", _("کد صحت"), _("بیست رقم، از چپ به راست"), privacy=Privacy.SENSITIVE)
BECAUSE = _asked(
    "because", _("توضیح و شمارهٔ سند مبنا"), _("صورت‌جلسه، حکم یا نامه؛ در سابقه می‌ماند"),
    QuestionKind.LONG_TEXT, most=500,
)  # fmt: skip
SERIAL = _asked("serial", _("شمارهٔ مدرک تازه"), _("شمارهٔ روی برگه"))
ISSUED_ON = _day("issued_on", _("تاریخ صدور مدرک تازه"))
DEED = Page(
    code="deed",
    title=_("کار"),
    questions=(
        Question(
            code="deed",
            label=_("چه کاری"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.OPEN,
            choices=choices_of(Deed),
        ),
    ),
)
ISSUE = (
    _chosen("paper", _("نوع مدرک"), PAPERS),
    _asked(
        "national_id", _("کد ملی"), _("ده رقم"), QuestionKind.NATIONAL_ID,
        privacy=Privacy.SENSITIVE, most=None,
    ),
    _asked("given_name", _("نام"), _("مانند شناسنامه"), QuestionKind.PERSIAN_NAME, most=None),
    _asked("family_name", _("نام خانوادگی"), _("مانند شناسنامه"), QuestionKind.PERSIAN_NAME, most=None),
    _asked("father_name", _("نام پدر"), _("مانند شناسنامه"), QuestionKind.PERSIAN_NAME, most=None),
    _asked("latin_name", _("نام و نام خانوادگی به لاتین"), _("مانند گذرنامه"), QuestionKind.LATIN_NAME, most=None),
    _day("born_on", _("تاریخ تولد")),
    _chosen(
        "sex", _("جنس"),
        (Choice(value="female", label=_("زن")), Choice(value="male", label=_("مرد"))),
    ),
    _day("admitted_on", _("تاریخ پذیرش")),
    _asked("student_number", _("شمارهٔ دانشجویی"), _("در سامانهٔ آموزش")),
    _chosen("level", _("مقطع"), LEVELS),
    _asked("field", _("رشته"), _("نام مصوب")),
    _asked("orientation", _("گرایش"), _("اگر دارد"), required=False),
    _day("awarded_on", _("تاریخ دانش‌آموختگی")),
    Question(
        code="average", label=_("معدل کل"), kind=QuestionKind.FOREIGN_ID, pattern=AVERAGE_OF_TWENTY,
        privacy=Privacy.PERSONAL, help=_("از بیست، با نقطه؛ مانند 17.42"),
    ),
    SERIAL,
    ISSUED_ON,
    BECAUSE,
)  # fmt: skip
FORMS: Mapping[Deed, tuple[Question, ...]] = {
    Deed.ISSUE: ISSUE,
    Deed.SUPERSEDE: (OF_CODE, SERIAL, ISSUED_ON, BECAUSE),
    Deed.DUPLICATE: (OF_CODE, SERIAL, ISSUED_ON, BECAUSE),
    Deed.CORRECT: (
        OF_CODE,
        _chosen("part", _("چه چیزی"), choices_of(Part)),
        _asked("value", _("مقدار درست"), _("همان که باید روی مدرک باشد")),
        _grounds(Ground.WRONG_DATA, Ground.NAME_CHANGED, Ground.COURT),
        BECAUSE,
    ),
    Deed.SUSPEND: (OF_CODE, _grounds(Ground.UNDER_EXAMINATION, Ground.COURT), BECAUSE),
    Deed.RESUME: (OF_CODE, BECAUSE),
    Deed.REVOKE: (
        OF_CODE,
        _grounds(Ground.ISSUED_IN_ERROR, Ground.FRAUD, Ground.COURT, Ground.THESIS),
        BECAUSE,
    ),
}  # fmt: skip
PAGE_OF: Mapping[Deed, Page] = {
    deed: Page(
        code=deed.value, title=deed.label, questions=questions, when=When("deed.deed", deed.value)
    )
    for deed, questions in FORMS.items()
}
PAGES = (DEED, *PAGE_OF.values())
SAMPLE = {
    "deed.deed": "issue",
    "issue.paper": "temporary_certificate",
    "issue.national_id": "0001010107",
    "issue.given_name": "مهسا",
    "issue.family_name": "بهرامی‌نیا",
    "issue.father_name": "کیوان",
    "issue.latin_name": "MAHSA BAHRAMINIA",
    "issue.born_on": "1376/02/13",
    "issue.sex": "female",
    "issue.admitted_on": "1394/07/01",
    "issue.student_number": "9412345",
    "issue.level": "bachelor",
    "issue.field": "مهندسی عمران",
    "issue.awarded_on": "1398/06/31",
    "issue.average": "17.42",
    "issue.serial": "98/4127",
    "issue.issued_on": "1398/07/15",
    "issue.because": "صورت‌جلسهٔ ۱۲ کمیتهٔ دانش‌آموختگی",
}
