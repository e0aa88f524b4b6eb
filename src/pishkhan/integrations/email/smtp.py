"""Adapter of any SMTP server, by Django's e-mail.

The key of a message is its Message-ID: a mailbox that gets it twice after a lost answer shows it
once. SMTP knows no receipts, so what was accepted stays accepted.
"""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from pishkhan.kernel.notifications.ports import (
    DeliveryReport,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
)
from pishkhan.kernel.notifications.terms import Outcome


TIMEOUT_SECONDS = 10
PERMANENT = 500
LEFT_TO_RIGHT = frozenset({"en"})
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,؛،)]")


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpEmail:
    """Sends a batch over one connection. `sender` is an address or `name <address>`."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """See the port; after a break the rest of the batch waits."""
        server = self._server()
        try:
            server.open()
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderUnavailable(type(error).__name__, maybe_sent=False) from error
        results: list[SmsResult] = []
        try:
            results.extend(self._send_one(server, message) for message in batch)
        except (OSError, smtplib.SMTPException) as error:
            if not results:
                raise ProviderUnavailable(type(error).__name__) from error
            results += _later(batch[len(results) :], type(error).__name__)
        finally:
            server.close()
        return results

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:  # noqa: ARG002 - the port
        """Nothing is known of e-mails that were accepted."""
        return []

    def _server(self) -> EmailBackend:
        return EmailBackend(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.is_starttls,
            use_ssl=self.is_tls,
            timeout=self.timeout_seconds,
            fail_silently=False,
        )

    def _send_one(self, server: EmailBackend, message: SmsOut) -> SmsResult:
        message_id = f"<{message.key}@{self._domain()}>"
        try:
            server.send_messages([self._written(message, message_id)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            code = _code(error)
            return SmsResult(
                key=message.key,
                outcome=Outcome.REFUSED if code >= PERMANENT else Outcome.LATER,
                reason=f"smtp {code}",
            )
        return SmsResult(key=message.key, outcome=Outcome.ACCEPTED, provider_id=str(message.key))

    def _written(self, message: SmsOut, message_id: str) -> EmailMultiAlternatives:
        written = EmailMultiAlternatives(
            subject=" ".join(message.title.split()) or message.text.partition("\n")[0],
            body=message.text,
            from_email=self.sender,
            to=[message.to],
            headers={
                "Message-ID": message_id,
                "Content-Language": message.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        written.attach_alternative(page(message.text, message.language), "text/html")
        return written

    def _domain(self) -> str:
        return self.sender.rpartition("@")[2].strip("> ") or "localhost"


def page(text: str, language: str) -> str:
    """The text as HTML in the direction of its language; addresses become links, left to right."""
    direction = "ltr" if language in LEFT_TO_RIGHT else "rtl"
    lines = ADDRESS.sub(
        lambda found: f'<a href="{found[0]}" dir="ltr">{found[0]}</a>', escape(text, quote=False)
    ).replace("\n", "<br>\n")
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'</head><body dir="{direction}" style="font: 16px/1.9 Vazirmatn, Tahoma, sans-serif">'
        f"<p>{lines}</p></body></html>"
    )


def _code(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    return max(code for code, _said in error.recipients.values())


def _later(batch: Sequence[SmsOut], why: str) -> list[SmsResult]:
    """The first of the rest was being sent when the connection broke, the others were not."""
    return [
        SmsResult(key=message.key, outcome=Outcome.LATER, reason=why, maybe_sent=not place)
        for place, message in enumerate(batch)
    ]
