"""Words of identity: kinds of persons, identifiers and actors, and how strict a check is."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class PersonKind(Terms):
    """What a person is before the law."""

    NATURAL = "natural", _("حقیقی")
    LEGAL = "legal", _("حقوقی")
    FOREIGN = "foreign", _("تبعهٔ خارجی")


class IdentifierKind(Terms):
    """What sort of number a person is known by (domain.md § 6.1)."""

    NATIONAL_ID = "national_id", _("کد ملی")
    LEGAL_ID = "legal_id", _("شناسهٔ ملی شخص حقوقی")
    PASSPORT = "passport", _("شمارهٔ گذرنامه")
    UNIQUE_ID = "unique_id", _("شناسهٔ یکتا")
    FIDA = "fida", _("کد فیدا")


class ActorKind(Terms):
    """Who acts, as the trail tells it."""

    ANONYMOUS = "anonymous", _("ناشناس")
    CITIZEN = "citizen", _("شهروند")
    STAFF = "staff", _("کارمند")
    PROGRAM = "program", _("برنامهٔ سازمان")
    SYSTEM = "system", _("سامانه")


class Ownership(Terms):
    """Whether a mobile number is registered to the holder of a national id."""

    MATCH = "match", _("به نام خود شخص است")
    MISMATCH = "mismatch", _("به نام شخص دیگری است")
    UNKNOWN = "unknown", _("معلوم نشد")


class OwnershipPolicy(Terms):
    """What a service does with the outcome (domain.md X-03)."""

    BLOCK = "block", _("اگر به نام خود شخص نباشد، پیش نمی‌رود")
    WARN = "warn", _("هشدار می‌دهد و پیش می‌رود")
    CLERK_CHECKS = "clerk_checks", _("پیش می‌رود و کارمند بررسی می‌کند")
    OFF = "off", _("پرسیده نمی‌شود")


VERBS = {
    "identity.code_sent": _("کد یک‌بارمصرف فرستاده شد"),
    "identity.code_accepted": _("کد یک‌بارمصرف درست وارد شد"),
    "identity.code_locked": _("ورود با کد به سبب تلاش‌های نادرست بسته شد"),
    "identity.codes_hardly_used": _("کدهای فرستاده‌شده کمتر از اندازه به کار رفتند؛ هشدار داده شد"),
    "identity.person_added": _("شخص را افزود"),
    "identity.identifier_added": _("شناسهٔ شخص را افزود"),
    "identity.names_differ": _("نامی جز نام ثبت‌شده نوشته شد؛ نام ثبت‌شده ماند"),
    "identity.mobile_changed": _("شمارهٔ تلفن همراه شخص را عوض کرد"),
    "identity.account_created": _("حساب کارمند را ساخت"),
    "identity.account_linked": _("گفت که دارندهٔ حساب کیست"),
    "identity.password_reset": _("گذرواژهٔ کارمند را از نو ساخت"),
    "identity.password_changed": _("گذرواژهٔ خود را عوض کرد"),
    "identity.second_factor_added": _("گام دوم ورود خود را افزود"),
    "identity.second_factor_removed": _("گام دوم ورود خود را برداشت"),
    "identity.recovery_codes_made": _("کدهای بازیابی خود را ساخت"),
    "identity.second_factors_forgotten": _("گام دوم ورود کارمند را برداشت"),
    "identity.pattern_set": _("الگوی شناسهٔ اتباع را عوض کرد"),
    "identity.account_closed": _("حساب کارمند را بست"),
    "identity.account_opened": _("حساب کارمند را باز کرد"),
}
