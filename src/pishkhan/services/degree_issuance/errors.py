"""Why a paper is not issued or changed."""

from typing import ClassVar

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NotOurPaper(DomainError):
    """No paper of this university has the code."""

    code: ClassVar[str] = "degree_issuance.not_our_paper"
    message: ClassVar[str] = _("مدرکی از این دانشگاه با این کد صحت نیست.")


class OwnDegree(DomainError):
    """Nobody issues or changes their own."""

    code: ClassVar[str] = "degree_issuance.own_degree"
    message: ClassVar[str] = _("این مدرک از آنِ خود شماست؛ کس دیگری باید انجام دهد.")


class NotTemporary(DomainError):
    """A degree takes the place of a temporary certificate."""

    code: ClassVar[str] = "degree_issuance.not_temporary"
    message: ClassVar[str] = _(
        "دانشنامه به جای گواهینامهٔ موقت صادر می‌شود؛ این مدرک گواهینامهٔ موقت نیست."
    )


class BadValue(DomainError):
    """What should stand there cannot."""

    code: ClassVar[str] = "degree_issuance.bad_value"
    message: ClassVar[str] = _("مقدار تازه درست نوشته نشده است.")
    hint: ClassVar[str] = _("تاریخ مانند ۱۳۹۸/۰۶/۳۱ و معدل مانند ۱۷٫۴۲ نوشته می‌شود.")
