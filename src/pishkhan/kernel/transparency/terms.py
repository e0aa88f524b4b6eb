"""Closed lists of the log: what is entered, how a witness answers, what verification finds."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class LogEvent(Terms):
    """What an entry tells."""

    ISSUE = "issue", _("صدور")
    CORRECT = "correct", _("اصلاح")
    DUPLICATE = "duplicate", _("المثنی")
    SUPERSEDE = "supersede", _("جایگزینی")
    SUSPEND = "suspend", _("تعلیق")
    RESUME = "resume", _("رفع تعلیق")
    REVOKE = "revoke", _("ابطال")
    ROLL_OPEN = "roll_open", _("گشودن فهرست دانش‌آموختگان")
    ROLL_CLOSE = "roll_close", _("بستن فهرست دانش‌آموختگان")
    KEY_ADD = "key_add", _("افزودن کلید")
    KEY_RETIRE = "key_retire", _("بازنشستگی کلید")
    ACCREDIT = "accredit", _("شناسایی مؤسسه")
    LATE = "late", _("ثبت پس از بستن فهرست")
    BEGIN = "begin", _("آغاز دفتر")


class WitnessAnswer(Terms):
    """What a witness said when it was last asked."""

    COSIGNED = "cosigned", _("گواهی داد")
    REFUSED = "refused", _("نپذیرفت: تاریخ دفتر با آنچه دیده بود نمی‌خواند")
    AHEAD = "ahead", _("بیش از ما دیده است: دفتر به عقب برده شده")
    UNKNOWN = "unknown", _("این دفتر یا کلید آن را نمی‌شناسد")
    SILENT = "silent", _("پاسخ نداد")

    @property
    def is_alarm(self) -> bool:
        """Whether it speaks against the log, not against the line to the witness."""
        return self in {WitnessAnswer.REFUSED, WitnessAnswer.AHEAD}


class LogFaultKind(Terms):
    """What `verify log` can find."""

    ENTRY_CHANGED = "entry_changed", _("این سطر پس از ثبت تغییر کرده است")
    ENTRY_REMOVED = "entry_removed", _("این سطر حذف شده است")
    ENTRY_BACKDATED = "entry_backdated", _("این سطر زمانی جز زمان ثبت خود را می‌گوید")
    COLUMNS_CHANGED = "columns_changed", _("ستون‌های این سطر با متن آن نمی‌خواند")
    TILE_MISSING = "tile_missing", _("این پرونده نیست")
    ROOT_CHANGED = "root_changed", _("سطرها با این گواهی سر دفتر نمی‌خواند")
    SIGNATURE_WRONG = "signature_wrong", _("امضای این گواهی درست نیست")
    COSIGNATURE_WRONG = "cosignature_wrong", _("امضای گواه بر این گواهی درست نیست")
    CHECKPOINT_LOST = "checkpoint_lost", _("این گواهی که بیرون داده شده در دفتر نیست")
    EPOCH_BROKEN = "epoch_broken", _("آغاز این دفتر به دفتر پیش از آن نمی‌پیوندد")
    RECORD_CHANGED = "record_changed", _("این سابقه همانی نیست که در دفتر آمده است")
    RECORD_UNLOGGED = "record_unlogged", _("این سابقه در دفتر نیامده است")
    ENTRY_UNVOUCHED = "entry_unvouched", _("هیچ سابقه‌ای این سطر را تأیید نمی‌کند")
    COUNT_WRONG = "count_wrong", _("شمار این روز با سطرها نمی‌خواند")


VERBS = {
    "transparency.began": _("دفتر عمومی تازه‌ای آغاز کرد"),
}
