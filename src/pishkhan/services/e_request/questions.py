"""What we ask: who writes, what about, with which papers (source 000; domain § 1.A.4–5)."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.forms.spec import Choice, Page, Question, When
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind


IS_LEGAL = When("person.kind", "legal")
IS_FOREIGN = When("person.kind", "foreign")
HAS_NATIONAL_ID = When("person.kind", ("natural", "legal"))
IS_NATURAL = When("person.kind", "natural")

PERSON = Page(
    code="person",
    title=_("مشخصات متقاضی"),
    intro=_("درخواست به نام همین شخص ثبت می‌شود؛ نام‌ها را مانند شناسنامه بنویسید."),
    questions=(
        Question(
            code="kind",
            label=_("نوع شخص"),
            kind=QuestionKind.CHOICE,
            privacy=Privacy.OPEN,
            help=_("اگر برای یک شرکت یا مؤسسه می‌نویسید، «حقوقی» را برگزینید."),
            choices=(
                Choice(value="natural", label=_("حقیقی")),
                Choice(value="legal", label=_("حقوقی")),
                Choice(value="foreign", label=_("اتباع خارجی")),
            ),
        ),
        Question(
            code="organisation_name",
            label=_("نام شرکت یا مؤسسه"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.PERSONAL,
            help=_("همان نامی که در روزنامهٔ رسمی آمده است"),
            when=IS_LEGAL,
            max_length=120,
            autocomplete="organization",
        ),
        Question(
            code="legal_id",
            label=_("شناسهٔ ملی شرکت"),
            kind=QuestionKind.LEGAL_ID,
            privacy=Privacy.PERSONAL,
            help=_("یازده رقم"),
            when=IS_LEGAL,
        ),
        Question(
            code="foreign_first_name",
            label=_("نام"),
            kind=QuestionKind.ANY_NAME,
            privacy=Privacy.PERSONAL,
            help=_("مانند گذرنامه یا کارت اقامت؛ به فارسی یا لاتین"),
            when=IS_FOREIGN,
            autocomplete="given-name",
        ),
        Question(
            code="foreign_last_name",
            label=_("نام خانوادگی"),
            kind=QuestionKind.ANY_NAME,
            privacy=Privacy.PERSONAL,
            help=_("مانند گذرنامه یا کارت اقامت؛ به فارسی یا لاتین"),
            when=IS_FOREIGN,
            autocomplete="family-name",
        ),
        Question(
            code="first_name",
            label=_("نام"),
            kind=QuestionKind.PERSIAN_NAME,
            privacy=Privacy.PERSONAL,
            help=_("برای شخص حقوقی، نام نمایندهٔ آن"),
            when=HAS_NATIONAL_ID,
            autocomplete="given-name",
        ),
        Question(
            code="last_name",
            label=_("نام خانوادگی"),
            kind=QuestionKind.PERSIAN_NAME,
            privacy=Privacy.PERSONAL,
            help=_("برای شخص حقوقی، نام خانوادگی نمایندهٔ آن"),
            when=HAS_NATIONAL_ID,
            autocomplete="family-name",
        ),
        Question(
            code="father_name",
            label=_("نام پدر"),
            kind=QuestionKind.PERSIAN_NAME,
            privacy=Privacy.PERSONAL,
            help=_("بدون لقب، مانند شناسنامه"),
            when=IS_NATURAL,
        ),
        Question(
            code="national_id",
            label=_("کد ملی"),
            kind=QuestionKind.NATIONAL_ID,
            privacy=Privacy.SENSITIVE,
            help=_("ده رقم، روی کارت ملی"),
            when=HAS_NATIONAL_ID,
        ),
        Question(
            code="foreign_id",
            label=_("شناسهٔ یکتای اتباع"),
            kind=QuestionKind.FOREIGN_ID,
            privacy=Privacy.SENSITIVE,
            help=_("شناسهٔ یکتا، کد فراگیر یا شمارهٔ گذرنامه؛ ۶ تا ۲۰ حرف یا رقم لاتین"),
            pattern="[A-Z0-9]{6,20}",
            when=IS_FOREIGN,
        ),
        Question(
            code="mobile",
            label=_("تلفن همراه"),
            kind=QuestionKind.MOBILE,
            privacy=Privacy.SENSITIVE,
            help=_("به نام خودتان باشد؛ کد تأیید به همین شماره می‌آید"),
            autocomplete="tel-national",
        ),
        Question(
            code="postal_address",
            label=_("نشانی پستی"),
            kind=QuestionKind.LONG_TEXT,
            privacy=Privacy.SENSITIVE,
            help=_("اینجا اختیاری است، ولی باید روی برگهٔ دست‌نویس نوشته شده باشد"),
            required=False,
            max_length=500,
            autocomplete="street-address",
        ),
        Question(
            code="postal_code",
            label=_("کد پستی"),
            kind=QuestionKind.POSTAL_CODE,
            privacy=Privacy.PERSONAL,
            help=_("ده رقم"),
            required=False,
            autocomplete="postal-code",
        ),
    ),
)

MOBILE = Page(code="mobile", title=_("تأیید تلفن همراه"), kind=PageKind.MOBILE_CHECK)

REQUEST = Page(
    code="request",
    title=_("موضوع درخواست"),
    intro=_("کوتاه بنویسید؛ اصل درخواست همان برگهٔ دست‌نویس شماست."),
    questions=(
        Question(
            code="topic",
            label=_("موضوع"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.OPEN,
            help=_("نزدیک‌ترین موضوع را برگزینید"),
            choices=(
                Choice(value="certificate", label=_("درخواست گواهی یا مدرک")),
                Choice(value="correction", label=_("اصلاح مشخصات")),
                Choice(value="quota", label=_("سهمیه")),
                Choice(value="result", label=_("اعتراض به نتیجه")),
                Choice(value="admission", label=_("پذیرش و ثبت‌نام")),
                Choice(value="fee", label=_("امور مالی")),
                Choice(value="other", label=_("موضوع دیگر")),
            ),
        ),
        Question(
            code="subject",
            label=_("عنوان درخواست"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.PERSONAL,
            help=_("یک جمله؛ مانند «اصلاح نام پدر در کارنامه»"),
            max_length=120,
        ),
        Question(
            code="exam",
            label=_("نام آزمون"),
            kind=QuestionKind.SELECT,
            privacy=Privacy.OPEN,
            help=_("آزمونی که درخواست دربارهٔ آن است"),
            choices=(
                Choice(value="national", label=_("آزمون سراسری")),
                Choice(value="associate_to_bachelor", label=_("کاردانی به کارشناسی ناپیوسته")),
                Choice(value="master", label=_("کارشناسی ارشد")),
                Choice(value="doctorate", label=_("دکتری")),
                Choice(value="employment", label=_("آزمون استخدامی")),
                Choice(value="none", label=_("دربارهٔ آزمون نیست")),
            ),
        ),
        Question(
            code="year",
            label=_("سال آزمون"),
            kind=QuestionKind.YEAR,
            privacy=Privacy.OPEN,
            help=_("سال هجری خورشیدی؛ مانند ۱۴۰۵"),
            minimum=1370,
            maximum=1410,
            when=When(
                "request.exam",
                ("national", "associate_to_bachelor", "master", "doctorate", "employment"),
            ),
        ),
        Question(
            code="body",
            label=_("شرح کوتاه"),
            kind=QuestionKind.LONG_TEXT,
            privacy=Privacy.PERSONAL,
            help=_("اگر لازم است چیزی به برگهٔ دست‌نویس بیفزایید"),
            required=False,
            max_length=1000,
        ),
    ),
)

DOCUMENTS = Page(
    code="documents",
    title=_("تصویر نامه و مدارک"),
    intro=_("بدون تصویر برگهٔ دست‌نویس، درخواست ثبت نمی‌شود. با گوشی هم می‌توانید عکس بگیرید."),
    kind=PageKind.ATTACHMENTS,
)

REVIEW = Page(code="review", title=_("بازبینی و ثبت"), kind=PageKind.REVIEW)

PAGES = (PERSON, MOBILE, REQUEST, DOCUMENTS, REVIEW)

ATTACHMENTS = (
    AttachmentRule(
        kind="letter",
        title=_("تصویر برگهٔ دست‌نویس درخواست"),
        required=True,
        max_files=3,
        help=_("با نشانی، تلفن همراه و ثابت، امضا و اثر انگشت"),
    ),
    AttachmentRule(kind="birth_certificate", title=_("شناسنامه"), max_files=4, is_identity=True),
    AttachmentRule(kind="national_card", title=_("کارت ملی"), max_files=2, is_identity=True),
    AttachmentRule(kind="registration_print", title=_("پرینت ثبت‌نام"), max_files=2),
    AttachmentRule(kind="choices_print", title=_("پرینت انتخاب رشته"), max_files=2),
    AttachmentRule(kind="quota_evidence", title=_("مدرک سهمیه"), max_files=4),
    AttachmentRule(kind="other", title=_("مدرک دیگر"), max_files=6),
)

SHEET = Page(
    code="sheet",
    title=_("برگهٔ دست‌نویس کامل است؟"),
    intro=_("هر پنج مورد باید روی برگه باشد؛ اگر نیست، برای تکمیل بازگردانید."),
    questions=tuple(
        Question(
            code=code,
            label=label,
            kind=QuestionKind.TICK,
            privacy=Privacy.OPEN,
            required=False,
            help=_("روی تصویر برگه دیده می‌شود"),
        )
        for code, label in (
            ("has_signature", _("امضا")),
            ("has_fingerprint", _("اثر انگشت")),
            ("has_address", _("نشانی پستی")),
            ("has_mobile", _("تلفن همراه")),
            ("has_landline", _("تلفن ثابت")),
        )
    ),
)

ANSWER = Page(
    code="answer",
    title=_("متن پاسخ"),
    intro=_("همین متن پس از امضا برای متقاضی فرستاده می‌شود."),
    questions=(
        Question(
            code="text",
            label=_("متن پاسخ نامه"),
            kind=QuestionKind.LONG_TEXT,
            privacy=Privacy.PERSONAL,
            help=_("بندها را با یک سطر خالی جدا کنید"),
            max_length=4000,
        ),
    ),
)

SAMPLE = {
    "person.kind": "natural",
    "person.first_name": "سمیه",
    "person.last_name": "رستگار",
    "person.father_name": "بهرام",
    "person.national_id": "0000000019",
    "person.mobile": "09120000000",
    "request.topic": "correction",
    "request.subject": "اصلاح نام پدر در کارنامه",
    "request.exam": "national",
    "request.year": "1404",
}
