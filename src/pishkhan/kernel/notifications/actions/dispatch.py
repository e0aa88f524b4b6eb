"""Carrying the outbox to the providers: claimed in batches under a lease, at least once.

A worker that dies between the provider's answer and our note sends again after the lease, by the
same provider and with the same key; providers send one key once, so the person gets one message.
Only a provider that certainly took nothing is left for another at once; where that is not known
the message stays with it until it answers, for `PINNED` at most. One-time codes do not wait so:
the same code twice harms nobody, a late one is of no use.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from django.conf import settings
from django.db import connection

from pishkhan.foundation import clock, spans
from pishkhan.foundation.circuit import Circuit, Health
from pishkhan.kernel.notifications import ports, templates
from pishkhan.kernel.notifications.models import EmailAddress
from pishkhan.kernel.notifications.ports import (
    Carrier,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
    carriers_of,
)
from pishkhan.kernel.notifications.rules import quiet
from pishkhan.kernel.notifications.rules.circuit import slots
from pishkhan.kernel.notifications.rules.retry import next_check, next_try
from pishkhan.kernel.notifications.terms import Channel, MessageState, Outcome


LEASE = timedelta(seconds=60)
PINNED = timedelta(hours=2)
PROBES = 5
log = structlog.get_logger(__name__)
circuits: dict[tuple[Channel, str], Circuit] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A message that this worker alone may send until its lease ends."""

    carrier: str
    wanted_at: datetime
    tries: int
    out: SmsOut


def circuit(channel: Channel, name: str) -> Circuit:
    """How this process finds the carrier."""
    return circuits.setdefault((channel, name), Circuit())


def dispatch(limit: int = 200, *, lease: timedelta = LEASE) -> int:
    """Send what is due, at most `limit` messages a channel, secrets first; how many were taken.

    Call it outside a transaction. It raises nothing of the providers': an outage leaves the
    messages waiting, or to the other provider, and is logged.
    """
    _expire()
    return sum(_dispatch(channel, limit, lease) for channel in Channel)


def _dispatch(channel: Channel, limit: int, lease: timedelta) -> int:
    now = clock.now()
    carriers = {one.name: one for one in carriers_of(channel)}
    health = {name: circuit(channel, name).health(now) for name in carriers}
    claimed: list[Claimed] = []
    for name, one in carriers.items():
        if health[name] is Health.PROBED:
            probe = _Claim(channel=channel, carriers=[one], lease=lease)
            claimed += probe.take(PROBES, only_pinned=True) or probe.take(1)
    well = [one for name, one in carriers.items() if health[name] is Health.WELL]
    if well:
        claimed += _Claim(channel=channel, carriers=well, lease=lease).take(limit)
    groups = [
        (carriers[name], list(group))
        for name, group in groupby(sorted(claimed, key=_carrier), key=_carrier)
    ]
    for one, batch, answer in _answers(groups):
        _take_down(channel, one, batch, answer)
    return len(claimed)


def _carrier(message: Claimed) -> str:
    return message.carrier


Answer = Sequence[SmsResult] | ProviderUnavailable


def _answers(
    groups: Sequence[tuple[Carrier, list[Claimed]]],
) -> Iterator[tuple[Carrier, list[Claimed], Answer]]:
    """The answer of each carrier as soon as it comes: a slow one does not hold up another."""
    if len(groups) < 2:  # noqa: PLR2004 - nobody to hold up
        yield from ((one, batch, _answer(one, batch)) for one, batch in groups)
        return
    with ThreadPoolExecutor(len(groups)) as calls:
        asked = {calls.submit(_answer, one, batch): (one, batch) for one, batch in groups}
        for done in as_completed(asked):
            yield *asked[done], done.result()


def _answer(one: Carrier, batch: Sequence[Claimed]) -> Answer:
    try:
        told: dict[str, spans.Attribute] = {"carrier": one.name, "messages": len(batch)}
        with spans.span("outbox", spans.Kind.CLIENT, told):
            return one.provider.send([message.out for message in batch])
    except ProviderUnavailable as error:
        return error


def _take_down(channel: Channel, one: Carrier, batch: Sequence[Claimed], answer: Answer) -> None:
    now = clock.now()
    if isinstance(answer, ProviderUnavailable):
        circuit(channel, one.name).failed(now)
        log.warning(
            "provider_unavailable",
            channel=channel.value,
            provider=one.name,
            why=str(answer),
            maybe_sent=answer.maybe_sent,
            waiting=len(batch),
        )
        _note(
            [
                _Noted.waiting(
                    message.out.key,
                    now,
                    str(answer),
                    unpin=message.out.secret or not (answer.maybe_sent or message.out.is_again),
                )
                for message in batch
            ]
        )
        return
    circuit(channel, one.name).worked()
    by_key = {message.out.key: message for message in batch}
    _note([_noted(by_key[result.key], result) for result in answer if result.key in by_key])
    nobody = [by_key[one.key].out.to for one in answer if one.is_no_address and one.key in by_key]
    if nobody and channel is Channel.EMAIL:
        EmailAddress.objects.filter(address__in=nobody).update(failed_at=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Noted:
    """What is written down of one message after a try."""

    key: int
    state: MessageState
    due_at: datetime | None
    provider_id: str = ""
    cost: int = 0
    reason: str = ""
    unpin: bool = False

    @classmethod
    def waiting(cls, key: int, due_at: datetime, reason: str, *, unpin: bool) -> "_Noted":
        return cls(key=key, state=MessageState.WAITING, due_at=due_at, reason=reason, unpin=unpin)


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
    stays = (result.maybe_sent or message.out.is_again) and not message.out.secret
    return _Noted.waiting(key, again_at, result.reason, unpin=not stays)


def _expire() -> None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message
            SET state = 'dead', reason = 'expired', due_at = NULL,
                text = CASE WHEN secret THEN '' ELSE text END,
                filled = CASE WHEN secret THEN '{}'::jsonb ELSE filled END
            WHERE state IN ('waiting', 'sending') AND expires_at <= %s
              AND (state = 'waiting' OR due_at <= %s)
            """,
            [now, now],
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Claim:
    """Takes messages of one channel for some of its carriers."""

    channel: Channel
    carriers: Sequence[Carrier]
    lease: timedelta

    def take(self, limit: int, *, only_pinned: bool = False) -> list[Claimed]:
        """Claim due messages; each stays with the carrier it was given before, if that is known."""
        now = clock.now()
        shares = slots([(one.name, one.weight) for one in self.carriers])
        hours = quiet.parse(settings.SMS_QUIET_HOURS)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE notifications_message AS m
                SET state = 'sending', due_at = %(lease)s, tries = m.tries + 1,
                    pinned_until = CASE WHEN m.provider = ANY(%(names)s) THEN m.pinned_until
                                   ELSE %(pinned)s END,
                    provider = CASE WHEN m.provider = ANY(%(names)s) THEN m.provider
                        ELSE (%(shares)s::text[])[
                            1 + (hashint8extended(m.id, m.tries) & 65535)::int %% %(count)s] END
                FROM (
                    SELECT id, provider FROM notifications_message
                    WHERE channel = %(channel)s AND state IN ('waiting', 'sending')
                      AND due_at <= %(now)s AND (expires_at IS NULL OR expires_at > %(now)s)
                      AND (at_any_hour OR NOT %(quiet)s AND event <> ALL(%(held)s::text[]))
                      AND (provider = ANY(%(names)s) OR NOT %(only_pinned)s
                           AND (provider = '' OR pinned_until <= %(now)s))
                    ORDER BY secret DESC, due_at
                    LIMIT %(limit)s
                    FOR UPDATE SKIP LOCKED
                ) AS due
                WHERE m.id = due.id
                RETURNING m.id, m.provider, m.provider = due.provider, m.wanted_at, m.tries,
                    m.address, m.title, m.text, m.event, m.language, m.filled::text, m.secret
                """,
                {
                    "lease": now + self.lease,
                    "pinned": now + PINNED,
                    "names": [one.name for one in self.carriers],
                    "shares": shares,
                    "count": len(shares),
                    "channel": self.channel.value,
                    "now": now,
                    "quiet": hours is not None and hours.covers(now),
                    "held": _alarms_held(self.channel, now, hours),
                    "only_pinned": only_pinned,
                    "limit": limit,
                },
            )
            return [_claimed(*row) for row in cursor.fetchall()]


def _alarms_held(channel: Channel, now: datetime, hours: quiet.QuietHours | None) -> list[str]:
    """The events that nobody is to be woken with now: all alarms, if nobody is at work."""
    if channel is not Channel.SMS or hours is None:
        return []
    return [] if hours.at_work(now, ports.next_working_day) == now else templates.alarms()


def _claimed(  # noqa: PLR0913, PLR0917 - the columns of the claim, in their order
    key: int,
    provider: str,
    is_again: bool,  # noqa: FBT001 - a column
    wanted_at: datetime,
    tries: int,
    address: str,
    title: str,
    text: str,
    event: str,
    language: str,
    filled: str,
    secret: bool,  # noqa: FBT001 - a column
) -> Claimed:
    out = SmsOut(
        key=key,
        to=address,
        title=title,
        text=text,
        event=event,
        language=language,
        values=json.loads(filled),
        secret=secret,
        is_again=is_again,
    )
    return Claimed(carrier=provider, wanted_at=wanted_at, tries=tries, out=out)


def _note(notes: Sequence[_Noted]) -> None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message AS m
            SET state = n.state, due_at = n.due_at, provider_id = n.provider_id,
                cost = m.cost + n.cost, reason = left(n.reason, 200),
                provider = CASE WHEN n.unpin THEN '' ELSE m.provider END,
                pinned_until = CASE WHEN n.unpin OR n.state <> 'waiting' THEN NULL
                               ELSE m.pinned_until END,
                sent_at = CASE WHEN n.state = 'sent' THEN %s::timestamptz END,
                text = CASE WHEN m.secret AND n.state <> 'waiting' THEN '' ELSE m.text END,
                filled = CASE WHEN m.secret AND n.state <> 'waiting' THEN '{}'::jsonb
                         ELSE m.filled END
            FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::bigint[],
                        %s::text[], %s::boolean[])
                AS n(id, state, due_at, provider_id, cost, reason, unpin)
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
                [note.unpin for note in notes],
            ],
        )
