"""Why something of surge is refused."""

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _


class FeatureOff(DomainError):
    """It is left out under load; data: `seconds` after which it is worth trying."""

    code = "surge.feature_off"
    message = _("این امکان به علت شلوغی سامانه چند دقیقه خاموش است.")
    hint = _("چیزی از دست نرفته است؛ کارهای دیگر را می‌توانید انجام دهید و کمی بعد بازگردید.")


class BadDoor(DomainError):
    """What cannot be guarded; data: `door`."""

    code = "surge.bad_door"
    message = _("نشانی «%(door)s» را نمی‌توان پشت اتاق انتظار گذاشت.")
    hint = _("نشانی با / آغاز می‌شود؛ پیگیری، بارگذاری، پیش‌نویس‌ها و صفحه‌های کارکنان همیشه بازند.")


class BadRate(DomainError):
    """Not a rate; data: `most`."""

    code = "surge.bad_rate"
    message = _("شمار ورود در دقیقه از ۱ تا %(most)s است.")
