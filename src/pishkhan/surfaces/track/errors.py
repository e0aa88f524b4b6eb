"""Why a request is not shown."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class CodesDisagree(DomainError):
    """The pair is nobody's; whether the letter number exists is not said (domain.md A-16)."""

    code = "track.codes_disagree"
    message = _("نامه‌ای با این شماره و این کد رهگیری پیدا نشد.")
    hint = _("هر دو را از پیامک یا رسید، همان‌گونه که هست بنویسید.")


class NumberMissing(DomainError):
    """One of the two was left empty; data: `label`."""

    code = "track.number_missing"
    message = _("«%(label)s» را وارد کنید.")
