"""How webhooks leave this installation."""

from pishkhan.integrations.webhooks.guard import Guard
from pishkhan.integrations.webhooks.sender import HttpSender


def webhook_sender(*, is_development: bool) -> HttpSender:
    """Over HTTP; in development also to receivers on this machine."""
    return HttpSender(resolver=Guard(allows_loopback=is_development))
