"""The work that no request waits for: nine threads, each of which outlives the database's absence."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import DEFAULT_DB_ALIAS, Error as DatabaseError, connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.transparency import api as public_log
from pishkhan.kernel.webhooks import api as webhooks


log = structlog.get_logger(__name__)
LONGEST_PAUSE_SECONDS = 15.0
STOP_WITHIN_SECONDS = 10.0
BATCH = 200
JOBS_AT_ONCE = 4
# A job whose worker died so often is what kills them.
MOST_STARTS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop:
    """Calls `step` until it has nothing to do, then waits for a NOTIFY on `channel` or `poll`."""

    name: str
    step: Callable[[], int]
    poll: timedelta
    channel: str = ""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop`, on this thread's own database connection."""
        for_ever(self.name, partial(self._work, stop), stop)

    def _work(self, stop: threading.Event) -> None:
        try:
            with connection.cursor() as cursor:
                if self.channel:
                    cursor.execute(f'LISTEN "{self.channel}"')
            while not stop.is_set():
                if not self.step():
                    self._wait()
        finally:
            # A connection that failed is not asked again; the next round opens a new one.
            connection.close()

    def _wait(self) -> None:
        raw = connection.connection
        for _news in raw.notifies(timeout=self.poll.total_seconds(), stop_after=1):
            pass


def for_ever(name: str, work: Callable[[], None], stop: threading.Event) -> None:
    """Call `work` again whenever it fails, after 1, 2, 4 … 15 seconds, until `stop`."""
    pause = 1.0
    while not stop.is_set():
        began = time.monotonic()
        try:
            work()
            if not stop.is_set():
                log.warning("ended_by_itself", loop=name, again_in_seconds=pause)
        except (DatabaseError, psycopg.Error, ConnectorException) as error:
            why = str(error).strip().partition("\n")[0]
            log.warning("database_away", loop=name, why=why, again_in_seconds=pause)
        # The edge: a bug in one step must not end the worker.
        except Exception:
            log.exception("step_failed", loop=name, again_in_seconds=pause)
        if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
            pause = 1.0
        stop.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


@app.periodic(cron="* * * * *")
@app.task(name="config.retry_stalled_jobs", queueing_lock="stalled", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives it
    """Every minute, give the jobs of workers that died to the living."""
    await _retry_stalled(context.app.job_manager)


async def _retry_stalled(jobs: JobManager) -> None:
    # Procrastinate does not do it by itself (research/stack.md § 3).
    for job in await jobs.get_stalled_jobs():
        if job.attempts < MOST_STARTS:
            await jobs.retry_job(job)
        else:
            log.error("job_given_up", job=job.task_name, job_id=job.id, starts=job.attempts)
            await jobs.finish_job(job, Status.FAILED, delete_job=False)


def do_jobs(stop: threading.Event) -> None:
    """Run the jobs of procrastinate until `stop`."""
    for_ever("jobs", lambda: asyncio.run(_jobs(stop)), stop)


async def _jobs(stop: threading.Event) -> None:
    # Not `replace_connector`: it would take Django's connection from the `defer` of every thread
    # here, and jobs deferred in a transaction would no longer belong to it.
    # Periodic jobs are deferred on the connection of Django's thread for asynchronous code: one
    # that the last start left broken would break every start after it.
    await sync_to_async(connections.close_all)()
    worker = app.with_connector(DjangoConnector(alias=DEFAULT_DB_ALIAS).get_worker_connector())
    async with worker.open_async():
        await _retry_stalled(worker.job_manager)
        work = asyncio.create_task(
            worker.run_worker_async(
                concurrency=JOBS_AT_ONCE,
                install_signal_handlers=False,
                shutdown_graceful_timeout=STOP_WITHIN_SECONDS / 2,
                delete_jobs="successful",
            )
        )
        while not stop.is_set() and not work.done():
            await asyncio.sleep(0.2)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


def carry_webhooks(stop: threading.Event, *, lease: timedelta, poll: timedelta) -> None:
    """Carry webhooks until `stop`, each receiver in a thread of its own."""
    courier = webhooks.Courier(lease=lease)
    loop = Loop(name="webhooks", step=courier.step, poll=poll, channel=webhooks.WAKE_CHANNEL)
    try:
        loop.run(stop)
        courier.close()
    finally:
        connection.close()


def tell_money(stop: threading.Event, *, lease: timedelta, poll: timedelta) -> None:
    """Talk to banks until `stop`, each question in a thread of its own."""
    teller = payments.Teller(lease=lease)
    loop = Loop(name="teller", step=teller.step, poll=poll, channel=payments.WAKE_CHANNEL)
    try:
        loop.run(stop)
        teller.close()
    finally:
        connection.close()


def seal() -> int:
    """Seal what came; 0 but for a backlog, so that a second's lines are one block and not fifty."""
    return audit.seal() // audit.MOST_LINES


def run(*, lease: timedelta, poll: timedelta) -> int:
    """Start the threads, wait for SIGTERM or SIGINT, stop them; the exit code."""

    def carry() -> int:
        return notifications.dispatch(BATCH, lease=lease)

    def ask() -> int:
        return notifications.check_deliveries(BATCH)

    outbox = Loop(name="outbox", step=carry, poll=poll, channel=notifications.WAKE_CHANNEL)
    # A turn of their own: a full outbox must not keep deliveries from being asked after.
    deliveries = Loop(name="deliveries", step=ask, poll=poll * 2)
    timers = Loop(name="timers", step=lambda: cases.fire_due_timers(BATCH), poll=poll * 2)
    seals = Loop(name="seals", step=seal, poll=poll)
    sequencer = Loop(name="log", step=public_log.sequence, poll=poll)
    # A witness that is slow to answer does not keep entries from their places.
    witnesses = Loop(name="witnesses", step=public_log.witness, poll=poll)
    words = {signal.SIGTERM, signal.SIGINT}
    # Blocked in every thread and taken by `sigwait`: no handler interrupts anything.
    signal.pthread_sigmask(signal.SIG_BLOCK, words)
    stop = threading.Event()
    threads = [
        threading.Thread(target=target, args=(stop,), name=name, daemon=True)
        for name, target in (
            ("outbox", outbox.run),
            ("deliveries", deliveries.run),
            ("timers", timers.run),
            ("seals", seals.run),
            ("log", sequencer.run),
            ("witnesses", witnesses.run),
            ("webhooks", partial(carry_webhooks, lease=lease, poll=poll)),
            ("teller", partial(tell_money, lease=lease, poll=poll)),
            ("jobs", do_jobs),
        )
    ]
    for thread in threads:
        thread.start()
    signal.sigwait(words)
    stop.set()
    for thread in threads:
        thread.join(STOP_WITHIN_SECONDS)
    if any(thread.is_alive() for thread in threads):
        log.warning("stopped_with_work_in_hand")
        os._exit(0)
    return 0
