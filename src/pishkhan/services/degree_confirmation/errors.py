"""Why a code is not issued."""

from typing import ClassVar

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue.errors import NothingToAsk


class HasCode(NothingToAsk):
    """The document has a code: that is shown; data: `number`, in groups that keep their order."""

    code: ClassVar[str] = "degree_confirmation.has_code"
    message: ClassVar[str] = _("این مدرک کد صحت دارد: %(number)s")
    hint: ClassVar[str] = _("همین کد را بدهید؛ درخواست تازه‌ای لازم نیست و ثبت نشد.")


class NoRecordChosen(DomainError):
    """Nothing was chosen, or what was chosen is not of this person and university."""

    code: ClassVar[str] = "degree_confirmation.no_record_chosen"
    message: ClassVar[str] = _("سابقه‌ای که با همین شخص و همین دانشگاه بخواند برگزیده نشده است.")
    hint: ClassVar[str] = _("یکی از سوابق همین صفحه را برگزینید یا جلد و صفحهٔ دفتر را بنویسید.")


class ChangedByApprover(DomainError):
    """Who changes a record does not vouch for it."""

    code: ClassVar[str] = "degree_confirmation.changed_by_approver"
    message: ClassVar[str] = _(
        "این سابقه را خود شما به‌تازگی نوشته یا تغییر داده‌اید؛ کس دیگری باید تأییدش کند."
    )
    hint: ClassVar[str] = _("تا سی روز پس از تغییر، تأیید با همکار دیگر یا رئیس واحد است.")


class BookIncomplete(DomainError):
    """Of a record out of the book the place in it is kept."""

    code: ClassVar[str] = "degree_confirmation.book_incomplete"
    message: ClassVar[str] = _("جلد و صفحهٔ دفتر و تاریخ پذیرش لازم است.")
    hint: ClassVar[str] = _("تاریخ را مانند ۱۳۷۸/۰۷/۰۱ بنویسید.")


class NotAwarded(DomainError):
    """Somebody about to graduate has no degree until the university has registered it."""

    code: ClassVar[str] = "degree_confirmation.not_awarded"
    message: ClassVar[str] = _("برای کسی که هنوز دانش‌آموخته نشده کد صحت صادر نمی‌شود.")
    hint: ClassVar[str] = _("نخست دانش‌آموختگی او را در بانک سوابق ثبت کنید.")


class NoPaper(DomainError):
    """The award is there, the paper is not."""

    code: ClassVar[str] = "degree_confirmation.no_paper"
    message: ClassVar[str] = _("برای این سابقه سندی از نوع خواسته‌شده ثبت نشده است.")
    hint: ClassVar[str] = _("نخست سند را صادر یا ثبت کنید، یا متقاضی نوع سند را درست کند.")
