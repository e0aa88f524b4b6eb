"""What became of messages: the providers are asked, and some tell by themselves.

A report is believed only of a message that this very provider had accepted, and only forwards:
what was said to have arrived has arrived, whatever is said later; what had not may arrive yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import structlog
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.ports import (
    Carrier,
    DeliveryReport,
    ProviderUnavailable,
    carrier,
)
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
    sent = sorted(_claim(limit), key=_road)
    for (channel, name), group in groupby(sent, key=_road):
        one = carrier(channel, name)
        if one is not None:
            _ask(one, list(group))
    return len(sent)


def take_reports(channel: Channel, name: str, reports: Sequence[DeliveryReport]) -> int:
    """Note what a provider tells by itself; how many messages changed by it.

    Reports about messages that this provider was never given change nothing and raise nothing.
    """
    final = [one for one in reports if one.delivery is not Delivery.UNKNOWN]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message AS m
            SET state = n.state, due_at = NULL,
                delivered_at = CASE WHEN n.state = 'delivered' THEN %s::timestamptz END,
                reason = CASE WHEN n.state = 'failed' THEN 'undelivered' ELSE '' END
            FROM unnest(%s::text[], %s::text[]) AS n(provider_id, state)
            WHERE m.channel = %s AND m.provider = %s AND m.provider_id = n.provider_id
              AND m.provider_id <> '' AND m.state IN ('sent', 'failed') AND m.state <> n.state
            """,
            [
                clock.now(),
                [one.provider_id for one in final],
                [STATE_AFTER[one.delivery].value for one in final],
                channel.value,
                name,
            ],
        )
        return int(cursor.rowcount)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sent:
    """A message that its provider had accepted."""

    key: int
    channel: Channel
    provider: str
    provider_id: str
    checks: int


def _road(message: _Sent) -> tuple[Channel, str]:
    return message.channel, message.provider


def _ask(one: Carrier, sent: Sequence[_Sent]) -> None:
    try:
        reports = one.provider.reports([message.provider_id for message in sent])
    except ProviderUnavailable as error:
        log.warning(
            "provider_unavailable",
            channel=sent[0].channel.value,
            provider=one.name,
            why=str(error),
        )
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
            RETURNING m.id, m.channel, m.provider, m.provider_id, m.checks
            """,
            [now + LEASE, now, limit],
        )
        return [
            _Sent(
                key=key,
                channel=Channel(channel),
                provider=provider,
                provider_id=provider_id,
                checks=checks,
            )
            for key, channel, provider, provider_id, checks in cursor.fetchall()
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
