"""Asking the providers whether what they accepted has arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import structlog
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsProvider, provider_of
from pishkhan.kernel.notifications.rules.retry import next_check
from pishkhan.kernel.notifications.terms import Channel, Delivery, MessageState


LEASE = timedelta(minutes=1)
STATE_AFTER = {
    Delivery.DELIVERED: MessageState.DELIVERED,
    Delivery.UNDELIVERED: MessageState.FAILED,
    Delivery.UNKNOWN: MessageState.SENT,
}
log = structlog.get_logger(__name__)


def check_deliveries(limit: int = 200) -> int:
    """Ask after the sent messages whose turn it is; how many were asked after.

    A report that comes twice changes nothing; an outage of the provider is logged.
    """
    sent = sorted(_claim(limit), key=_channel)
    for channel, group in groupby(sent, key=_channel):
        provider = provider_of(channel)
        if provider is not None:
            _ask(provider, list(group))
    return len(sent)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sent:
    """A message that its provider had accepted."""

    key: int
    channel: Channel
    provider_id: str
    checks: int


def _channel(message: _Sent) -> Channel:
    return message.channel


def _ask(provider: SmsProvider, sent: Sequence[_Sent]) -> None:
    try:
        reports = provider.reports([message.provider_id for message in sent])
    except ProviderUnavailable as error:
        log.warning("provider_unavailable", channel=sent[0].channel.value, why=str(error))
        return
    found = {report.provider_id: report.delivery for report in reports}
    _note(sent, [found.get(message.provider_id, Delivery.UNKNOWN) for message in sent])


def _claim(limit: int) -> list[_Sent]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message AS m SET due_at = %s, checks = m.checks + 1
            FROM (
                SELECT id FROM notifications_message
                WHERE state = 'sent' AND due_at <= %s ORDER BY due_at LIMIT %s
                FOR UPDATE SKIP LOCKED
            ) AS due
            WHERE m.id = due.id
            RETURNING m.id, m.channel, m.provider_id, m.checks
            """,
            [now + LEASE, now, limit],
        )
        return [
            _Sent(key=key, channel=Channel(channel), provider_id=provider_id, checks=checks)
            for key, channel, provider_id, checks in cursor.fetchall()
        ]


def _note(sent: Sequence[_Sent], deliveries: Sequence[Delivery]) -> None:
    now = clock.now()
    due = [
        next_check(checks=message.checks, now=now) if delivery is Delivery.UNKNOWN else None
        for message, delivery in zip(sent, deliveries, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message AS m
            SET state = n.state, due_at = n.due_at,
                delivered_at = CASE WHEN n.state = 'delivered' THEN %s::timestamptz END,
                reason = CASE WHEN n.state = 'failed' THEN 'undelivered' ELSE m.reason END
            FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS n(id, state, due_at)
            WHERE m.id = n.id AND m.state = 'sent'
            """,
            [
                now,
                [message.key for message in sent],
                [STATE_AFTER[delivery].value for delivery in deliveries],
                due,
            ],
        )
