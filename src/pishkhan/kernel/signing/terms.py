"""Words of signing: what a key is for, how it signs, whether it still does."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Purpose(Terms):
    """What a key signs; it signs nothing else."""

    CREDENTIAL = "credential", _("گواهی ماشین‌خوان")
    RECEIPT = "receipt", _("رسید استعلام")
    SEAL = "seal", _("مهر سند")
    AUTHORITY = "authority", _("گواهی کلیدهای مهر")


class Algorithm(Terms):
    """How a key signs, by its name in JOSE."""

    ES256 = "ES256", "ECDSA P-256"
    ED25519 = "Ed25519", "Ed25519"


ALGORITHM_OF = {
    Purpose.CREDENTIAL: Algorithm.ES256,
    Purpose.RECEIPT: Algorithm.ED25519,
    Purpose.SEAL: Algorithm.ES256,
    Purpose.AUTHORITY: Algorithm.ES256,
}


class KeyState(Terms):
    """What a signature of the key is worth."""

    IN_USE = "in_use", _("در کار")
    RETIRED = "retired", _("بازنشسته")
    COMPROMISED = "compromised", _("لو رفته")


class KeyChange(Terms):
    """What happened to a key."""

    ADDED = "added", _("ساخته شد")
    ENDED = "ended", _("کنار گذاشته شد")


VERBS = {
    "signing.key_added": _("کلید امضای تازه‌ای ساخت"),
    "signing.key_retired": _("کلید امضا را بازنشسته کرد"),
    "signing.key_compromised": _("کلید امضا را لورفته اعلام کرد"),
    "signing.chain_installed": _("زنجیرهٔ گواهی کلید مهر را گذاشت"),
}
