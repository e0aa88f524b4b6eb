"""What the registrar's pages refuse by themselves."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoFileChosen(DomainError):
    """The form came without a file, or with nothing in it."""

    code = "registrar.no_file"
    message = _("فایل را برگزینید.")


class FileTooLarge(DomainError):
    """Longer than a browser may wait for; data: `megabytes`."""

    code = "registrar.file_too_large"
    message = _("این فایل از %(megabytes)s مگابایت بزرگ‌تر است.")
    hint = _("آن را به چند فایل بشکنید یا از رابط برنامه‌ها بفرستید.")


class NoYear(DomainError):
    """No Jalali year was written."""

    code = "registrar.no_year"
    message = _("سال را با چهار رقم بنویسید، مانند ۱۴۰۴.")


class NothingToDo(DomainError):
    """No button of the page was pressed."""

    code = "registrar.nothing_to_do"
    message = _("دکمه‌ای از این صفحه زده نشد.")


class NothingTicked(DomainError):
    """No record of the list was chosen."""

    code = "registrar.nothing_ticked"
    message = _("رکوردی را علامت نزده‌اید.")
