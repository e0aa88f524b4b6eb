"""Words of credentials: what became of one, and what is wrong with one that was shown."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class StatusPurpose(Terms):
    """What a status list tells of its credentials."""

    REVOCATION = "revocation", _("ابطال")
    SUSPENSION = "suspension", _("تعلیق")


class CredentialState(Terms):
    """What became of a credential."""

    ACTIVE = "active", _("در گردش")
    SUSPENDED = "suspended", _("معلق")
    REVOKED = "revoked", _("باطل")


class Problem(Terms):
    """Why a credential is not accepted."""

    MALFORMED = "malformed", _("این نوشته گواهی ماشین‌خوان نیست")
    UNKNOWN_ISSUER = "unknown_issuer", _("صادرکنندهٔ آن از فهرست ما نیست")
    WRONG_SIGNATURE = "wrong_signature", _("امضای آن درست نیست")
    COMPROMISED_KEY = "compromised_key", _("کلید آن لو رفته و این گواهی پیش از آن ثبت نشده است")
    NOT_YET_VALID = "not_yet_valid", _("هنوز معتبر نیست")
    EXPIRED = "expired", _("مهلت آن گذشته است")
    SUSPENDED = "suspended", _("معلق است")
    REVOKED = "revoked", _("باطل است")


VERBS = {
    "credentials.issued": _("گواهی ماشین‌خوان مدرک را صادر کرد"),
    "credentials.confirmed": _("تأییدیهٔ مهرشدهٔ مدرک را ساخت"),
}
