"""Jobs in PostgreSQL: deferred by name inside the caller's transaction, bound in `tasks.py`."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pishkhan.foundation import spans


Argument = str | int | bool | None
JOB_ATTEMPTS = 8
# What a job carries of the request that asked for it: its number in the logs, its place in a trace.
CARRIED = "_carried"


def job(
    name: str, *, cron: str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Bind `name` to a function that takes ids, calls one action and is safe to run twice.

    `cron` makes it periodic (five fields, UTC); such a function takes no arguments.
    """

    def bind(function: Callable[..., None]) -> Callable[..., None]:
        retry = RetryStrategy(max_attempts=JOB_ATTEMPTS, exponential_wait=4)
        if cron is None:

            def run(**arguments: Argument) -> None:
                _watched(name, function, arguments)

            app.task(name=name, retry=retry, queue="default")(run)
            return function

        # Deferred by hand it is given no timestamp, but what the request carries.
        def run_at(timestamp: int = 0, **arguments: Argument) -> None:  # noqa: ARG001 - of the clock
            _watched(name, function, arguments)

        task = app.task(name=name, retry=retry, queue="default")(run_at)
        app.periodic(cron=cron)(task)
        return function

    return bind


def _watched(name: str, function: Callable[..., None], arguments: dict[str, Argument]) -> None:
    """Run it; its lines in the logs have its name and the number of the request."""
    number, _, parent = str(arguments.pop(CARRIED, "")).partition(" ")
    told = {"job": name, "request": number} if number else {"job": name}
    after = {"traceparent": parent} if parent else {}
    with (
        structlog.contextvars.bound_contextvars(**told),
        spans.span(name, spans.Kind.CONSUMER, after=after),
    ):
        function(**arguments)


def _carried() -> dict[str, Argument]:
    number = structlog.contextvars.get_contextvars().get("request", "")
    parent = spans.carried().get("traceparent", "")
    return {CARRIED: f"{number} {parent}".rstrip()} if number or parent else {}


def defer(
    name: str, *, at: datetime | None = None, key: str | None = None, **arguments: Argument
) -> None:
    """Write the job `name` in the current transaction: it runs after the commit, or never.

    With `key`, a job of that key that still waits is not written twice.
    """
    deferrer = app.configure_task(name=name, queueing_lock=key, schedule_at=at)
    try:
        # A savepoint, because the refusal of a key that waits already would spoil the transaction.
        with transaction.atomic():
            deferrer.defer(**arguments, **_carried())
    except AlreadyEnqueued:
        return
