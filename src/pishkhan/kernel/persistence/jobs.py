"""Jobs in PostgreSQL: deferred by name inside the caller's transaction, bound in `tasks.py`."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


Argument = str | int | bool | None
JOB_ATTEMPTS = 8


def job(
    name: str, *, cron: str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Bind `name` to a function that takes ids, calls one action and is safe to run twice.

    `cron` makes it periodic (five fields, UTC); such a function takes no arguments.
    """

    def bind(function: Callable[..., None]) -> Callable[..., None]:
        retry = RetryStrategy(max_attempts=JOB_ATTEMPTS, exponential_wait=4)
        if cron is None:
            app.task(name=name, retry=retry, queue="default")(function)
            return function

        def run(timestamp: int) -> None:  # noqa: ARG001 - what a periodic task is given
            function()

        task = app.task(name=name, retry=retry, queue="default")(run)
        app.periodic(cron=cron)(task)
        return function

    return bind


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
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return
