"""Why a holder cannot be introduced or come."""

from typing import ClassVar

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NobodyIntroduced(DomainError):
    """The form with the holder was not filled in yet."""

    code: ClassVar[str] = "cartable_request.nobody_introduced"
    message: ClassVar[str] = _("هنوز کسی معرفی نشده است.")
    hint: ClassVar[str] = _("نخست برگ معرفی را در صفحهٔ «کارتابل‌های سازمان» پر کنید.")


class BadTerm(DomainError):
    """The term ends before it begins, or is over."""

    code: ClassVar[str] = "cartable_request.bad_term"
    message: ClassVar[str] = _("پایان دوره باید پس از آغاز آن و پس از امروز باشد.")
    hint: ClassVar[str] = _("پایان دوره را از روی حکم بنویسید، با سال چهاررقمی.")


class LetterFromTheFuture(DomainError):
    """The letter bears a day that has not come."""

    code: ClassVar[str] = "cartable_request.letter_from_the_future"
    message: ClassVar[str] = _("تاریخ معرفی‌نامه هنوز نرسیده است.")
    hint: ClassVar[str] = _("تاریخ نوشته‌شده روی نامه را بنویسید.")


class BadEmail(DomainError):
    """What is written is no e-mail address."""

    code: ClassVar[str] = "cartable_request.bad_email"
    message: ClassVar[str] = _("این نشانی رایانامه درست نیست.")
    hint: ClassVar[str] = _("آن را مانند name@example.ir بنویسید، یا خالی بگذارید.")


class LetterMissing(DomainError):
    """The scan of the letter was not chosen."""

    code: ClassVar[str] = "cartable_request.letter_missing"
    message: ClassVar[str] = _("تصویر معرفی‌نامه نرسیده است.")
    hint: ClassVar[str] = _("تصویر معرفی‌نامه را هم بفرستید.")


class NotOfThisService(DomainError):
    """The process of the service has no such role."""

    code: ClassVar[str] = "cartable_request.not_of_this_service"
    message: ClassVar[str] = _("این فرایند چنین نقشی ندارد.")


class UnderReview(DomainError):
    """A holder was introduced for this place and is being examined."""

    code: ClassVar[str] = "cartable_request.under_review"
    message: ClassVar[str] = _("برای این کارتابل کسی معرفی شده و در دست بررسی است.")
    hint: ClassVar[str] = _(
        "تا پایان بررسی چیزی نفرستید؛ اگر رد یا بازگردانده شد، دوباره معرفی کنید."
    )


class AlreadyIntroduced(DomainError):
    """This very person was introduced for this place and is being examined."""

    code: ClassVar[str] = "cartable_request.already_introduced"
    message: ClassVar[str] = _("همین شخص برای همین کارتابل معرفی شده و در دست بررسی است.")
    hint: ClassVar[str] = _("اگر نفر دیگری را معرفی می‌کنید، کد ملی او را بنویسید.")


class BadFile(DomainError):
    """The file cannot be read as a table, or is too long; data: `fault`."""

    code: ClassVar[str] = "cartable_request.bad_file"
    message: ClassVar[str] = _("این فایل خوانده نشد: %(fault)s")
    hint: ClassVar[str] = _("نمونهٔ فایل را از همین صفحه بگیرید و در آن بنویسید.")


class BecauseNeeded(DomainError):
    """A cartable is suspended or closed for a reason, which is written."""

    code: ClassVar[str] = "cartable_request.because_needed"
    message: ClassVar[str] = _("علت را بنویسید.")
