"""How the outbox stands, for those who watch it: operators, what waits, what failed, what a day cost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.ports import carriers_of
from pishkhan.kernel.notifications.terms import Channel


LATELY = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierHealth:
    """What one carrier did with what it was given in a time. Any carrier not `connected` is one of
    before. `receipts` is how many messages it later told about; `cost` in rials."""

    channel: Channel
    name: str
    connected: bool
    accepted: int
    receipts: int
    delivered: int
    failed: int
    waiting: int
    refused_lately: int
    last_accepted_at: datetime | None
    cost: int

    @property
    def is_failing(self) -> bool:
        """Whether messages came back from it in the last quarter of an hour and none went since."""
        if not self.refused_lately:
            return False
        return self.last_accepted_at is None or self.last_accepted_at < clock.now() - LATELY


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """What is due by one channel and has not left; `since` is when the oldest was wanted."""

    channel: Channel
    count: int
    since: datetime | None
    held: int  # waits for the end of the night, or its own hour


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why messages failed, in the words of the operator or ours."""

    channel: Channel
    provider: str
    reason: str
    count: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What one day in Tehran came to by one carrier; `cost` in rials."""

    day: date
    channel: Channel
    provider: str
    messages: int
    parts: int
    delivered: int
    cost: int


CARRIERS = """
    SELECT channel, provider,
        count(*) FILTER (WHERE sent_at IS NOT NULL),
        count(*) FILTER (WHERE state = 'delivered' OR reason = 'undelivered'),
        count(*) FILTER (WHERE state = 'delivered'),
        count(*) FILTER (WHERE state IN ('failed', 'dead') AND reason <> 'overtaken'),
        count(*) FILTER (WHERE state IN ('waiting', 'sending')),
        count(*) FILTER (WHERE state = 'waiting' AND reason <> '' AND tries > 0),
        max(sent_at), coalesce(sum(cost), 0)
    FROM notifications_message
    WHERE created_at >= %(since)s AND channel <> 'inbox' AND provider <> ''
    GROUP BY channel, provider ORDER BY channel, provider"""
WAITING = """
    SELECT channel, count(*) FILTER (WHERE wanted_at <= %(now)s),
        min(wanted_at) FILTER (WHERE wanted_at <= %(now)s), count(*) FILTER (WHERE wanted_at > %(now)s)
    FROM notifications_message
    WHERE state IN ('waiting', 'sending') AND channel <> 'inbox'
      AND (expires_at IS NULL OR expires_at > %(now)s)
    GROUP BY channel ORDER BY channel"""
FAILURES = """
    SELECT channel, provider, reason, count(*), max(created_at) FROM notifications_message
    WHERE created_at >= %(since)s AND state IN ('failed', 'dead') AND reason <> 'overtaken'
    GROUP BY channel, provider, reason ORDER BY count(*) DESC, reason LIMIT 20"""
DAYS = """
    SELECT (created_at AT TIME ZONE 'Asia/Tehran')::date AS day, channel, provider,
        count(*), coalesce(sum(parts), 0), count(*) FILTER (WHERE state = 'delivered'),
        coalesce(sum(cost), 0)
    FROM notifications_message
    WHERE created_at >= %(since)s AND channel <> 'inbox' AND provider <> ''
    GROUP BY day, channel, provider ORDER BY day DESC, channel, provider"""


def carriers_since(since: datetime) -> list[CarrierHealth]:
    """Each connected carrier, and any other that was given something since. One query."""
    with connection.cursor() as cursor:
        cursor.execute(CARRIERS, {"since": since})
        found = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    connected = [
        (channel.value, one.name)
        for channel in (Channel.SMS, Channel.EMAIL)
        for one in carriers_of(channel)
    ]
    nothing = (0, 0, 0, 0, 0, 0, None, 0)
    return [
        CarrierHealth(
            channel=Channel(place[0]),
            name=place[1],
            connected=place in connected,
            accepted=accepted,
            receipts=receipts,
            delivered=delivered,
            failed=failed,
            waiting=waiting,
            refused_lately=refused,
            last_accepted_at=last,
            cost=int(cost),
        )
        for place in [*connected, *(place for place in found if place not in connected)]
        for accepted, receipts, delivered, failed, waiting, refused, last, cost in [
            found.get(place, nothing)
        ]
    ]


def waiting_now() -> list[Waiting]:
    """What has not left yet, by channel; channels of which nothing waits are left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"now": clock.now()})
        return [
            Waiting(channel=Channel(channel), count=count, since=since, held=held)
            for channel, count, since, held in cursor.fetchall()
        ]


def failures_since(since: datetime) -> list[Failure]:
    """The twenty commonest reasons of messages that did not arrive. One query."""
    with connection.cursor() as cursor:
        cursor.execute(FAILURES, {"since": since})
        return [
            Failure(
                channel=Channel(channel), provider=provider, reason=reason, count=count, last_at=at
            )
            for channel, provider, reason, count, at in cursor.fetchall()
        ]


def days_since(since: datetime) -> list[Day]:
    """What each day came to by each carrier, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS, {"since": since})
        return [
            Day(
                day=day,
                channel=Channel(channel),
                provider=provider,
                messages=messages,
                parts=int(parts),
                delivered=delivered,
                cost=int(cost),
            )
            for day, channel, provider, messages, parts, delivered, cost in cursor.fetchall()
        ]
