"""Figures that the database knows for all machines, each read by one statement when asked for."""

import shutil
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.audit import sources
from pishkhan.kernel.persistence.api import first_id_at, moment_of
from pishkhan.kernel.transparency import api as public_log
from pishkhan.web.watching.figures import Figure, Values, declare


LATELY = timedelta(hours=1)
# Whoever watches needs to know that it is far too many, not how many.
MOST = 100_000
Waiting = tuple[str, float, float]  # of what, how many, age of the first in seconds
Value = str | int | datetime | list[str]
Read = Callable[[], Iterable[Waiting]]


def wire() -> None:
    """Declare them; may be called again."""
    for name, told, read in (
        ("jobs", "Jobs that are due", jobs),
        ("messages", "Messages that are due", messages),
        ("timers", "Timers of cases that are due", timers),
        ("audit_lines", "Audit lines without a seal", audit_lines),
        (
            "log_entries",
            "Entries that are not yet in the public log, or that no quorum has seen",
            log_entries,
        ),
        ("webhooks", "Deliveries to programs of organisations that are due", webhooks),
        ("payments", "Attempts to pay of which banks are to be asked", payments),
    ):
        declare(*_waiting(name, told, read))
    declare(
        Figure(name="pishkhan_jobs_failed", told="Jobs given up.", read=_jobs_failed),
        Figure(
            name="pishkhan_messages_lately",
            told="Messages written in the last hour.",
            labels=("channel", "provider", "state"),
            read=_messages_lately,
        ),
        Figure(
            name="pishkhan_codes_lately",
            told="One-time codes of the last hour; used over sent is the conversion.",
            labels=("outcome",),
            read=_codes_lately,
        ),
        Figure(
            name="pishkhan_letters_registered",
            told="Numbers given in all letter books.",
            labels=("direction",),
            read=_letters,
            only_grows=True,
        ),
        Figure(
            name="pishkhan_log_witnesses_against",
            told="Witnesses that refuse the public log as rewritten.",
            read=_witnesses_against,
        ),
        Figure(
            name="pishkhan_disk_free_bytes",
            told="Room where files lie.",
            read=lambda: [((), float(disk_free()))],
        ),
    )


def disk_free() -> int:
    """Octets free where files lie."""
    folder = Path(settings.FILES_FOLDER)
    return shutil.disk_usage(next(p for p in (folder, *folder.parents) if p.exists())).free


def _waiting(name: str, told: str, read: Read) -> tuple[Figure, Figure]:
    """How many wait, and since when the first of them does."""

    def counts() -> Values:
        return [((of,), count) for of, count, _ in read()]

    def ages() -> Values:
        return [((of,), age) for of, _, age in read()]

    return (
        Figure(name=f"pishkhan_{name}_waiting", told=f"{told}.", labels=("of",), read=counts),
        Figure(
            name=f"pishkhan_{name}_oldest_seconds",
            told=f"{told}: age of the first.",
            labels=("of",),
            read=ages,
        ),
    )


def jobs() -> Iterable[Waiting]:
    """Jobs that no worker took yet."""
    return _numbers(
        """
        SELECT 'jobs', count(*), extract(epoch FROM now() - min(since)) FROM (
            SELECT coalesce(job.scheduled_at, event.at) AS since FROM procrastinate_jobs job
            LEFT JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
            WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now() LIMIT %s) due
        """,
        [MOST],
    )


def messages() -> Iterable[Waiting]:
    """Messages to be carried now, by channel."""
    return _numbers(
        """
        SELECT channel, count(*), extract(epoch FROM now() - min(due_at)) FROM (
            SELECT channel, due_at FROM notifications_message
            WHERE state IN ('waiting', 'sending') AND due_at <= now() LIMIT %s) due
        GROUP BY channel
        """,
        [MOST],
    )


def timers() -> Iterable[Waiting]:
    """Timers that should have fired."""
    return _numbers(
        """
        SELECT 'timers', count(*), extract(epoch FROM now() - min(next_at)) FROM (
            SELECT next_at FROM cases_timer WHERE fired_at IS NULL AND NOT is_cancelled
            AND attempts < 8 AND next_at <= now() LIMIT %s) due
        """,
        [MOST],
    )


def webhooks() -> Iterable[Waiting]:
    """Deliveries to programs of organisations that should have left."""
    return _numbers(
        """
        SELECT 'webhooks', count(*), extract(epoch FROM now() - min(next_at)) FROM (
            SELECT next_at FROM webhooks_delivery
            WHERE state IN ('waiting', 'sending') AND next_at <= now() LIMIT %s) due
        """,
        [MOST],
    )


def payments() -> Iterable[Waiting]:
    """Attempts to pay that the teller should have taken up."""
    return _numbers(
        """
        SELECT 'payments', count(*), extract(epoch FROM now() - min(next_at)) FROM (
            SELECT next_at FROM payments_attempt WHERE next_at <= now() LIMIT %s) due
        """,
        [MOST],
    )


def audit_lines() -> Iterable[Waiting]:
    """Lines after the last block of their table; those sealed late are few and counted later."""
    quote = connection.ops.quote_name
    for source in sources.in_use():
        [(last,)] = _rows(
            "SELECT coalesce(max(last_id), 0) FROM audit_auditblock WHERE source = ANY(%s)",
            [sources.codes_of(source.table)],
        )
        [(count, first)] = _rows(
            f"SELECT count(*), min(id) FROM (SELECT id FROM {quote(source.table)} "  # noqa: S608 - names of ours
            "WHERE id > %s ORDER BY id LIMIT %s) line",
            [int(str(last)), MOST],
        )
        age = (clock.now() - moment_of(int(str(first)))).total_seconds() if first else 0.0
        yield source.table, float(str(count)), age


def log_entries() -> Iterable[Waiting]:
    """Entries without a place, and placed ones that too few witnesses have seen: beyond a minute an alarm."""
    for of, (count, first) in (
        ("place", public_log.waiting_entries()),
        ("witnesses", public_log.unwitnessed()),
    ):
        age = (clock.now() - moment_of(first)).total_seconds() if first else 0.0
        yield of, float(count), max(0.0, age)


def _witnesses_against() -> Values:
    """Witnesses that speak against the log: it was rewritten, or taken back to an older state."""
    view = public_log.log_view()
    witnesses = view.witnesses if view else ()
    against = [one for one in witnesses if one.answer and one.answer.is_alarm]
    return [((), float(len(against)))]


def _jobs_failed() -> Values:
    [(count,)] = _rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'", [])
    return [((), float(str(count)))]


def _messages_lately() -> Values:
    return [
        ((str(channel), str(provider), str(state)), float(str(count)))
        for channel, provider, state, count in _rows(
            "SELECT channel, provider, state, count(*) FROM notifications_message "
            "WHERE id >= %s GROUP BY 1, 2, 3",
            [first_id_at(clock.now() - LATELY)],
        )
    ]


def _codes_lately() -> Values:
    [(sent, used)] = _rows(
        "SELECT count(*), count(used_at) FROM identity_onetimecode WHERE sent_at >= %s",
        [clock.now() - LATELY],
    )
    return [(("sent",), float(str(sent))), (("used",), float(str(used)))]


def _letters() -> Values:
    return [
        ((str(direction),), float(str(total)))
        for direction, total in _rows(
            "SELECT direction, sum(last) FROM numbering_lettercounter GROUP BY direction", []
        )
    ]


def _numbers(statement: str, values: list[Value]) -> Iterable[Waiting]:
    return [
        (str(of), float(str(count)), max(0.0, float(str(age or 0))))
        for of, count, age in _rows(statement, values)
    ]


def _rows(statement: str, values: list[Value]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
