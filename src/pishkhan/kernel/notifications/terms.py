"""Words of notifications."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Channel(Terms):
    """The road by which a message reaches a person."""

    SMS = "sms", _("پیامک")
    EMAIL = "email", _("رایانامه")
    INBOX = "inbox", _("صندوق پیام")


class Importance(Terms):
    """What may keep a message of an event back."""

    ESSENTIAL = "essential", _("ضروری: هر ساعت می‌رود و کسی آن را نمی‌بندد")
    ORDINARY = "ordinary", _("عادی: شب می‌ماند تا صبح")
    ALARM = "alarm", _("هشدار: شب و روز تعطیل می‌ماند تا صبح روز کاری")
    OPTIONAL = "optional", _("یادآوری دلخواه: تا صبح روز کاری می‌ماند و گیرنده می‌تواند آن را نخواهد")


class MessageState(Terms):
    """Where a message of the outbox is."""

    WAITING = "waiting", _("در انتظار ارسال")
    SENDING = "sending", _("در حال ارسال")
    SENT = "sent", _("ارسال‌شده")
    DELIVERED = "delivered", _("رسیده")
    FAILED = "failed", _("ناموفق")
    DEAD = "dead", _("رهاشده")


class Outcome(Terms):
    """What a provider says of one message it was given."""

    ACCEPTED = "accepted", _("پذیرفته")
    LATER = "later", _("بعداً دوباره")
    REFUSED = "refused", _("ردشده")


class Delivery(Terms):
    """What a provider says later of a message it had accepted."""

    DELIVERED = "delivered", _("رسیده")
    UNDELIVERED = "undelivered", _("نرسیده")
    UNKNOWN = "unknown", _("نامعلوم")


VERBS = {
    "notifications.channel_declined": _("پیام‌های دلخواه را از این راه نخواست"),
    "notifications.channel_wanted": _("پیام‌های دلخواه را از این راه خواست"),
    "notifications.email_asked": _("خواست با رایانامه هم خبردار شود"),
    "notifications.email_confirmed": _("نشانی رایانامه را تأیید کرد"),
    "notifications.email_forgotten": _("نشانی رایانامه را برداشت"),
    "notifications.text_changed": _("متن پیام را عوض کرد"),
    "notifications.text_restored": _("متن پیام را به متن اصلی برگرداند"),
}
