"""Words of verification: documents, their states, what is answered, to whom, and why it changed."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class DocumentKind(Terms):
    """What a code names."""

    TEMPORARY_CERTIFICATE = "temporary_certificate", _("گواهینامهٔ موقت")
    DEGREE = "degree", _("دانشنامه")
    TRANSCRIPT = "transcript", _("ریزنمرات")
    EVALUATION = "evaluation", _("ارزشنامهٔ مدرک خارجی")


class Level(Terms):
    """Levels of study."""

    DIPLOMA = "diploma", _("دیپلم")
    ASSOCIATE = "associate", _("کاردانی")
    BACHELOR = "bachelor", _("کارشناسی")
    BACHELOR_TOP_UP = "bachelor_top_up", _("کارشناسی ناپیوسته")
    MASTER = "master", _("کارشناسی ارشد")
    MASTER_CONTINUOUS = "master_continuous", _("کارشناسی ارشد پیوسته")
    PROFESSIONAL_DOCTORATE = "professional_doctorate", _("دکتری حرفه‌ای")
    DOCTORATE = "doctorate", _("دکتری تخصصی")


class Recognition(Terms):
    """Whether the institution might award this at the date of the award."""

    RECOGNISED = "recognised", _("در تاریخ اعطا برای این مقطع و رشته مجاز بوده است")
    NOT_RECOGNISED = "not_recognised", _("در تاریخ اعطا برای این مقطع و رشته مجاز نبوده است")
    UNKNOWN = "unknown", _("مجوز آن در تاریخ اعطا بررسی نشده است")


class LogClass(Terms):
    """How the record came into the public log; everybody who inquires is told."""

    IN_ROLL = "in_roll", _("در فهرست دانش‌آموختگان همان نیمسال، پیش از بستن آن")
    LATE = "late", _("پس از بستن فهرست دانش‌آموختگان")
    LEGACY_VERIFIED = "legacy_verified", _("مدرک قدیمی، پس از بررسی دانشگاه")


class DocumentState(Terms):
    """What became of a document."""

    ACTIVE = "active", _("در گردش")
    SUPERSEDED = "superseded", _("دانشنامه جای آن را گرفته است")
    REPLACED = "replaced", _("المثنی جای آن را گرفته است")
    SUSPENDED = "suspended", _("معلق")
    REVOKED = "revoked", _("باطل")


class VerdictState(Terms):
    """The word that an inquirer is told."""

    VALID = "valid", _("معتبر")
    PENDING = "pending", _("تازه صادر شده؛ هنوز در دفتر عمومی نیامده است")
    EXPIRED = "expired", _("مهلت آن گذشته است")
    SUPERSEDED = "superseded", _("دانشنامه جای آن را گرفته است")
    REPLACED = "replaced", _("المثنی جای آن را گرفته است")
    SUSPENDED = "suspended", _("معلق")
    REVOKED = "revoked", _("باطل")
    UNKNOWN = "unknown", _("پاسخی برای این کد نیست")
    FROZEN = "frozen", _("دارنده استعلام آن را بسته است")


class Ground(Terms):
    """The class of reason of a change; more is not told to inquirers."""

    NAME_CHANGED = "name_changed", _("تغییر نام به حکم دادگاه یا ثبت احوال")
    WRONG_DATA = "wrong_data", _("اصلاح دادهٔ نادرست")
    ISSUED_IN_ERROR = "issued_in_error", _("صدور اشتباه")
    FRAUD = "fraud", _("تقلب یا جعل")
    COURT = "court", _("رأی دادگاه")
    THESIS = "thesis", _("تخلف در پایان‌نامه")
    UNDER_EXAMINATION = "under_examination", _("در دست بررسی")


class Tier(Terms):
    """How much an inquirer was told, and on what ground."""

    CODE = "code", _("با کد، نام پوشیده")
    COMPARE = "compare", _("سنجش آنچه روی مدرک نوشته شده")
    SHARE = "share", _("با پیوند اشتراکی شما")
    ORGANISATION = "organisation", _("سازمان ثبت‌شده، با هدف اعلام‌شده")


class Purpose(Terms):
    """What an organisation asks for."""

    EMPLOYMENT = "employment", _("استخدام")
    ADMISSION = "admission", _("ادامهٔ تحصیل")
    LICENCE = "licence", _("پروانهٔ حرفه‌ای")
    TRANSLATION = "translation", _("ترجمهٔ رسمی")
    COURT = "court", _("دستور مرجع قضایی")
    OTHER_LAW = "other_law", _("وظیفهٔ قانونی دیگر")


class ClaimField(Terms):
    """What stands on a paper and can be compared."""

    FAMILY_NAME = "family_name", _("نام خانوادگی")
    LAST_FOUR = "last_four", _("چهار رقم آخر کد ملی")
    GIVEN_NAME = "given_name", _("نام")
    FATHER_NAME = "father_name", _("نام پدر")
    LEVEL = "level", _("مقطع")
    FIELD = "field", _("رشته")
    INSTITUTION = "institution", _("دانشگاه")
    AWARD_DATE = "award_date", _("تاریخ دانش‌آموختگی")
    GRADE_CLASS = "grade_class", _("رتبهٔ معدل")


class ShareField(Terms):
    """What a holder may tick for a share link."""

    NAME = "name", _("نام و نام خانوادگی")
    FATHER_NAME = "father_name", _("نام پدر")
    BIRTH_DATE = "birth_date", _("تاریخ تولد")
    IDENTITY = "identity", _("چهار رقم آخر کد ملی")
    FIELD = "field", _("رشته و گرایش")
    AWARD_DATE = "award_date", _("تاریخ دانش‌آموختگی")
    GRADE = "grade", _("معدل")
    EXTRA = "extra", _("ریزنمرات و جزئیات دیگر")


VERBS = {
    "verification.issued": _("کد صحت صادر کرد"),
    "verification.imported": _("کد صحت قدیمی را وارد کرد"),
    "verification.corrected": _("مدرک را اصلاح کرد"),
    "verification.superseded": _("دانشنامه را جای گواهینامهٔ موقت گذاشت"),
    "verification.replaced": _("المثنی را جای مدرک گذاشت"),
    "verification.suspended": _("مدرک را معلق کرد"),
    "verification.resumed": _("تعلیق مدرک را برداشت"),
    "verification.revoked": _("مدرک را باطل کرد"),
    "verification.shared": _("پیوند اشتراکی ساخت"),
    "verification.share_ended": _("پیوند اشتراکی را بست"),
    "verification.frozen": _("استعلام کد خود را بست"),
    "verification.thawed": _("استعلام کد خود را باز کرد"),
}
