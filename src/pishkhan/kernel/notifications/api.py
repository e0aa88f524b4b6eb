"""Verbs of notifications: declare what is said, say it in your transaction, carry it out.

What a caller may count on: a message leaves if and only if the transaction that wrote it
commits; the same key in the same case is sent once; an outage of the provider delays messages
and loses none; a secret is never kept, and never sent after its time.
"""

from pishkhan.kernel.notifications.actions.delivery import check_deliveries, take_reports
from pishkhan.kernel.notifications.actions.dispatch import dispatch
from pishkhan.kernel.notifications.actions.emails import (
    ask_email,
    confirm_email,
    forget_email,
    unsubscribe,
)
from pishkhan.kernel.notifications.actions.preferences import decline, want
from pishkhan.kernel.notifications.actions.purging import purge
from pishkhan.kernel.notifications.actions.sending import (
    WAKE_CHANNEL,
    mark_all_read,
    mark_read,
    recall,
    send,
)
from pishkhan.kernel.notifications.actions.texts import (
    Wording,
    preview,
    reset_text,
    set_text,
    wordings,
)
from pishkhan.kernel.notifications.email_confirm import EVENT as EMAIL_CONFIRM
from pishkhan.kernel.notifications.mobile_changed import EVENT as MOBILE_CHANGED
from pishkhan.kernel.notifications.one_time_code import EVENT as ONE_TIME_CODE
from pishkhan.kernel.notifications.overview import (
    carriers_since,
    days_since,
    failures_since,
    waiting_now,
)
from pishkhan.kernel.notifications.queries import (
    Email,
    InboxMessage,
    Said,
    Spent,
    declined,
    email_of,
    inbox_of,
    said_about,
    spent,
    staff,
    unread_count,
)
from pishkhan.kernel.notifications.rules.quiet import parse as quiet_hours
from pishkhan.kernel.notifications.rules.sms_parts import parts as sms_parts
from pishkhan.kernel.notifications.templates import declare, declared


__all__ = [
    "EMAIL_CONFIRM",
    "MOBILE_CHANGED",
    "ONE_TIME_CODE",
    "WAKE_CHANNEL",
    "Email",
    "InboxMessage",
    "Said",
    "Spent",
    "Wording",
    "ask_email",
    "carriers_since",
    "check_deliveries",
    "confirm_email",
    "days_since",
    "declare",
    "declared",
    "decline",
    "declined",
    "dispatch",
    "email_of",
    "failures_since",
    "forget_email",
    "inbox_of",
    "mark_all_read",
    "mark_read",
    "preview",
    "purge",
    "quiet_hours",
    "recall",
    "reset_text",
    "said_about",
    "send",
    "set_text",
    "sms_parts",
    "spent",
    "staff",
    "take_reports",
    "unread_count",
    "unsubscribe",
    "waiting_now",
    "want",
    "wordings",
]
