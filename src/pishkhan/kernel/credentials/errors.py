"""Every way in which credentials refuse."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NotYours(DomainError):
    """Only the holder is given it; to anybody else the document does not exist."""

    code = "credentials.none_of_yours"
    message = _("چنین مدرکی نیست.")


class NotValidNow(DomainError):
    """A credential says that a document is valid: of one that is not there is none; data: `state`."""

    code = "credentials.not_valid_now"
    message = _("برای این مدرک اکنون تأییدیه صادر نمی‌شود: %(state)s")
    hint = _("اگر مدرک تازه صادر شده است، چند لحظه بعد دوباره بکوشید.")


class NotACredential(DomainError):
    """What was to be signed is no credential; data: `what`, in English, for programs."""

    code = "credentials.not_a_credential"
    message = _("این داده گواهی نیست: %(what)s")
