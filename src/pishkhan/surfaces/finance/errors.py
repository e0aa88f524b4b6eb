"""What the finance desk refuses by itself; the rest is refused by the kernel."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class TooFarBack(DomainError):
    """A line of the schedule begins or ends from today on."""

    code = "finance.too_far_back"
    message = _("این تاریخ گذشته است.")
    hint = _("از امروز یا روزی پس از آن بنویسید.")


class BadExemptionLine(DomainError):
    """A line that is no exemption; data: `line`, from 1."""

    code = "finance.bad_exemption"
    message = _("سطر %(line)s معافیت خوانده نشد.")
    hint = _("مانند «veteran = بله ؛ ۱۰۰ ؛ ایثارگران» بنویسید؛ درصد از ۰ تا ۱۰۰ است.")


class BadTime(DomainError):
    """No time of the day."""

    code = "finance.bad_time"
    message = _("ساعت خوانده نشد.")
    hint = _("مانند ۱۴:۲۵ بنویسید.")


class BadDigits(DomainError):
    """No four digits."""

    code = "finance.bad_digits"
    message = _("چهار رقم بنویسید.")


class NoFileChosen(DomainError):
    """The form came without a file."""

    code = "finance.no_file"
    message = _("فایلی انتخاب نشده است.")


class FileTooLarge(DomainError):
    """More than is read while the browser waits; data: `megabytes`."""

    code = "finance.file_too_large"
    message = _("فایل از %(megabytes)s مگابایت بزرگ‌تر است.")
    hint = _("راهبر سامانه آن را با دستور take-bank-file می‌خواند.")
