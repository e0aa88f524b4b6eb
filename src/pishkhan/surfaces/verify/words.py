"""A verdict in words: its sentence, its colour, its sign."""

from collections.abc import Mapping
from dataclasses import dataclass

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.verification.spec import Comparison, Verdict
from pishkhan.kernel.verification.terms import Level, VerdictState
from pishkhan.web.sentences import language


@dataclass(frozen=True, slots=True)
class Said:
    """How a state is told."""

    title: str
    text: str = ""
    kind: str = ""
    sign: str = "✓"


SAID: Mapping[VerdictState, Said] = {
    VerdictState.VALID: Said(_("این مدرک معتبر است")),
    VerdictState.PENDING: Said(
        _("تازه صادر شده و هنوز در دفتر عمومی نیامده است"),
        _("تا گواهان دفتر عمومی آن را ندیده باشند «معتبر» گفته نمی‌شود. یک دقیقهٔ دیگر دوباره بپرسید."),
        "warn",
        "…",
    ),
    VerdictState.EXPIRED: Said(
        _("مهلت این مدرک گذشته است"),
        _("گواهینامهٔ موقت تا روز معینی پذیرفته می‌شود؛ از دارنده دانشنامه بخواهید."),
        "warn",
        "!",
    ),
    VerdictState.SUPERSEDED: Said(
        _("دانشنامه جای این گواهینامه را گرفته است"),
        _("این کد دیگر پذیرفته نیست؛ کد دانشنامه را از دارنده بخواهید."),
        "warn",
        "!",
    ),
    VerdictState.REPLACED: Said(
        _("المثنی جای این مدرک را گرفته است"),
        _("این نسخه گم شده اعلام شده و دیگر پذیرفته نیست؛ کد المثنی را از دارنده بخواهید."),
        "warn",
        "!",
    ),
    VerdictState.SUSPENDED: Said(
        _("این مدرک معلق است"),
        _("دانشگاه آن را بررسی می‌کند و تا پایان بررسی پذیرفته نیست."),
        "bad",
        "✗",
    ),
    VerdictState.REVOKED: Said(_("این مدرک باطل است"), "", "bad", "✗"),
    VerdictState.UNKNOWN: Said(
        _("پاسخی برای این کد نیست"),
        _("یا چنین کدی صادر نشده یا دارنده استعلام آن را بسته است؛ ما میان این دو فرقی نمی‌گوییم. کد را با مدرک مقایسه کنید یا از دارنده پیوند اشتراکی بخواهید."),
        "plain",
        "؟",
    ),
    VerdictState.FROZEN: Said(_("دارنده استعلام این مدرک را بسته است"), "", "plain", "؟"),
}  # fmt: skip


# A right code on an altered paper: nothing green may be seen then.
MISMATCH = Said(
    _("آنچه نوشتید با سابقه نمی‌خواند"),
    _("کد درست است ولی چیزی از آنچه روی کاغذ دیدید در سابقه نیست. این مدرک را تا روشن شدن موضوع نپذیرید."),
    "bad",
    "✗",
)  # fmt: skip


def said(verdict: Verdict, compared: Comparison | None = None) -> Said:
    """How the verdict is told; a comparison that does not fit goes before a good state."""
    if verdict.is_valid and compared is not None and not compared.is_match:
        return MISMATCH
    return SAID[verdict.state]


def institution(verdict: Verdict) -> str:
    """The name at the date of the award, in the language of the page where it is known."""
    return verdict.institution.get(language()) or verdict.institution.get("fa", "")


def level(verdict: Verdict) -> str:
    """The label of the level."""
    known = {one.value: one.label for one in Level}
    return known.get(verdict.level, verdict.level)
