"""Refusals of the letter book."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class BadPattern(DomainError):
    """The pattern lacks {seq}, or has a token that is not known."""

    code = "bad_pattern"
    message = _("الگوی شماره درست نیست.")
    hint = _("الگو باید {seq} داشته باشد و جز آن فقط {unit} و {year}.")


class NoSuchLetter(DomainError):
    """There is no letter with this identifier."""

    code = "no_such_letter"
    message = _("چنین نامه‌ای نیست.")


class AlreadyVoid(DomainError):
    """The letter has been voided before; its number stays taken."""

    code = "already_void"
    message = _("این نامه پیش از این باطل شده است.")
