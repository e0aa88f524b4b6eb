"""Housekeeping of webhooks."""

from pishkhan.kernel.persistence.api import job
from pishkhan.kernel.webhooks.actions import sweeping


@job("webhooks.sweep", cron="*/10 * * * *")
def sweep() -> None:
    """Put right what was left lying."""
    sweeping.sweep()


@job("webhooks.purge", cron="43 1 * * *")
def purge() -> None:
    """Delete what is settled and old."""
    while sweeping.purge():
        pass
