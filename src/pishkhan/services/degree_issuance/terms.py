"""Words of issuing degrees."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


CODE = "degree_issuance"
PAGE = _("صدور مدرک تحصیلی")


class Deed(Terms):
    """What two people do with a paper."""

    ISSUE = "issue", _("صدور گواهینامهٔ موقت یا دانشنامه")
    SUPERSEDE = "supersede", _("صدور دانشنامه به جای گواهینامهٔ موقت")
    DUPLICATE = "duplicate", _("صدور المثنی")
    CORRECT = "correct", _("اصلاح مدرک")
    SUSPEND = "suspend", _("تعلیق مدرک")
    RESUME = "resume", _("رفع تعلیق")
    REVOKE = "revoke", _("ابطال مدرک")


class Part(Terms):
    """What of a paper may be put right: of the person, or of the award."""

    GIVEN_NAME = "given_name", _("نام")
    FAMILY_NAME = "family_name", _("نام خانوادگی")
    FATHER_NAME = "father_name", _("نام پدر")
    LATIN_NAME = "latin_name", _("نام لاتین")
    BIRTH_DATE = "birth_date", _("تاریخ تولد")
    FIELD = "field", _("رشته")
    ORIENTATION = "orientation", _("گرایش")
    AWARDED_ON = "awarded_on", _("تاریخ دانش‌آموختگی")
    AVERAGE = "average", _("معدل")


OF_PERSON = frozenset({
    Part.GIVEN_NAME, Part.FAMILY_NAME, Part.FATHER_NAME, Part.LATIN_NAME, Part.BIRTH_DATE,
})  # fmt: skip
VERBS = {
    f"{CODE}.proposed": _("صدور یا تغییر مدرک را پیشنهاد کرد"),
    f"{CODE}.carried_out": _("صدور یا تغییر مدرک را تأیید کرد و انجام شد"),
}
