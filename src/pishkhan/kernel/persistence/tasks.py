"""Housekeeping of persistence."""

from pishkhan.kernel.persistence import throttle
from pishkhan.kernel.persistence.jobs import job


@job("persistence.sweep_allowances", cron="17 * * * *")
def sweep_allowances() -> None:
    """Delete the rate windows that are over."""
    throttle.sweep()
