"""Refusals of webhooks."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class BadAddress(DomainError):
    """Not an address that anything may be sent to."""

    code = "webhooks.bad_address"
    message = _("این نشانی پذیرفته نیست.")
    hint = _("نشانی کامل با https:// بنویسید، بی نام کاربری و بی «#».")


class TooManyEndpoints(DomainError):
    """An organisation has as many receivers as it may have; data: `most`."""

    code = "webhooks.too_many"
    message = _("هر سازمان دست‌بالا %(most)s گیرنده دارد.")
    hint = _("گیرنده‌ای را که دیگر به کار نمی‌آید خاموش کنید و از همان نشانی بهره ببرید.")


class NoSuchEndpoint(DomainError):
    """No receiver of this number."""

    code = "webhooks.no_such_endpoint"
    message = _("چنین گیرنده‌ای نیست.")


class NoSuchDelivery(DomainError):
    """No delivery of this number."""

    code = "webhooks.no_such_delivery"
    message = _("چنین ارسالی نیست.")


class EndpointIsOff(DomainError):
    """A receiver that is off is given nothing."""

    code = "webhooks.is_off"
    message = _("این گیرنده خاموش است.")
    hint = _("نخست آن را روشن کنید.")


class SecretLost(DomainError):
    """The secret does not open with the keys of this installation."""

    code = "webhooks.secret_lost"
    message = _("رمز این گیرنده با کلیدهای کنونی سامانه باز نمی‌شود.")
    hint = _("رمز را عوض کنید و رمز تازه را به گیرنده بدهید.")
