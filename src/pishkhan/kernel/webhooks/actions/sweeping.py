"""What a worker or a bug may have left lying: found, put right, and counted."""

from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.webhooks.actions.announcing import IS_FOR
from pishkhan.kernel.webhooks.models import Announcement, Delivery
from pishkhan.kernel.webhooks.rules.retrying import GIVE_UP_AFTER
from pishkhan.kernel.webhooks.spec import Swept
from pishkhan.kernel.webhooks.terms import DeliveryState, Problem


LATE_AFTER = timedelta(minutes=10)
LEASE_LOST_AFTER = timedelta(minutes=1)
KEPT = timedelta(days=30)
BATCH = 5_000
log = structlog.get_logger(__name__)
UNANNOUNCED = f"""
    SELECT a.id, a.case_id, a.at, e.id FROM webhooks_announcement AS a, webhooks_endpoint AS e
    WHERE a.at > %s AND a.case_id IS NOT NULL AND {IS_FOR} AND NOT EXISTS (
        SELECT FROM webhooks_delivery AS d
        WHERE d.announcement_id = a.id AND d.endpoint_id = e.id AND d.case_id = a.case_id)
    ORDER BY a.id LIMIT %s"""  # noqa: S608 - constants
LOST_LEASES = """
    UPDATE webhooks_delivery SET state = 'waiting' WHERE state = 'sending' AND next_at < %s"""
EXPIRE = """
    UPDATE webhooks_delivery SET state = %s, next_at = NULL, problem = %s
    WHERE state = 'waiting' AND wanted_at < %s"""
STUCK = """
    SELECT count(*) FROM webhooks_delivery AS d
    JOIN webhooks_endpoint AS e ON e.id = d.endpoint_id
    WHERE d.state = 'waiting' AND d.next_at < %s AND e.off = '' AND e.failures = 0"""


def sweep() -> Swept:
    """Make the deliveries that are missing, free lost leases, give up what is 72 hours old.

    What it found is logged when it is anything. Deliveries that are late although their receiver
    is well are only counted: no worker runs, or too few.
    """
    now = clock.now()
    found = Swept(
        unannounced=_announce_missing(),
        lost_leases=_run(LOST_LEASES, [now - LEASE_LOST_AFTER]),
        expired=_run(
            EXPIRE, [DeliveryState.DEAD.value, Problem.EXPIRED.value, now - GIVE_UP_AFTER]
        ),
        stuck=_count(STUCK, [now - LATE_AFTER]),
    )
    if found.found:
        log.warning(
            "webhooks_swept",
            unannounced=found.unannounced,
            lost_leases=found.lost_leases,
            expired=found.expired,
            stuck=found.stuck,
        )
    return found


def purge() -> int:
    """Delete what is settled and older than 30 days, at most a batch; how many deliveries."""
    before = clock.now() - KEPT
    old = Delivery.objects.filter(
        created_at__lt=before, state__in=[DeliveryState.DELIVERED, DeliveryState.DEAD]
    )
    count, _of_each = Delivery.objects.filter(
        id__in=list(old.values_list("id", flat=True)[:BATCH])
    ).delete()
    kept = Delivery.objects.values("announcement_id")
    bare = Announcement.objects.filter(at__lt=before).exclude(id__in=kept)
    Announcement.objects.filter(id__in=list(bare.values_list("id", flat=True)[:BATCH])).delete()
    return count


@transaction.atomic
def _announce_missing() -> int:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(UNANNOUNCED, [now - GIVE_UP_AFTER, BATCH])
        missing = cursor.fetchall()
    rows = [
        Delivery(
            id=new_id(),
            case_id=case_id,
            announcement_id=announcement_id,
            endpoint_id=endpoint_id,
            state=DeliveryState.WAITING.value,
            next_at=now,
            created_at=at,
            wanted_at=now,
        )
        for announcement_id, case_id, at, endpoint_id in missing
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _run(sql: str, values: list[str | datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _count(sql: str, values: list[str | datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
