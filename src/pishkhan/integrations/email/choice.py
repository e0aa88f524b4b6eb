"""Which server carries our e-mail, by its address in the settings."""

from urllib.parse import unquote, urlsplit

from pishkhan.integrations.email.smtp import SmtpEmail
from pishkhan.kernel.notifications.ports import Carrier


PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def email_carriers(address: str, sender: str) -> tuple[Carrier, ...]:
    """The carrier for `smtp+starttls://user:password@host:587`; none for an empty address.

    Raises ValueError for another scheme, or without a sender.
    """
    if not address:
        return ()
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        message = f"PISHKHAN_EMAIL must be like smtp+starttls://user:password@host, not {parts.scheme}://…"
        raise ValueError(message)
    if "@" not in sender:
        message = "PISHKHAN_EMAIL_FROM is needed where PISHKHAN_EMAIL is set."
        raise ValueError(message)
    server = SmtpEmail(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        is_starttls=parts.scheme == "smtp+starttls",
    )
    return (Carrier(name="smtp", provider=server),)
