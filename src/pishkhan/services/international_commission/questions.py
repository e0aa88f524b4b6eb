"""What we ask: at which university, who is abroad here, with which papers, on which ground (§ 1.D.5)."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.forms.spec import Choice, Page, Question, When
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind
from pishkhan.kernel.organisations.terms import OrganisationKind


COUNTRIES = (
    Choice(value="AF", label=_("افغانستان")),
    Choice(value="IQ", label=_("عراق")),
    Choice(value="LB", label=_("لبنان")),
    Choice(value="SY", label=_("سوریه")),
    Choice(value="PK", label=_("پاکستان")),
    Choice(value="YE", label=_("یمن")),
    Choice(value="TJ", label=_("تاجیکستان")),
    Choice(value="IN", label=_("هند")),
    Choice(value="TR", label=_("ترکیه")),
    Choice(value="CN", label=_("چین")),
    Choice(value="IR", label=_("ایران")),
    Choice(value="XX", label=_("کشور دیگر")),
)
BOTH_DATES = _("خورشیدی مانند ۱۴۰۶/۰۵/۰۱ یا میلادی مانند 2027/07/23")
ON_PROBATION, END_OF_TERMS, RETURN, OTHER = "probation", "end_of_terms", "return", "other"


def _name(code: str, label: str, kind: QuestionKind, hint: str, autocomplete: str = "") -> Question:
    return Question(
        code=code, label=label, kind=kind, privacy=Privacy.PERSONAL, help=hint,
        autocomplete=autocomplete,
    )  # fmt: skip


def _number(code: str, label: str, hint: str, pattern: str, *, required: bool) -> Question:
    return Question(
        code=code,
        label=label,
        kind=QuestionKind.FOREIGN_ID,
        privacy=Privacy.SENSITIVE,
        help=hint,
        pattern=pattern,
        required=required,
    )


def _country(code: str, label: str, *, required: bool = True) -> Question:
    return Question(
        code=code,
        label=label,
        kind=QuestionKind.SELECT,
        privacy=Privacy.OPEN,
        help=_("کشوری که نامش روی مدرک آمده است"),
        choices=COUNTRIES,
        required=required,
    )


def _day(code: str, label: str, *, required: bool) -> Question:
    return Question(
        code=code,
        label=label,
        kind=QuestionKind.DATE,
        privacy=Privacy.PERSONAL,
        help=BOTH_DATES,
        required=required,
    )


# The first page: before anything else is typed, the applicant learns whom the university lacks.
# Alone on it, because what is asked before the one-time code says who the applicant is.
UNIVERSITY = Page(
    code="study",
    title=_("دانشگاه شما"),
    questions=(
        Question(
            code="university",
            label=_("دانشگاه محل تحصیل"),
            kind=QuestionKind.ORGANISATION,
            of=OrganisationKind.UNIVERSITY,
            privacy=Privacy.OPEN,
            help=_("درخواست را معاونت دانشجویی همین دانشگاه بررسی می‌کند"),
        ),
    ),
)

PERSON = Page(
    code="person",
    title=_("مشخصات شما"),
    intro=_("نام را هم با حروف فارسی و هم با حروف لاتین بنویسید؛ لاتین باید مانند گذرنامه باشد."),
    questions=(
        _name("first_name", _("نام به فارسی"), QuestionKind.PERSIAN_NAME, _("با حروف فارسی یا عربی")),
        _name(
            "last_name", _("نام خانوادگی به فارسی"), QuestionKind.PERSIAN_NAME,
            _("با حروف فارسی یا عربی"),
        ),
        _name(
            "latin_first_name", _("نام به لاتین"), QuestionKind.LATIN_NAME,
            _("مانند گذرنامه؛ Given names"), "given-name",
        ),
        _name(
            "latin_last_name", _("نام خانوادگی به لاتین"), QuestionKind.LATIN_NAME,
            _("مانند گذرنامه؛ Surname"), "family-name",
        ),
        _name("father_name", _("نام پدر"), QuestionKind.PERSIAN_NAME, _("با حروف فارسی یا عربی")),
        _day("born_on", _("تاریخ تولد"), required=True),
        _country("nationality", _("تابعیت")),
        _number(
            "passport", _("شمارهٔ گذرنامه"), _("حروف و رقم‌های لاتین روی صفحهٔ عکس‌دار"),
            "[A-Z0-9]{6,12}", required=True,
        ),
        _country("passport_country", _("کشور صادرکنندهٔ گذرنامه")),
        _day("passport_issued", _("تاریخ صدور گذرنامه"), required=True),
        _day("passport_expires", _("تاریخ پایان گذرنامه"), required=True),
        Question(
            code="mobile",
            label=_("تلفن همراه"),
            kind=QuestionKind.MOBILE,
            privacy=Privacy.SENSITIVE,
            help=_("شمارهٔ ایرانی به نام خودتان؛ کد تأیید به همین شماره می‌آید"),
            autocomplete="tel-national",
        ),
    ),
)  # fmt: skip

MOBILE = Page(code="mobile", title=_("تأیید تلفن همراه"), kind=PageKind.MOBILE_CHECK)

PAPERS = Page(
    code="papers",
    title=_("شناسه‌ها و مدارک اقامت"),
    intro=_("هر کدام را که دارید بنویسید؛ نزدیک پایان اعتبارشان به شما خبر می‌دهیم."),
    questions=(
        _number(
            "tracking_code", _("کد رهگیری سامانهٔ جامع اتباع"),
            _("کد یکتای اتباع غیرایرانی؛ ۱۰ تا ۱۶ رقم"), "[0-9]{10,16}", required=False,
        ),
        _number(
            "residence", _("شمارهٔ پروانهٔ اقامت"), _("روی کارت اقامت؛ اگر دارید"),
            "[A-Z0-9]{5,20}", required=False,
        ),
        _day("residence_expires", _("تاریخ پایان اقامت"), required=False),
        _number(
            "visa", _("شمارهٔ روادید"), _("روی برچسب روادید؛ اگر دارید"),
            "[A-Z0-9]{5,20}", required=False,
        ),
        _day("visa_expires", _("تاریخ پایان روادید"), required=False),
        _number(
            "insurance", _("شمارهٔ بیمه"), _("روی دفترچه یا کارت بیمه؛ اگر دارید"),
            "[A-Z0-9]{5,20}", required=False,
        ),
        _day("insurance_expires", _("تاریخ پایان بیمه"), required=False),
    ),
)  # fmt: skip

DEGREE = Page(
    code="degree",
    title=_("تحصیل شما"),
    questions=(
        _number(
            "student_code", _("کد هشت‌رقمی مجوز تحصیل"),
            _("کدی که سازمان امور دانشجویان هنگام پذیرش داده است"), "[0-9]{8}", required=True,
        ),
        Question(
            code="level",
            label=_("مقطع"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.OPEN,
            help=_("مقطعی که در آن درس می‌خوانید"),
            choices=(
                Choice(value="bachelor", label=_("کارشناسی")),
                Choice(value="master", label=_("کارشناسی ارشد")),
                Choice(value="doctorate", label=_("دکتری تخصصی")),
                Choice(value="professional", label=_("دکتری حرفه‌ای")),
            ),
        ),
        Question(
            code="field",
            label=_("رشته"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.OPEN,
            help=_("مانند «مهندسی عمران»"),
            max_length=100,
        ),
    ),
)  # fmt: skip

GROUND = Page(
    code="ground",
    title=_("موضوع درخواست"),
    questions=(
        Question(
            code="kind",
            label=_("برای چه به کمیسیون درخواست می‌دهید؟"),
            kind=QuestionKind.CHOICE,
            privacy=Privacy.OPEN,
            choices=(
                Choice(value=ON_PROBATION, label=_("سه نیم‌سال مشروطی یا بیشتر")),
                Choice(value=END_OF_TERMS, label=_("پایان سنوات مجاز تحصیل")),
                Choice(value=RETURN, label=_("بازگشت به تحصیل")),
                Choice(value=OTHER, label=_("شرایط خاص دیگر")),
            ),
        ),
        Question(
            code="terms",
            label=_("شمار نیم‌سال‌های مشروطی"),
            kind=QuestionKind.NUMBER,
            privacy=Privacy.PERSONAL,
            help=_("سه یا بیشتر"),
            minimum=3,
            maximum=20,
            when=When("ground.kind", ON_PROBATION),
        ),
        Question(
            code="evidence",
            label=_("دلیل وضعیت شما"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.SENSITIVE,
            help=_("مدرک آن را در صفحهٔ بعد بارگذاری کنید"),
            choices=(
                Choice(value="illness", label=_("بیماری با پروندهٔ بیمارستانی در دوران تحصیل")),
                Choice(value="veteran", label=_("وضعیت ایثارگری")),
                Choice(value="family", label=_("درگذشت یا بیماری بستگان درجهٔ یک")),
                Choice(value="travel", label=_("ناتوانی از بازگشت به ایران")),
                Choice(value="other", label=_("دلیل دیگر")),
            ),
        ),
        Question(
            code="explanation",
            label=_("شرح درخواست"),
            kind=QuestionKind.LONG_TEXT,
            privacy=Privacy.PERSONAL,
            help=_("به فارسی، انگلیسی یا عربی بنویسید چه شد و چه می‌خواهید"),
            max_length=3000,
        ),
    ),
)

DOCUMENTS = Page(
    code="documents",
    title=_("مدارک"),
    intro=_("با گوشی هم می‌توانید عکس بگیرید؛ چهار گوشهٔ صفحه دیده شود."),
    kind=PageKind.ATTACHMENTS,
)
REVIEW = Page(code="review", title=_("بازبینی و ثبت"), kind=PageKind.REVIEW)
PAGES = (UNIVERSITY, PERSON, MOBILE, PAPERS, DEGREE, GROUND, DOCUMENTS, REVIEW)

ATTACHMENTS = (
    AttachmentRule(
        kind="passport", title=_("تصویر صفحهٔ عکس‌دار گذرنامه"), required=True, max_files=2,
        is_identity=True,
    ),
    AttachmentRule(
        kind="evidence", title=_("مدرک شرایط خاص"), required=True, max_files=6,
        help=_("مانند پروندهٔ بیمارستانی یا گواهی ایثارگری"),
    ),
    AttachmentRule(
        kind="residence", title=_("تصویر پروانهٔ اقامت"), max_files=2, is_identity=True
    ),
    AttachmentRule(kind="visa", title=_("تصویر روادید"), max_files=2, is_identity=True),
    AttachmentRule(kind="insurance", title=_("تصویر بیمه"), max_files=2),
    AttachmentRule(kind="transcript", title=_("ریزنمرات"), max_files=4),
    AttachmentRule(kind="other", title=_("مدرک دیگر"), max_files=6),
)  # fmt: skip

RENEWAL = Page(
    code="renewal",
    title=_("مدرک تازه"),
    intro=_("شماره و تاریخ‌ها را مانند مدرک تازه بنویسید."),
    questions=(
        _number(
            "number", _("شمارهٔ مدرک"), _("حروف و رقم‌های لاتین"), "[A-Z0-9]{5,20}", required=True
        ),
        _country("country", _("کشور صادرکننده")),
        _day("issued_on", _("تاریخ صدور"), required=True),
        _day("expires_on", _("تاریخ پایان اعتبار"), required=True),
    ),
)

SAMPLE = {
    "person.first_name": "زینب",
    "person.last_name": "الحسینی",
    "person.latin_first_name": "Zaynab",
    "person.latin_last_name": "Al-Husseini",
    "person.father_name": "کریم",
    "person.born_on": "2003/04/17",
    "person.nationality": "IQ",
    "person.passport": "A00000019",
    "person.passport_country": "IQ",
    "person.passport_issued": "2022/09/01",
    "person.passport_expires": "2031/08/31",
    "person.mobile": "09120000000",
    "papers.tracking_code": "0000000000190",
    "papers.residence": "R0000019",
    "papers.residence_expires": "1408/06/31",
    "degree.student_code": "00001905",
    "degree.level": "bachelor",
    "degree.field": "مهندسی عمران",
    "ground.kind": ON_PROBATION,
    "ground.terms": "3",
    "ground.evidence": "illness",
    "ground.explanation": "در نیم‌سال سوم چهل روز در بیمارستان بودم؛ پروندهٔ بستری پیوست است.",
}
