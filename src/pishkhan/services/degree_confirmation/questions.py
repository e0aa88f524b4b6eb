"""What we ask: which university, who it is, what was awarded, with which papers (domain § 1.B.4)."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.forms.spec import Choice, Page, Question, When, choices_of
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind
from pishkhan.kernel.organisations.terms import OrganisationKind
from pishkhan.kernel.records.terms import AVERAGE_OF_TWENTY, AWARDED, DocumentKind, Mode
from pishkhan.services.degree_confirmation.terms import OLD, SOON


IS_OLD, IS_SOON = When("study.class", OLD), When("study.class", SOON)
IS_IRANIAN, IS_FOREIGN = When("person.kind", "natural"), When("person.kind", "foreign")
IS_MALE = When("person.sex", "male")
LEVELS = choices_of(AWARDED)
MODES = choices_of(one for one in Mode if one is not Mode.NONE)
PAPERS = choices_of((DocumentKind.DEGREE, DocumentKind.TEMPORARY_CERTIFICATE))


def _name(code: str, label: str, kind: QuestionKind, hint: str, autocomplete: str = "") -> Question:
    return Question(
        code=code, label=label, kind=kind, privacy=Privacy.PERSONAL, help=hint,
        autocomplete=autocomplete,
    )  # fmt: skip


def _text(
    code: str, label: str, hint: str, *, required: bool = True, when: When | None = None
) -> Question:
    return Question(
        code=code, label=label, kind=QuestionKind.TEXT, privacy=Privacy.PERSONAL, help=hint,
        required=required, when=when, max_length=80,
    )  # fmt: skip


def _day(code: str, label: str, hint: str, *, when: When | None = None) -> Question:
    return Question(
        code=code, label=label, kind=QuestionKind.JALALI_DATE, privacy=Privacy.PERSONAL, help=hint,
        when=when,
    )  # fmt: skip


STUDY = Page(
    code="study",
    title=_("مدرک شما از کدام دانشگاه است؟"),
    questions=(
        Question(
            code="university",
            label=_("دانشگاه"),
            kind=QuestionKind.ORGANISATION,
            of=OrganisationKind.UNIVERSITY,
            privacy=Privacy.OPEN,
            help=_("دانشگاهی که مدرک را داده است یا می‌دهد"),
        ),
        Question(
            code="class",
            label=_("شما"),
            kind=QuestionKind.CHOICE,
            privacy=Privacy.OPEN,
            choices=(
                Choice(
                    value=OLD,
                    label=_("مدرک دارید و کد صحت ندارد"),
                    help=_("دانشنامه یا گواهینامهٔ موقت"),
                ),
                Choice(
                    value=SOON,
                    label=_("در شرف دانش‌آموختگی هستید"),
                    help=_("کد پس از ثبت دانش‌آموختگی در دانشگاه صادر می‌شود"),
                ),
            ),
        ),
    ),
)

PERSON = Page(
    code="person",
    title=_("مشخصات شما"),
    intro=_("فقط خود شما درخواست می‌دهید؛ نام‌ها را مانند شناسنامه و گذرنامه بنویسید."),
    questions=(
        Question(
            code="kind",
            label=_("تابعیت"),
            kind=QuestionKind.CHOICE,
            privacy=Privacy.OPEN,
            choices=(
                Choice(value="natural", label=_("ایرانی")),
                Choice(value="foreign", label=_("غیرایرانی")),
            ),
        ),
        _name("first_name", _("نام"), QuestionKind.PERSIAN_NAME, _("مانند مدرک تحصیلی")),
        _name("last_name", _("نام خانوادگی"), QuestionKind.PERSIAN_NAME, _("نام خانوادگی کنونی")),
        _name(
            "latin_first_name", _("نام به لاتین"), QuestionKind.LATIN_NAME, _("مانند گذرنامه"),
            "given-name",
        ),
        _name(
            "latin_last_name", _("نام خانوادگی به لاتین"), QuestionKind.LATIN_NAME,
            _("مانند گذرنامه"), "family-name",
        ),
        _name("father_name", _("نام پدر"), QuestionKind.PERSIAN_NAME, _("بدون لقب")),
        _day("born_on", _("تاریخ تولد"), _("مانند ۱۳۷۶/۰۲/۱۳")),
        Question(
            code="sex",
            label=_("جنس"),
            kind=QuestionKind.CHOICE,
            privacy=Privacy.PERSONAL,
            choices=(
                Choice(value="female", label=_("زن")),
                Choice(value="male", label=_("مرد")),
            ),
        ),
        Question(
            code="military",
            label=_("وضعیت نظام وظیفه"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.PERSONAL,
            when=IS_MALE,
            choices=(
                Choice(value="done", label=_("پایان خدمت")),
                Choice(value="exempt", label=_("معاف")),
                Choice(value="serving", label=_("در حال خدمت")),
                Choice(value="student", label=_("معافیت تحصیلی")),
                Choice(value="other", label=_("هیچ‌یک")),
            ),
        ),
        Question(
            code="national_id",
            label=_("کد ملی"),
            kind=QuestionKind.NATIONAL_ID,
            privacy=Privacy.SENSITIVE,
            help=_("ده رقم، روی کارت ملی"),
            when=IS_IRANIAN,
        ),
        _text(
            "certificate", _("شمارهٔ شناسنامه"), _("روی صفحهٔ نخست شناسنامه"),
            required=False, when=IS_IRANIAN,
        ),
        Question(
            code="foreign_id",
            label=_("شناسهٔ یکتا یا شمارهٔ گذرنامه"),
            kind=QuestionKind.FOREIGN_ID,
            privacy=Privacy.SENSITIVE,
            help=_("۶ تا ۲۰ حرف یا رقم لاتین"),
            pattern="[A-Z0-9]{6,20}",
            when=IS_FOREIGN,
        ),
        Question(
            code="mobile",
            label=_("تلفن همراه"),
            kind=QuestionKind.MOBILE,
            privacy=Privacy.SENSITIVE,
            help=_("به نام خودتان؛ کد تأیید به همین شماره می‌آید"),
            autocomplete="tel-national",
        ),
    ),
)  # fmt: skip

MOBILE = Page(code="mobile", title=_("تأیید تلفن همراه"), kind=PageKind.MOBILE_CHECK)

DEGREE = Page(
    code="degree",
    title=_("مدرک تحصیلی"),
    intro=_("همان را بنویسید که روی مدرک آمده است؛ اگر با سوابق یکی باشد کد همین حالا صادر می‌شود."),
    questions=(
        Question(
            code="level",
            label=_("مقطع"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.OPEN,
            choices=LEVELS,
        ),
        _text("field", _("رشته"), _("مانند «مهندسی عمران»")),
        _text("orientation", _("گرایش"), _("اگر روی مدرک هست"), required=False),
        _text("faculty", _("دانشکده"), _("اگر می‌دانید"), required=False),
        Question(
            code="mode",
            label=_("نوع دوره"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.OPEN,
            choices=MODES,
        ),
        _text("student_number", _("شمارهٔ دانشجویی"), _("روی کارت دانشجویی یا ریزنمرات")),
        Question(
            code="entry_year",
            label=_("سال ورود"),
            kind=QuestionKind.YEAR,
            privacy=Privacy.OPEN,
            help=_("سال هجری خورشیدی؛ مانند ۱۳۹۴"),
            minimum=1310,
            maximum=1420,
        ),
        _day("awarded_on", _("تاریخ دانش‌آموختگی"), _("مانند ۱۳۹۸/۰۶/۳۱"), when=IS_OLD),
        Question(
            code="average",
            label=_("معدل کل"),
            kind=QuestionKind.FOREIGN_ID,
            pattern=AVERAGE_OF_TWENTY,
            privacy=Privacy.PERSONAL,
            help=_("از بیست، با نقطه؛ مانند 17.42"),
        ),
        Question(
            code="units",
            label=_("واحدهای گذرانده"),
            kind=QuestionKind.NUMBER,
            privacy=Privacy.PERSONAL,
            help=_("روی ریزنمرات"),
            maximum=400,
            required=False,
        ),
        Question(
            code="paper",
            label=_("نوع مدرک"),
            kind=QuestionKind.CHOICE,
            privacy=Privacy.OPEN,
            choices=PAPERS,
            when=IS_OLD,
        ),
        _text("serial", _("شمارهٔ مدرک"), _("بالای مدرک"), when=IS_OLD),
        _day("issued_on", _("تاریخ صدور مدرک"), _("مانند ۱۳۹۸/۰۷/۱۵"), when=IS_OLD),
    ),
)

DOCUMENTS = Page(
    code="documents",
    title=_("تصویر مدارک"),
    intro=_("پشت و روی مدرک و ریزنمرات را خوانا بفرستید. فقط دو نفر از دانشگاه آن‌ها را می‌بینند."),
    kind=PageKind.ATTACHMENTS,
)
REVIEW = Page(code="review", title=_("بازبینی و ثبت"), kind=PageKind.REVIEW)
PAGES = (STUDY, PERSON, MOBILE, DEGREE, DOCUMENTS, REVIEW)

ATTACHMENTS = (
    AttachmentRule(kind="transcript", title=_("ریزنمرات"), required=True, max_files=6),
    AttachmentRule(
        kind="paper",
        title=_("پشت و روی دانشنامه یا گواهینامهٔ موقت"),
        max_files=4,
        help=_("اگر هنوز دانش‌آموخته نشده‌اید لازم نیست"),
    ),
    AttachmentRule(kind="birth_certificate", title=_("شناسنامه"), max_files=4, is_identity=True),
    AttachmentRule(kind="national_card", title=_("کارت ملی"), max_files=2, is_identity=True),
    AttachmentRule(kind="military", title=_("مدرک نظام وظیفه"), max_files=2),
    AttachmentRule(kind="clearance", title=_("تسویه حساب دانشگاه"), max_files=2),
)
# The graduate of the samples and of the tests; nobody has this number.
SAMPLE = {
    "study.class": OLD,
    "person.kind": "natural",
    "person.first_name": "مهسا",
    "person.last_name": "بهرامی‌نیا",
    "person.latin_first_name": "MAHSA",
    "person.latin_last_name": "BAHRAMINIA",
    "person.father_name": "کیوان",
    "person.born_on": "1376/02/13",
    "person.sex": "female",
    "person.national_id": "0001010107",
    "person.mobile": "09120000001",
    "degree.level": "bachelor",
    "degree.field": "مهندسی عمران",
    "degree.mode": "day",
    "degree.student_number": "9412345",
    "degree.entry_year": "1394",
    "degree.awarded_on": "1398/06/31",
    "degree.average": "17.42",
    "degree.units": "140",
    "degree.paper": "degree",
    "degree.serial": "98/4127",
    "degree.issued_on": "1398/07/15",
}
