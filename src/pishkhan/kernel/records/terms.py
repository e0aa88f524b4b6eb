"""Words of the register: levels, kinds of document, where a field comes from, what is found wrong."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.verification.terms import (
    DocumentKind as DocumentKind,  # noqa: PLC0414 - the same words wherever a document is told of
    LogClass as LogClass,  # noqa: PLC0414 - the same
    Recognition,
)


Recognised = Recognition  # what is known of a right; `Recognition` here is the permit itself


class Level(Terms):
    """Level of study, of schools and of universities, the lowest first; as `verification` calls them."""

    PRIMARY = "primary", _("ابتدایی")
    LOWER_SECONDARY = "lower_secondary", _("متوسطهٔ اول")
    UPPER_SECONDARY = "upper_secondary", _("متوسطهٔ دوم")
    DIPLOMA = "diploma", _("دیپلم")
    ASSOCIATE = "associate", _("کاردانی")
    BACHELOR = "bachelor", _("کارشناسی")
    BACHELOR_TOP_UP = "bachelor_top_up", _("کارشناسی ناپیوسته")
    MASTER = "master", _("کارشناسی ارشد")
    MASTER_CONTINUOUS = "master_continuous", _("کارشناسی ارشد پیوسته")
    PROFESSIONAL_DOCTORATE = "professional_doctorate", _("دکتری حرفه‌ای")
    DOCTORATE = "doctorate", _("دکتری تخصصی")


# What universities award on paper, and how an average out of twenty stands there.
AWARDED = (
    Level.ASSOCIATE, Level.BACHELOR, Level.MASTER, Level.PROFESSIONAL_DOCTORATE, Level.DOCTORATE,
)  # fmt: skip
AVERAGE_OF_TWENTY = r"(20(\.00?)?|1?[0-9](\.[0-9]{1,2})?)"


class Mode(Terms):
    """Type of course (domain.md § 1.C.3); schools have none."""

    NONE = "", _("نامعلوم")
    DAY = "day", _("روزانه")
    EVENING = "evening", _("شبانه")
    PAYAME_NOOR = "payame_noor", _("پیام نور")
    SEMI_ATTENDANCE = "semi_attendance", _("نیمه‌حضوری")
    VIRTUAL = "virtual", _("مجازی و بین‌الملل")
    NON_PROFIT = "non_profit", _("غیرانتفاعی")


class Sex(Terms):
    """As on the birth certificate; unknown in old records."""

    UNKNOWN = "", _("نامعلوم")
    FEMALE = "female", _("زن")
    MALE = "male", _("مرد")


class Fact(Terms):
    """A kind of record; its versions are kept under this word."""

    LEARNER = "learner", _("شخص")
    ADMISSION = "admission", _("پذیرش")
    ENROLMENT = "enrolment", _("تحصیل")
    AWARD = "award", _("مدرک تحصیلی")
    DOCUMENT = "document", _("سند")


class Origin(Terms):
    """Where the value of a field comes from."""

    BATCH = "batch", _("دستهٔ ارسالی مؤسسه")
    FILE = "file", _("فایل بارگذاری‌شدهٔ مؤسسه")
    CASE = "case", _("پروندهٔ یک درخواست")
    OFFICE = "office", _("ثبت دستی کارشناس")
    CIVIL_REGISTER = "civil_register", _("ثبت احوال")
    ALLOCATION = "allocation", _("پذیرش متمرکز")
    LEGACY = "legacy", _("سامانهٔ پیشین")


class RollState(Terms):
    """How far the graduation roll of an institution and year has come."""

    OPEN = "open", _("گشوده")
    SIGNED = "signed", _("یک امضا دارد")
    CLOSED = "closed", _("بسته")


class Band(Terms):
    """How surely a claim and a person of the register are the same; only GREEN links by itself."""

    GREEN = "green", _("یکی است")
    AMBER = "amber", _("باید دو نفر بررسی کنند")
    FAINT = "faint", _("شاید یکی باشد")
    NONE = "none", _("یکی نیست")


class Outcome(Terms):
    """What became of a record that was sent, from the best to the worst."""

    ACCEPTED = "accepted", _("پذیرفته شد")
    NOTED = "accepted_with_note", _("با یادداشت پذیرفته شد")
    UNCHANGED = "unchanged", _("پیش‌تر به همین صورت رسیده بود")
    HELD = "held", _("در انتظار بررسی است")
    REJECTED = "rejected", _("پذیرفته نشد")


class BatchState(Terms):
    """How far a batch has come."""

    RECEIVING = "receiving", _("در حال دریافت")
    CHECKING = "checking", _("در حال بررسی")
    DONE = "done", _("بررسی شد")


class Door(Terms):
    """A way into the register, which may be open to some and closed to others on a day."""

    API = "api", _("رابط برنامه‌ها")
    FILE = "file", _("فایل")
    LATE = "late", _("ثبت پس از بستن فهرست")
    OFFICE = "office", _("ثبت دستی")


class Refusal(Terms):
    """Why a held record is refused. Codes are stable; the institution's system reads them."""

    NOT_OURS = "R-NOT-OURS", _("دانش‌آموختهٔ این مؤسسه نیست")
    OTHER_PERSON = "R-OTHER-PERSON", _("مشخصات از آنِ شخص دیگری است")
    NO_PAPER = "R-NO-PAPER", _("در پرونده یا دفتر مؤسسه سندی برای آن نیست")
    RECORDED = "R-RECORDED", _("همین سابقه پیش‌تر ثبت شده است")
    NOT_PERMITTED = "R-NOT-PERMITTED", _("مؤسسه اجازهٔ این مقطع و رشته را نداشته است")
    WRONG_DATA = "R-WRONG-DATA", _("داده نادرست است؛ باید درست شود و دوباره برسد")
    OTHER = "R-OTHER", _("سبب دیگر")


class Decision(Terms):
    """What became of a proposal about a held record."""

    OPEN = "", _("در انتظار نفر دوم")
    APPROVED = "approved", _("تأیید شد")
    RETURNED = "returned", _("برگردانده شد")
    WITHDRAWN = "withdrawn", _("پس گرفته شد")


class KeyState(Terms):
    """Whether a sender key signs now."""

    ASKED = "asked", _("در انتظار تأیید امضاکنندهٔ مؤسسه")
    COOLING = "cooling", _("هنوز به کار نیفتاده")
    LIVE = "live", _("معتبر")
    RETIRED = "retired", _("کنار گذاشته")


class Unevenness(Terms):
    """What is uneven among the permits of a level and field."""

    GAP = "gap", _("فاصله")
    OVERLAP = "overlap", _("هم‌پوشانی")


class Access(Terms):
    """How a door of the register stands for somebody on a day."""

    FREE = "free", _("همیشه باز")
    OPEN = "open", _("باز")
    NOT_YET = "not_yet", _("هنوز باز نشده")
    ENDED = "ended", _("پایان یافته")
    SHUT = "shut", _("بسته")


class Finding(Terms):
    """What was found in a record. Codes are stable; E stops the record or holds it, W is a note."""

    # What was written cannot be read.
    NOT_A_RECORD = "E-NOT-A-RECORD", _("این سطر رکورد درستی نیست.")
    UNKNOWN_FIELD = "E-UNKNOWN-FIELD", _("چنین خانه‌ای نیست.")
    MISSING = "E-MISSING", _("این خانه لازم است.")
    TOO_LONG = "E-TOO-LONG", _("این نوشته بلندتر از اندازه است.")
    BAD_TEXT = "E-TEXT", _("این نوشته نویسهٔ پنهان و غیرمجاز دارد.")
    BAD_NAME = "E-NAME-LETTERS", _("نام باید با حروف یک خط نوشته شود.")
    BAD_DATE = "E-DATE", _("این تاریخ خوانده نشد یا در تقویم نیست.")
    FUTURE_DATE = "E-DATE-FUTURE", _("این تاریخ هنوز نرسیده است.")
    BAD_NUMBER = "E-NUMBER", _("اینجا عدد لازم است.")
    BAD_CHOICE = "E-CHOICE", _("این مقدار در فهرست نیست.")
    BAD_AVERAGE = "E-AVERAGE", _("معدل بیرون از مقیاس خود است.")
    ID_LENGTH = "E-NID-LENGTH", _("شمار رقم‌های کد ملی درست نیست.")
    ID_CHECKSUM = "E-NID-CHECKSUM", _("رقم کنترل کد ملی درست نیست.")
    ID_FORMAT = "E-ID-FORMAT", _("شناسه درست نوشته نشده است.")
    SPREADSHEET = "E-SPREADSHEET", _("صفحه‌گسترده رقم‌های این شماره را از بین برده است.")
    # What was written contradicts itself, or another record.
    DATE_ORDER = "E-DATE-ORDER", _("ترتیب تاریخ‌ها درست نیست: مدرک پیش از پذیرش است.")
    TOO_FAST = "E-TOO-FAST", _("مدت تحصیل از کمترین مدت این مقطع کوتاه‌تر است.")
    TOO_YOUNG = "E-AGE", _("سن در زمان پذیرش کمتر از اندازه است.")
    AFTER_DEATH = "E-DEATH", _("مدرک پس از درگذشت دارندهٔ آن است.")
    NOT_RECOGNISED = "E-NOT-RECOGNISED", _("مؤسسه در آن تاریخ اجازهٔ این مقطع و رشته را نداشته است.")
    NO_ADMISSION = "E-NO-ADMISSION", _("پذیرش یا تحصیلی برای این مدرک ثبت نشده است.")
    OVERLAP = "E-OVERLAP", _("هم‌زمان در دورهٔ تمام‌وقت دیگری تحصیل کرده است.")
    DUPLICATE_DEGREE = "E-DUPLICATE-DEGREE", _("همین شخص همین مدرک را پیش‌تر دارد.")
    SERIAL_REUSE = "E-SERIAL-REUSE", _("این شمارهٔ سند از آنِ سند دیگری است.")
    STUDENT_NUMBER_REUSE = "E-STUDENT-REUSE", _("این شمارهٔ دانشجویی از آنِ شخص دیگری است.")
    THESIS_REUSE = "E-THESIS-REUSE", _("پایان‌نامه‌ای با همین عنوان از آنِ شخص دیگری است.")
    SOURCE_TWICE = "E-SOURCE-TWICE", _("این شناسهٔ رکورد با یک نسخه دو محتوای گوناگون دارد.")
    OTHER_PERSON = "E-OTHER-PERSON", _("این شناسهٔ رکورد پیش‌تر برای شخص دیگری فرستاده شده است.")
    IDENTITY_CONFLICT = "E-IDENTITY-CONFLICT", _("این شناسه در همین دسته به دو شخص داده شده است.")
    # The person of the register and the person of the record.
    NAME_CIVIL = "E-NAME-CIVIL", _("نام با نام ثبت‌شدهٔ این شناسه یکی نیست.")
    BIRTH_DATE = "E-BIRTH-DATE", _("تاریخ تولد با تاریخ ثبت‌شدهٔ این شناسه یکی نیست.")
    NO_IDENTITY = "E-NO-IDENTITY", _("رکورد شناسهٔ شخص ندارد.")
    # A claim and an award of the register.
    INSTITUTION = "E-INSTITUTION", _("مؤسسه یکی نیست.")
    LEVEL = "E-LEVEL", _("مقطع یکی نیست.")
    FIELD = "E-FIELD", _("رشته یکی نیست.")
    AWARD_DATE = "E-AWARD-DATE", _("تاریخ دانش‌آموختگی یکی نیست.")
    AVERAGE = "E-AVERAGE-DIFFERS", _("معدل یکی نیست.")
    SERIAL = "E-SERIAL", _("شمارهٔ سند یکی نیست.")
    # The roll and the document.
    NO_ROLL = "E-NO-ROLL", _("فهرست دانش‌آموختگان این سال گشوده نشده است.")
    HAS_CODE = "E-HAS-CODE", _("این سند کد صحت دارد؛ تغییر آن با اصلاح دونفره است.")
    LATE_ROLL = "W-LATE-ROLL", _("فهرست این سال بسته است؛ با دلیل و تأیید دو نفر ثبت می‌شود.")
    # Notes.
    NAME_HISTORY = "W-NAME-HISTORY", _("نام پیشین این شخص است.")
    FATHER = "W-FATHER", _("نام پدر با نام ثبت‌شده یکی نیست.")
    RECOGNITION_UNKNOWN = "W-RECOGNITION", _("شناسایی مؤسسه برای این مقطع در سامانه نیست.")
    LEGACY_WITHOUT_ADMISSION = "W-NO-ADMISSION", _("سابقهٔ قدیمی بدون پذیرش است.")
    OLDER = "W-OLDER", _("نسخهٔ تازه‌تری از این رکورد پیش‌تر رسیده است.")


HINTS: dict[Finding, str] = {
    Finding.NOT_A_RECORD: _("هر سطر یک شیء JSON یا یک سطر با همان ستون‌های الگو است."),
    Finding.UNKNOWN_FIELD: _("نام ستون را با الگو مقایسه کنید."),
    Finding.BAD_DATE: _("تاریخ را مانند ۱۴۰۵/۰۸/۳۰ یا 2026-11-21 بنویسید."),
    Finding.ID_LENGTH: _("کد ملی ۱۰ رقم دارد؛ صفرهای آغاز آن را نگه دارید."),
    Finding.ID_CHECKSUM: _("رقم‌ها را با کارت ملی مقایسه کنید."),
    Finding.SPREADSHEET: _("ستون را پیش از نوشتن از نوع «متن» کنید و شماره را دوباره بنویسید."),
    Finding.DATE_ORDER: _("تاریخ پذیرش، آغاز تحصیل و دانش‌آموختگی را در سامانهٔ خود درست کنید."),
    Finding.NAME_CIVIL: _("نام را با شناسنامه مقایسه کنید؛ اگر نام عوض شده، نام پیشین را بفرستید."),
    Finding.SERIAL_REUSE: _("هر شماره فقط یک بار روی سندی نوشته می‌شود."),
    Finding.NO_ROLL: _("نخست فهرست آن سال را بگشایید."),
    Finding.OTHER_PERSON: _("رکورد پیشین را پس بگیرید و این را با شناسهٔ تازه‌ای بفرستید."),
    Finding.SOURCE_TWICE: _("با هر تغییر version رکورد را یکی بالا ببرید."),
    Finding.HAS_CODE: _("درخواست اصلاح، تعلیق یا ابطال سند را ثبت کنید."),
    Finding.DUPLICATE_DEGREE: _("اگر المثنی است، آن را با شمارهٔ نسخه بفرستید."),
}
HOLDS = frozenset({
    Finding.TOO_FAST, Finding.TOO_YOUNG, Finding.AFTER_DEATH, Finding.NOT_RECOGNISED,
    Finding.NO_ADMISSION, Finding.OVERLAP, Finding.DUPLICATE_DEGREE, Finding.THESIS_REUSE,
    Finding.STUDENT_NUMBER_REUSE, Finding.IDENTITY_CONFLICT, Finding.NAME_CIVIL,
    Finding.BIRTH_DATE, Finding.NO_IDENTITY, Finding.HAS_CODE, Finding.LATE_ROLL,
})  # fmt: skip


VERBS = {
    "records.learner_added": _("شخص را به بانک سوابق افزود"),
    "records.fact_added": _("سابقهٔ تحصیلی را ثبت کرد"),
    "records.fact_corrected": _("سابقهٔ تحصیلی را اصلاح کرد؛ نسخهٔ پیشین ماند"),
    "records.death_noted": _("درگذشت دارندهٔ سوابق را ثبت کرد"),
    "records.recognised": _("اجازهٔ مؤسسه برای مقطع و رشته را ثبت کرد"),
    "records.permit_ended": _("به اجازهٔ مؤسسه پایان داد"),
    "records.permit_corrected": _("اجازهٔ مؤسسه را اصلاح کرد"),
    "records.roll_opened": _("فهرست دانش‌آموختگان را گشود"),
    "records.roll_signed": _("فهرست دانش‌آموختگان را امضا کرد"),
    "records.roll_closed": _("با امضای دوم فهرست دانش‌آموختگان را بست"),
    "records.batch_begun": _("دستهٔ سوابق را آغاز کرد"),
    "records.batch_committed": _("دستهٔ سوابق را کامل فرستاد"),
    "records.batch_done": _("بررسی دستهٔ سوابق پایان یافت"),
    "records.sender_key_asked": _("کلید امضای دسته‌های مؤسسه را برای تأیید ثبت کرد"),
    "records.sender_key_added": _("کلید امضای دسته‌های مؤسسه را ثبت کرد"),
    "records.sender_key_confirmed": _("کلید امضای دسته‌های مؤسسه را تأیید کرد"),
    "records.sender_key_refused": _("کلید امضای دسته‌های مؤسسه را نپذیرفت"),
    "records.sender_key_retired": _("کلید امضای دسته‌های مؤسسه را کنار گذاشت"),
    "records.window_set": _("زمان باز بودن یک راه ورود سوابق را تعیین کرد"),
    "records.window_changed": _("زمان باز بودن یک راه ورود سوابق را عوض کرد"),
    "records.window_ended": _("به زمان باز بودن یک راه ورود سوابق پایان داد"),
    "records.settling_proposed": _("دربارهٔ رکورد در انتظار بررسی پیشنهاد داد"),
    "records.settling_returned": _("پیشنهاد دربارهٔ رکورد را برگرداند"),
    "records.settling_withdrawn": _("پیشنهاد خود دربارهٔ رکورد را پس گرفت"),
    "records.held_settled": _("دربارهٔ رکورد در انتظار بررسی تصمیم گرفت"),
    "records.code_issued": _("برای سند کد صحت گرفت"),
}
