"""The words of forms: kinds of questions, of pages, and classes of privacy."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class QuestionKind(Terms):
    """What an answer is; it decides the field that is shown and how the answer is checked."""

    TEXT = "text", _("متن کوتاه")
    LONG_TEXT = "long_text", _("متن بلند")
    PERSIAN_NAME = "persian_name", _("نام فارسی")
    ANY_NAME = "any_name", _("نام فارسی یا لاتین")
    LATIN_NAME = "latin_name", _("نام لاتین")
    NATIONAL_ID = "national_id", _("کد ملی")
    LEGAL_ID = "legal_id", _("شناسهٔ ملی")
    FOREIGN_ID = "foreign_id", _("شناسهٔ اتباع خارجی")
    MOBILE = "mobile", _("تلفن همراه")
    POSTAL_CODE = "postal_code", _("کد پستی")
    CHOICE = "choice", _("انتخاب از چند گزینه")
    SELECT = "select", _("انتخاب از فهرست")
    ORGANISATION = "organisation", _("انتخاب سازمان")
    JALALI_DATE = "jalali_date", _("تاریخ")
    DATE = "date", _("تاریخ خورشیدی یا میلادی")
    YEAR = "year", _("سال")
    NUMBER = "number", _("عدد")
    TICK = "tick", _("تأیید")


class PageKind(Terms):
    """What a page holds; only the first kind is drawn from its questions."""

    QUESTIONS = "questions", _("پرسش‌ها")
    MOBILE_CHECK = "mobile_check", _("تأیید تلفن همراه")
    ATTACHMENTS = "attachments", _("پیوست‌ها")
    REVIEW = "review", _("بازبینی")


class Privacy(Terms):
    """Who may read an answer outside its own case."""

    OPEN = "open", _("آزاد در آمار")
    PERSONAL = "personal", _("شخصی")
    SENSITIVE = "sensitive", _("حساس")
