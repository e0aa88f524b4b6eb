"""Words of notifications."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Channel(Terms):
    """The road by which a message reaches a person."""

    SMS = "sms", _("پیامک")
    EMAIL = "email", _("رایانامه")
    INBOX = "inbox", _("صندوق پیام")


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
    "notifications.text_changed": _("متن پیام را عوض کرد"),
    "notifications.text_restored": _("متن پیام را به متن اصلی برگرداند"),
}
