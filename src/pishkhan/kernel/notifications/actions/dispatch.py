"""Carrying the outbox to the providers: claimed in batches under a lease, at least once.

A worker that dies between the provider's answer and our note sends again after the lease, with
the same key; providers send one key once, so the person gets one message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.ports import (
    ProviderUnavailable,
    SmsOut,
    SmsProvider,
    SmsResult,
    provider_of,
)
from pishkhan.kernel.notifications.rules.retry import next_check, next_try
from pishkhan.kernel.notifications.terms import Channel, MessageState, Outcome


LEASE = timedelta(seconds=60)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A message that this worker alone may send until its lease ends."""

    channel: Channel
    wanted_at: datetime
    tries: int
    out: SmsOut


@dataclass(kw_only=True, slots=True)
class Circuit:
    """Keeps this process from asking a provider that is down; messages wait meanwhile."""

    failures: int = 0
    closed_again_at: datetime | None = None

    def is_open(self) -> bool:
        """Whether to leave the provider alone now."""
        return self.closed_again_at is not None and clock.now() < self.closed_again_at

    def failed(self) -> None:
        """Leave the provider alone for 1, 2, 4 … at most 30 seconds."""
        self.failures += 1
        pause = timedelta(seconds=min(2 ** min(self.failures - 1, 5), 30))
        self.closed_again_at = clock.now() + pause

    def worked(self) -> None:
        """The provider answers."""
        self.failures, self.closed_again_at = 0, None


circuits = {channel: Circuit() for channel in Channel}


def dispatch(limit: int = 200, *, lease: timedelta = LEASE) -> int:
    """Send what is due, at most `limit` messages, secrets first; how many were taken in hand.

    Call it outside a transaction. It raises nothing of the provider's: an outage leaves the
    messages waiting and is logged.
    """
    _expire()
    ready = {
        channel: provider
        for channel in Channel
        if (provider := provider_of(channel)) is not None and not circuits[channel].is_open()
    }
    claimed = _claim(list(ready), limit=limit, lease=lease)
    for channel, group in groupby(sorted(claimed, key=_channel), key=_channel):
        _carry(channel, list(group), ready[channel])
    return len(claimed)


def _channel(message: Claimed) -> Channel:
    return message.channel


def _carry(channel: Channel, batch: Sequence[Claimed], provider: SmsProvider) -> None:
    try:
        results = provider.send([message.out for message in batch])
    except ProviderUnavailable as error:
        circuits[channel].failed()
        log.warning(
            "provider_unavailable", channel=channel.value, why=str(error), waiting=len(batch)
        )
        _note([_Noted.waiting(message.out.key, clock.now(), str(error)) for message in batch])
        return
    circuits[channel].worked()
    by_key = {message.out.key: message for message in batch}
    _note([_noted(by_key[result.key], result) for result in results if result.key in by_key])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Noted:
    """What is written down of one message after a try."""

    key: int
    state: MessageState
    due_at: datetime | None
    provider_id: str = ""
    cost: int = 0
    reason: str = ""

    @classmethod
    def waiting(cls, key: int, due_at: datetime, reason: str) -> "_Noted":
        return cls(key=key, state=MessageState.WAITING, due_at=due_at, reason=reason)


def _noted(message: Claimed, result: SmsResult) -> _Noted:
    now, key = clock.now(), result.key
    if result.outcome is Outcome.ACCEPTED:
        return _Noted(
            key=key,
            state=MessageState.SENT,
            due_at=next_check(checks=0, now=now),
            provider_id=result.provider_id,
            cost=result.cost,
        )
    if result.outcome is Outcome.REFUSED:
        return _Noted(key=key, state=MessageState.FAILED, due_at=None, reason=result.reason)
    again_at = next_try(tries=message.tries, since=message.wanted_at, now=now)
    if again_at is None:
        return _Noted(key=key, state=MessageState.DEAD, due_at=None, reason=result.reason)
    return _Noted.waiting(key, again_at, result.reason)


def _expire() -> None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message
            SET state = 'dead', reason = 'expired', due_at = NULL,
                text = CASE WHEN secret THEN '' ELSE text END
            WHERE state IN ('waiting', 'sending') AND expires_at <= %s
              AND (state = 'waiting' OR due_at <= %s)
            """,
            [now, now],
        )


def _claim(channels: Iterable[Channel], *, limit: int, lease: timedelta) -> list[Claimed]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message AS m
            SET state = 'sending', due_at = %s, tries = m.tries + 1
            FROM (
                SELECT id FROM notifications_message
                WHERE state IN ('waiting', 'sending') AND due_at <= %s
                  AND channel = ANY(%s) AND (expires_at IS NULL OR expires_at > %s)
                ORDER BY secret DESC, due_at
                LIMIT %s
                FOR UPDATE SKIP LOCKED
            ) AS due
            WHERE m.id = due.id
            RETURNING m.id, m.channel, m.wanted_at, m.tries, m.address, m.title, m.text, m.secret
            """,
            [now + lease, now, [channel.value for channel in channels], now, limit],
        )
        return [
            Claimed(
                channel=Channel(channel),
                wanted_at=wanted_at,
                tries=tries,
                out=SmsOut(key=key, to=address, title=title, text=text, secret=secret),
            )
            for key, channel, wanted_at, tries, address, title, text, secret in cursor.fetchall()
        ]


def _note(notes: Sequence[_Noted]) -> None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message AS m
            SET state = n.state, due_at = n.due_at, provider_id = n.provider_id, cost = n.cost,
                reason = left(n.reason, 200),
                sent_at = CASE WHEN n.state = 'sent' THEN %s::timestamptz END,
                text = CASE WHEN m.secret AND n.state <> 'waiting' THEN '' ELSE m.text END
            FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::bigint[],
                        %s::text[]) AS n(id, state, due_at, provider_id, cost, reason)
            WHERE m.id = n.id AND m.state = 'sending'
            """,
            [
                now,
                [note.key for note in notes],
                [note.state.value for note in notes],
                [note.due_at for note in notes],
                [note.provider_id for note in notes],
                [note.cost for note in notes],
                [note.reason for note in notes],
            ],
        )
