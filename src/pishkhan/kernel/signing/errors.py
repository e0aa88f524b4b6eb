"""Every way in which signing refuses."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class NoSigningKey(RuntimeError):
    """Nobody made the key that is needed: a fault of the installation, not of who asked."""

    def __init__(self, owner: str, purpose: str) -> None:
        super().__init__(
            f"{owner} has no key for {purpose}: "
            f"make one with `pishkhan new-signing-key {owner} {purpose}`."
        )


class NoSuchKey(DomainError):
    """There is no key of this name."""

    code = "signing.no_such_key"
    message = _("چنین کلیدی نیست.")


class NoSuchOwner(DomainError):
    """Keys belong to the platform or to an institution that is there; data: `owner`."""

    code = "signing.no_such_owner"
    message = _("«%(owner)s» نمی‌تواند کلید داشته باشد.")
    hint = _("صاحب کلید national است، یا institution: و شناسهٔ سازمان.")


class AlreadyEnded(DomainError):
    """The key signs no more already."""

    code = "signing.already_ended"
    message = _("این کلید پیش‌تر کنار گذاشته شده است.")


class BecauseNeeded(DomainError):
    """A key is put aside for a reason."""

    code = "signing.because_needed"
    message = _("دلیل کنار گذاشتن کلید را بنویسید.")


class WrongChain(DomainError):
    """The certificates are not of this key, or do not follow from one another."""

    code = "signing.wrong_chain"
    message = _("این زنجیرهٔ گواهی از آن این کلید نیست.")
    hint = _("نخست گواهی خود کلید، سپس گواهی صادرکننده‌ها را پشت سر هم در یک پرونده بگذارید.")
