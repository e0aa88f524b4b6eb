"""Carrying the outbox to the receivers: at least once, each receiver in its own thread.

A batch is of one receiver, in the order of what happened, and stops at the first failure. A
receiver that hangs keeps one thread for its own time and nobody waits for it; those that failed
last share half of the threads, so that the others always find one. A worker that dies leaves
its batch under the lease; it is sent again, with the same ids.
"""

import random
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.webhooks import ports
from pishkhan.kernel.webhooks.actions.receivers import TARGET, secrets_of
from pishkhan.kernel.webhooks.errors import SecretLost
from pishkhan.kernel.webhooks.models import Announcement, Delivery, Endpoint
from pishkhan.kernel.webhooks.ports import Answer, Sender
from pishkhan.kernel.webhooks.queries import said, view_of
from pishkhan.kernel.webhooks.rules import answers, payload, retrying, signing
from pishkhan.kernel.webhooks.terms import DeliveryState, Off, Problem


LEASE = timedelta(seconds=60)
THREADS = 16
FOR_FAILING = THREADS // 2
BATCH = 10
# Within the lease also if the last one begun takes all of its time.
BEGIN_WITHIN_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.2
log = structlog.get_logger(__name__)
CLAIM = """
    WITH free AS (
        SELECT e.id FROM webhooks_endpoint AS e
        WHERE e.off = '' AND (e.failures > 0) = %(failing)s
          AND (e.paused_until IS NULL OR e.paused_until <= %(now)s)
          AND EXISTS (
            SELECT FROM webhooks_delivery AS d WHERE d.endpoint_id = e.id
            AND d.state IN ('waiting', 'sending') AND d.next_at <= %(now)s)
          AND NOT EXISTS (
            SELECT FROM webhooks_delivery AS d WHERE d.endpoint_id = e.id
            AND d.state = 'sending' AND d.next_at > %(now)s)
        ORDER BY e.paused_until NULLS FIRST, e.id LIMIT %(receivers)s
        FOR UPDATE SKIP LOCKED),
    due AS (
        SELECT picked.id FROM free CROSS JOIN LATERAL (
            SELECT d.id FROM webhooks_delivery AS d
            WHERE d.endpoint_id = free.id AND d.state IN ('waiting', 'sending')
              AND d.next_at <= %(now)s
            ORDER BY d.announcement_id LIMIT %(batch)s) AS picked)
    UPDATE webhooks_delivery AS d
    SET state = 'sending', next_at = %(lease)s, attempt = d.attempt + 1
    FROM due WHERE d.id = due.id AND d.state IN ('waiting', 'sending') AND d.next_at <= %(now)s
    RETURNING d.id"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parcel:
    """One delivery in hand, with all that its sending needs."""

    delivery: Delivery
    name: str
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class _Batch:
    """The parcels of one receiver, in order."""

    endpoint: Endpoint
    secrets: Sequence[bytes]
    parcels: Sequence[_Parcel]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Done:
    """What became of a batch; `answers` may be fewer than the parcels: the others were not tried."""

    batch: _Batch
    answers: Sequence[tuple[Answer, datetime]]


@dataclass(kw_only=True)
class Courier:
    """Carries deliveries until it is thrown away; `step` is called by one thread, again and again."""

    lease: timedelta = LEASE
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="webhook")
    )
    _under_way: dict["Future[_Done]", bool] = field(default_factory=dict)

    def step(self) -> int:
        """Note what came back, hand out what is due; 0 if there is nothing to do until later.

        Call it outside a transaction. It raises nothing of the receivers'.
        """
        noted = self._note()
        begun = self.begin()
        if self._under_way and not (noted or begun):
            wait(self._under_way, timeout=LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
        return noted + begun + len(self._under_way)

    def begin(self) -> int:
        """Hand out what is due, as far as there are threads; how many batches."""
        return self._begin(is_failing=False) + self._begin(is_failing=True)

    def close(self) -> None:
        """Wait for what is under way and note it."""
        wait(self._under_way)
        self._note()
        self._pool.shutdown()

    def _note(self) -> int:
        done = [one for one in self._under_way if one.done()]
        for one in done:
            del self._under_way[one]
            _note(one.result())
        return len(done)

    def _begin(self, *, is_failing: bool) -> int:
        free = THREADS - len(self._under_way)
        if is_failing:
            free = min(free, FOR_FAILING - sum(self._under_way.values()))
        if free < 1:
            return 0
        sender = ports.sender()
        batches = _claim(free, is_failing=is_failing, lease=self.lease)
        for batch in batches:
            self._under_way[self._pool.submit(_carry, sender, batch)] = is_failing
        return len(batches)


def dispatch(*, lease: timedelta = LEASE) -> int:
    """Send all that is due and wait for it; how many batches. For tests and small installations."""
    courier = Courier(lease=lease)
    begun = courier.begin()
    courier.close()
    return begun


def _carry(sender: Sender, batch: _Batch) -> _Done:
    """Runs in a thread that never touches the database."""
    found: list[tuple[Answer, datetime]] = []
    began = monotonic()
    for parcel in batch.parcels:
        if found and monotonic() - began > BEGIN_WITHIN_SECONDS:
            break
        headers = signing.headers(
            batch.secrets,
            name=parcel.name,
            timestamp=int(clock.now().timestamp()),
            body=parcel.body,
        )
        answer = sender.post(batch.endpoint.url, parcel.body, headers)
        found.append((answer, clock.now()))
        if answer.problem is not Problem.NONE:
            break
    return _Done(batch=batch, answers=found)


def _claim(receivers: int, *, is_failing: bool, lease: timedelta) -> list[_Batch]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "failing": is_failing,
                "now": now,
                "receivers": receivers,
                "batch": 1 if is_failing else BATCH,
                "lease": now + lease,
            },
        )
        claimed = [row[0] for row in cursor.fetchall()]
    return _batches(claimed) if claimed else []


def _batches(claimed: Sequence[int]) -> list[_Batch]:
    rows = Delivery.objects.filter(id__in=claimed).order_by("endpoint_id", "announcement_id")
    listed = list(rows)
    about = Announcement.objects.in_bulk([row.announcement_id for row in listed])
    endpoints = Endpoint.objects.in_bulk([row.endpoint_id for row in listed])
    made = []
    for endpoint_id, group in groupby(listed, key=lambda row: row.endpoint_id):
        endpoint = endpoints[endpoint_id]
        parcels = [_parcel(row, about[row.announcement_id]) for row in group]
        batch = _Batch(endpoint=endpoint, secrets=(), parcels=parcels)
        try:
            secrets = secrets_of(endpoint)
        except SecretLost:
            log.exception("webhook_secret_lost", endpoint=endpoint_id)
            _note(_Done(batch=batch, answers=[(Answer(problem=Problem.SECRET), clock.now())]))
            continue
        made.append(_Batch(endpoint=endpoint, secrets=secrets, parcels=parcels))
    return made


def _parcel(row: Delivery, about: Announcement) -> _Parcel:
    if about.case_id is not None and not about.reference:
        # A case is opened before its letter has a number; the body, once sent, stays as it is.
        about.reference = ports.reference_of(about.case_id)
        about.save(update_fields=["reference"])
    sent = said(about)
    return _Parcel(delivery=row, name=sent.name, body=payload.body(sent))


@transaction.atomic
def _note(done: _Done) -> None:
    """Write down what became of a batch, if the lease is still ours; and how the receiver is."""
    parcels = done.batch.parcels
    failed: Answer | None = None
    # The receiver before its deliveries, as CLAIM and `redeliver` lock them.
    receiver = Endpoint.objects.select_for_update().get(id=done.batch.endpoint.id)
    for number, parcel in enumerate(parcels):
        if number >= len(done.answers):
            _save(parcel.delivery, state=DeliveryState.WAITING, next_at=clock.now(), attempt=-1)
            continue
        answer, at = done.answers[number]
        if answer.problem is Problem.NONE:
            _save(parcel.delivery, answer, state=DeliveryState.DELIVERED, delivered_at=at)
        else:
            failed = answer
            _fail(parcel.delivery, answer)
    _note_receiver(receiver, failed)


def _fail(row: Delivery, answer: Answer) -> None:
    again_at = retrying.next_try(
        attempt=row.attempt,
        since=row.wanted_at,
        now=clock.now(),
        chance=random.random(),  # noqa: S311 - spreads the tries, guards nothing
    )
    state = DeliveryState.WAITING if again_at else DeliveryState.DEAD
    _save(row, answer, state=state, next_at=again_at)


def _save(
    row: Delivery,
    answer: Answer | None = None,
    *,
    state: DeliveryState,
    next_at: datetime | None = None,
    delivered_at: datetime | None = None,
    attempt: int = 0,
) -> None:
    said = answer or Answer(
        status=row.status, text=row.answer, problem=Problem(row.problem)
    )  # not tried: what it said last stands
    # Only while it is still in hand by the same attempt: after our lease another may have it.
    Delivery.objects.filter(
        id=row.id, state=DeliveryState.SENDING.value, attempt=row.attempt
    ).update(
        state=state.value,
        next_at=next_at,
        delivered_at=delivered_at,
        attempt=row.attempt + attempt,
        status=said.status,
        problem=said.problem.value,
        answer=answers.excerpt(said.text),
    )


def _note_receiver(row: Endpoint, failed: Answer | None) -> None:
    now = clock.now()
    if failed is None:
        if row.failures:
            row.failures, row.failing_since, row.paused_until = 0, None, None
            row.save(update_fields=["failures", "failing_since", "paused_until"])
        return
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.paused_until = now + retrying.pause_after(row.failures)
    log.warning(
        "webhook_failed",
        endpoint=row.id,
        problem=failed.problem.value,
        status=failed.status,
        failures=row.failures,
    )
    off = Off.NONE
    if failed.problem is Problem.GONE:
        off = Off.GONE
    elif retrying.is_to_be_switched_off(failing_since=row.failing_since, now=now):
        off = Off.FAILING
    is_news = off is not Off.NONE and row.off == Off.NONE
    if is_news:
        row.off = off.value
    row.save(update_fields=["failures", "failing_since", "paused_until", "off"])
    if is_news:
        record("webhooks.switched_off", target=TARGET, target_id=row.id, by=None, because=off.label)
        ports.tell_switched_off(view_of(row))
