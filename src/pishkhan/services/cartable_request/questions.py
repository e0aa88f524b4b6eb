"""What is asked of whoever introduces a holder (domain § 1.D.3)."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind


PLACE = Page(
    code="place",
    title=_("کدام کارتابل"),
    questions=(
        Question(
            code="organisation",
            label=_("سازمان"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.OPEN,
            help=_("سازمانی که نقش در آن است"),
        ),
        Question(
            code="service",
            label=_("فرایند"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.OPEN,
            help=_("خدمتی که این نقش در آن کار می‌کند"),
        ),
        Question(
            code="role",
            label=_("نقش"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.OPEN,
            help=_("نقشی که دارنده می‌خواهد"),
        ),
    ),
)
HOLDER = Page(
    code="holder",
    title=_("معرفی دارنده"),
    intro=_("کسی را معرفی کنید که حکم این سمت را دارد. با تأیید، کارتابل همان دم ساخته می‌شود."),
    questions=(
        Question(
            code="national_id",
            label=_("کد ملی"),
            kind=QuestionKind.NATIONAL_ID,
            privacy=Privacy.SENSITIVE,
            help=_("ده رقم"),
        ),
        Question(
            code="first_name",
            label=_("نام"),
            kind=QuestionKind.PERSIAN_NAME,
            privacy=Privacy.PERSONAL,
            help=_("مانند شناسنامه"),
        ),
        Question(
            code="last_name",
            label=_("نام خانوادگی"),
            kind=QuestionKind.PERSIAN_NAME,
            privacy=Privacy.PERSONAL,
            help=_("مانند شناسنامه"),
        ),
        Question(
            code="personnel_number",
            label=_("شمارهٔ پرسنلی"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.PERSONAL,
            help=_("همان که در حکم کارگزینی است"),
            max_length=20,
        ),
        Question(
            code="post",
            label=_("سمت در سازمان"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.OPEN,
            help=_("برای نمونه: معاون دانشجویی"),
            max_length=120,
        ),
        Question(
            code="mobile",
            label=_("تلفن همراه"),
            kind=QuestionKind.MOBILE,
            privacy=Privacy.PERSONAL,
            help=_("نام کاربری و گذرواژهٔ نخست به همین شماره پیامک می‌شود."),
        ),
        Question(
            code="email",
            label=_("رایانامه"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.PERSONAL,
            required=False,
            help=_("نشانی اداری، اگر هست"),
            max_length=120,
        ),
        Question(
            code="letter_number",
            label=_("شمارهٔ معرفی‌نامه"),
            kind=QuestionKind.TEXT,
            privacy=Privacy.OPEN,
            help=_("شمارهٔ نامه‌ای که سازمان با آن معرفی کرده است"),
            max_length=40,
        ),
        Question(
            code="letter_on",
            label=_("تاریخ معرفی‌نامه"),
            kind=QuestionKind.JALALI_DATE,
            privacy=Privacy.OPEN,
            help=_("تاریخ نوشته‌شده روی نامه"),
        ),
        Question(
            code="from",
            label=_("از تاریخ"),
            kind=QuestionKind.JALALI_DATE,
            privacy=Privacy.OPEN,
            help=_("آغاز دورهٔ تصدی؛ روز گذشته یعنی از همین حالا"),
        ),
        Question(
            code="to",
            label=_("تا تاریخ"),
            kind=QuestionKind.JALALI_DATE,
            privacy=Privacy.OPEN,
            help=_("پایان دورهٔ تصدی؛ ۳۰ و ۷ روز پیش از آن یادآوری می‌شود."),
        ),
        Question(
            code="instead",
            label=_("دارندهٔ کنونی از آغاز این دوره کنار می‌رود"),
            kind=QuestionKind.TICK,
            privacy=Privacy.OPEN,
            required=False,
        ),
    ),
)
FILES = Page(code="files", title=_("معرفی‌نامه"), kind=PageKind.ATTACHMENTS)
PAGES = (PLACE, HOLDER, FILES)
LETTER = AttachmentRule(
    kind="letter", title=_("تصویر معرفی‌نامه"), required=True, help=_("با امضا و شماره")
)
SAMPLE = {
    "holder.national_id": "0001010107",
    "holder.first_name": "پریسا",
    "holder.last_name": "نیک‌اندیش",
    "holder.personnel_number": "۴۰۲۱۷",
    "holder.post": "معاون دانشجویی",
    "holder.mobile": "09120000031",
    "holder.letter_number": "۱۲/۳۴۵",
    "holder.letter_on": "1405/08/01",
    "holder.from": "1405/08/01",
    "holder.to": "1410/08/01",
    "holder.instead": "",
}
