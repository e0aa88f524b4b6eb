"""Closed lists of the trail: what can be seen, and what verification finds."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Seen(Terms):
    """What a reader saw; the verb of its line is `audit.saw_<value>`, its label the sentence."""

    CASE = "case", _("پرونده را دید")
    FILE = "file", _("پیوست را دید")
    LETTER = "letter", _("نامه را دید")
    RECEIPT = "receipt", _("رسید با کد رهگیری را دید")
    PERSON = "person", _("مشخصات شخص را دید")
    PAYMENT = "payment", _("پرداخت را دید")
    STATUS = "status", _("وضعیت را با دو کد پیگیری کرد")
    EXPORT = "export", _("خروجی گرفت")
    TRAIL = "trail", _("رد کارها را دید")

    @property
    def verb(self) -> str:
        """The verb of the line."""
        return f"audit.saw_{self.value}"

    @property
    def target(self) -> str:
        """What the number of the line is of; what belongs to a case is found by the case."""
        if self in {Seen.LETTER, Seen.RECEIPT, Seen.STATUS}:
            return Seen.CASE.value
        return "attachment" if self is Seen.FILE else self.value


class FaultKind(Terms):
    """What `verify audit` can find."""

    LINE_EDITED = "line_edited", _("این سطر پس از مهر شدن تغییر کرده است")
    LINE_REMOVED = "line_removed", _("این سطر پس از مهر شدن حذف شده است")
    LINE_INSERTED = "line_inserted", _("این سطر بعداً در میان سطرهای گذشته گذاشته شده است")
    LINE_UNMARKED = "line_unmarked", _("این سطر را سامانه ننوشته یا پیش از مهر شدن تغییر کرده است")
    BLOCK_EDITED = "block_edited", _("این مهر تغییر کرده است")
    BLOCK_REMOVED = "block_removed", _("این مهرها حذف شده‌اند")
    LINK_BROKEN = "link_broken", _("این مهر به مهر پیش از خود نمی‌پیوندد")
    SIGNATURE_WRONG = "signature_wrong", _("امضای این مهر درست نیست")
    KEY_UNKNOWN = "key_unknown", _("این مهر را کلیدی امضا کرده است که نمی‌شناسیم")
    HEAD_LOST = "head_lost", _("سر زنجیره که بیرون از پایگاه داده نگه داشته شده در زنجیره نیست")
    SOURCE_UNKNOWN = "source_unknown", _("این مهر بر جدولی است که نمی‌شناسیم")


VERBS = {
    **{seen.verb: seen.label for seen in Seen},
    "audit.pruned": _("سطرهای یک خروجی سرد را از پایگاه داده برداشت"),
}
