"""Writing what happened into the outbox, in the transaction of the step itself."""

import time
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.webhooks.models import Follower
from pishkhan.kernel.webhooks.terms import Topic


WAKE_CHANNEL = "webhooks"
# Each process asks this often whether there is a receiver at all; one that is switched on is live
# only after twice as long, so no process can miss what happens once it is live.
KNOWN_FOR_SECONDS = 5.0
LIVE_AFTER = timedelta(seconds=2 * KNOWN_FOR_SECONDS)
MOST_AT_ONCE = 32
IS_FOR = """
    e.off = '' AND e.live_from <= a.at AND (e.topics = '{}' OR a.topic = ANY(e.topics))
    AND (e.organisation_id = ANY(a.organisation_ids) OR e.organisation_id IN (
        SELECT organisation_id FROM webhooks_follower WHERE webhooks_follower.case_id = a.case_id))"""
ANNOUNCE = f"""
    WITH a (id, topic, case_id, sequence, service, state, reference, organisation_ids, at) AS (
        VALUES (%(id)s::bigint, %(topic)s::text, %(case_id)s::bigint, %(sequence)s::int,
            %(service)s::text, %(state)s::text, %(reference)s::text,
            %(organisation_ids)s::bigint[], %(at)s::timestamptz)),
    live AS (
        SELECT e.id, row_number() OVER (ORDER BY e.id) AS n
        FROM webhooks_endpoint AS e, a WHERE {IS_FOR}),
    said AS (
        INSERT INTO webhooks_announcement
            (id, topic, case_id, sequence, service, state, reference, organisation_ids, at)
        SELECT * FROM a WHERE EXISTS (SELECT FROM live)
        ON CONFLICT DO NOTHING RETURNING id, case_id, at),
    made AS (
        INSERT INTO webhooks_delivery (id, case_id, announcement_id, endpoint_id, state, attempt,
            next_at, created_at, wanted_at, status, problem, answer)
        SELECT fresh.id, said.case_id, said.id, live.id, 'waiting', 0,
            said.at, said.at, said.at, 0, '', ''
        FROM said CROSS JOIN live
        JOIN unnest(%(ids)s::bigint[]) WITH ORDINALITY AS fresh(id, n) ON fresh.n = live.n
        RETURNING id)
    SELECT pg_notify('{WAKE_CHANNEL}', '') FROM (SELECT FROM made LIMIT 1) AS news"""  # noqa: S608 - constants


class _Known:
    """Whether this process may believe that nobody receives anything."""

    is_anybody = True
    until = 0.0


def announce(  # noqa: PLR0913 - what an announcement says
    topic: Topic,
    *,
    case_id: int,
    sequence: int,
    service: str,
    state: str,
    reference: str,
    organisation_ids: Collection[int],
    at: datetime,
) -> None:
    """Write what happened to a case for the receivers of its organisations and of who filed it.

    One statement in the caller's transaction, none while there is no receiver at all (which is
    asked every five seconds). The same `sequence` of a case is announced once.
    """
    if not _is_anybody():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ANNOUNCE,
            {
                "id": new_id(),
                "topic": topic.value,
                "case_id": case_id,
                "sequence": sequence,
                "service": service,
                "state": state,
                "reference": reference,
                "organisation_ids": sorted(organisation_ids),
                "at": at,
                "ids": [new_id() for _ in range(MOST_AT_ONCE)],
            },
        )


def follow(*, case_id: int, organisation_id: int) -> None:
    """From now on the receivers of this organisation hear of the case too: its program filed it."""
    Follower.objects.bulk_create(
        [Follower(case_id=case_id, organisation_id=organisation_id)], ignore_conflicts=True
    )


def forget() -> None:
    """Let this process ask again whether there is a receiver."""
    _Known.until = 0.0


def _is_anybody() -> bool:
    now = time.monotonic()
    if now >= _Known.until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM webhooks_endpoint WHERE off = '')")
            _Known.is_anybody = bool(cursor.fetchone()[0])
        _Known.until = now + KNOWN_FOR_SECONDS
    return _Known.is_anybody
