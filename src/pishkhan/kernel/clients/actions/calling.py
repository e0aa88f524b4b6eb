"""Calls: counted against the quotas of their key, answered once however often they are sent."""

from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.clients.errors import AnswerUnderWay, KeyReused, QuotaExhausted
from pishkhan.kernel.clients.models import AccessKey, Filing, KeptAnswer
from pishkhan.kernel.clients.spec import Answer, Caller, Quota
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import hits


MINUTE, DAY = 60, 86_400
NOTED_EVERY = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)
WAIT_SECONDS = 5
BATCH = 5_000
LOCK_NOT_AVAILABLE = "55P03"


def count_call(caller: Caller) -> Quota:
    """Count one call of the key; raises QuotaExhausted with the seconds until the next may come.

    Windows are whole minutes and days of UTC, so a window's end needs no asking.
    """
    now = int(clock.now().timestamp())
    quotas = [
        _count(caller.key_id, now, limit=caller.per_minute, span=MINUTE),
        _count(caller.key_id, now, limit=caller.per_day, span=DAY),
    ]
    spent = [one for one in quotas if one.remaining < 0]
    if spent:
        longest = max(spent, key=lambda one: one.seconds)
        raise QuotaExhausted(limit=longest.limit, seconds=longest.seconds)
    stale = Q(last_used_at=None) | Q(last_used_at__lt=clock.now() - NOTED_EVERY)
    AccessKey.objects.filter(stale, id=caller.key_id).update(last_used_at=clock.now())
    return min(quotas, key=lambda one: one.remaining)


def once(
    caller: Caller,
    mark: str,
    digest: str,
    act: Callable[[], Answer],
    *,
    operation: str,
    by: Actor,
) -> Answer:
    """Run `act` once for this `mark` (the Idempotency-Key); later calls get the answer it gave.

    Act, answer and the line of the trail that names the key are one transaction: whoever is killed
    in between has done nothing. A refusal keeps nothing, for nothing was done. A second call at
    the same time waits for the first. Raises KeyReused (another `digest`), AnswerUnderWay (the
    first takes longer than WAIT_SECONDS), and what `act` raises. Answers are kept for a day.
    """
    with transaction.atomic():
        _wait_for_turn(f"clients.answer:{caller.key_id}:{mark}")
        kept = KeptAnswer.objects.filter(key_id=caller.key_id, mark=mark)
        kept.filter(expires_at__lte=clock.now()).delete()
        row = kept.first()
        if row is not None:
            if row.digest != digest:
                raise KeyReused
            return Answer(status=row.status, body=row.body, is_replay=True)
        answer = act()
        KeptAnswer.objects.create(
            key_id=caller.key_id,
            mark=mark,
            digest=digest,
            status=answer.status,
            body=answer.body,
            expires_at=clock.now() + KEPT_FOR,
        )
        record(
            "clients.acted",
            target="access_key",
            target_id=caller.key_id,
            by=by,
            after={
                "organisation_id": caller.organisation_id,
                "operation": operation,
                "case_id": answer.case_id,
            },
        )
    return answer


def note_filing(case_id: int, caller: Caller) -> None:
    """Keep, in the caller's transaction, that the program of this organisation filed the case."""
    Filing.objects.get_or_create(
        case_id=case_id,
        defaults={
            "key_id": caller.key_id,
            "organisation_id": caller.organisation_id,
            "filed_at": clock.now(),
        },
    )


def sweep() -> int:
    """Delete answers that are kept no longer; how many (BATCH means that there may be more)."""
    stale = KeptAnswer.objects.filter(expires_at__lte=clock.now()).values_list("id", flat=True)
    return KeptAnswer.objects.filter(id__in=list(stale[:BATCH])).delete()[0]


def _count(key_id: int, now: int, *, limit: int, span: int) -> Quota:
    count = hits(f"clients:{key_id}:{span}:{now // span}", per=timedelta(seconds=span))
    return Quota(limit=limit, remaining=limit - count, seconds=span - now % span)


def _wait_for_turn(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_SECONDS * 1000:.0f}ms"]
        )
        try:
            with transaction.atomic():
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise AnswerUnderWay(seconds=1) from error
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
