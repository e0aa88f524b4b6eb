"""Words of webhooks."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Topic(Terms):
    """What an announcement is about; the value is the `type` that receivers read."""

    REGISTERED = "case.registered", _("ثبت درخواست")
    MOVED = "case.moved", _("رفتن به مرحله‌ای دیگر")
    RETURNED = "case.returned", _("بازگشت به متقاضی")
    ANSWERED = "case.answered", _("پاسخ متقاضی")
    CLOSED = "case.closed", _("پایان پرونده")
    REOPENED = "case.reopened", _("بازگشایی پرونده")
    PING = "webhook.ping", _("آزمایش")


OF_CASES = tuple(topic for topic in Topic if topic is not Topic.PING)


class DeliveryState(Terms):
    """Where one delivery to one receiver is."""

    WAITING = "waiting", _("در انتظار")
    SENDING = "sending", _("در حال ارسال")
    DELIVERED = "delivered", _("رسیده")
    DEAD = "dead", _("رهاشده")


class Problem(Terms):
    """Why a receiver did not take a delivery."""

    NONE = "", _("بی‌خطا")
    ADDRESS = "address", _("نشانی گیرنده درون شبکه است یا پیدا نمی‌شود")
    UNREACHABLE = "unreachable", _("گیرنده در دسترس نیست")
    TLS = "tls", _("گواهی گیرنده درست نیست")
    TIMEOUT = "timeout", _("گیرنده به‌موقع پاسخ نداد")
    REDIRECT = "redirect", _("گیرنده به نشانی دیگری فرستاد")
    REFUSED = "refused", _("گیرنده نپذیرفت")
    GONE = "gone", _("گیرنده گفت دیگر نمی‌خواهد")
    SECRET = "secret", _("رمز گیرنده باز نشد")
    EXPIRED = "expired", _("سه روز گذشت")


class Off(Terms):
    """Why a receiver is given nothing."""

    NONE = "", _("روشن")
    BY_HAND = "by_hand", _("به دست راهبر")
    FAILING = "failing", _("پنج روز پیاپی پاسخ نداد")
    GONE = "gone", _("خود گیرنده خواست")


VERBS = {
    "webhooks.created": _("گیرندهٔ رویداد را ساخت"),
    "webhooks.secret_rotated": _("رمز گیرندهٔ رویداد را عوض کرد"),
    "webhooks.switched_off": _("گیرندهٔ رویداد را خاموش کرد"),
    "webhooks.switched_on": _("گیرندهٔ رویداد را روشن کرد"),
    "webhooks.pinged": _("گیرندهٔ رویداد را آزمود"),
    "webhooks.redelivered": _("رویداد را دوباره فرستاد"),
    "webhooks.rekeyed": _("رمز گیرنده‌ها را با کلید تازه بست"),
}
