"""Adapter of any SMTP server.

The key of a message is its Message-ID: a mailbox that gets it twice after a lost answer shows it
once. SMTP knows no receipts, so what was accepted stays accepted. Whoever sends later (451,
greylisting) is asked again; an address that its server does not know is said to be none.
"""

import smtplib
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from pishkhan.integrations.email.letter import written
from pishkhan.kernel.notifications.ports import (
    DeliveryReport,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
)
from pishkhan.kernel.notifications.terms import Outcome


TIMEOUT_SECONDS = 10
# Less than the lease of a batch: afterwards another worker would send what we still hold.
MOST_SECONDS = 40.0
PERMANENT = 500
# Nobody has this address: no such mailbox, not here, a name that is none.
NO_ADDRESS = frozenset({550, 551, 553})
CLOSING = 421
Refused = smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpEmail:
    """Sends a batch over one connection. `sender` is an address or `name <address>`.

    With TLS the server's certificate is checked, against `trusted` (a file) or what the system trusts.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False
    trusted: str | None = None
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """See the port; after a break the rest of the batch waits."""
        until = time.monotonic() + MOST_SECONDS
        try:
            server = self._open()
        except (OSError, smtplib.SMTPException) as error:
            raise ProviderUnavailable(type(error).__name__, maybe_sent=False) from error
        results: list[SmsResult] = []
        try:
            for message in batch:
                if time.monotonic() > until:
                    break
                results.append(self._send_one(server, message))
        except (OSError, smtplib.SMTPException) as error:
            if not results:
                raise ProviderUnavailable(type(error).__name__) from error
            results.append(_later(batch[len(results)], type(error).__name__, maybe_sent=True))
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()
        rest = batch[len(results) :]
        return results + [_later(message, "not tried", maybe_sent=False) for message in rest]

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:  # noqa: ARG002 - the port
        """Nothing is known of e-mails that were accepted."""
        return []

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.trusted)
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
            if self.is_tls
            else smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        )
        try:
            if self.is_starttls:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _send_one(self, server: smtplib.SMTP, message: SmsOut) -> SmsResult:
        try:
            server.send_message(written(message, sender=self.sender))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            code = _code(error)
            if code == CLOSING:
                raise
            is_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
            return SmsResult(
                key=message.key,
                outcome=Outcome.REFUSED if code >= PERMANENT else Outcome.LATER,
                reason=f"smtp {code}",
                is_no_address=is_recipient and code in NO_ADDRESS,
            )
        return SmsResult(key=message.key, outcome=Outcome.ACCEPTED, provider_id=str(message.key))


def _code(error: Refused) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    return max(code for code, _said in error.recipients.values())


def _later(message: SmsOut, why: str, *, maybe_sent: bool) -> SmsResult:
    return SmsResult(key=message.key, outcome=Outcome.LATER, reason=why, maybe_sent=maybe_sent)
