"""Housekeeping of verification."""

from pishkhan.kernel.persistence.api import job
from pishkhan.kernel.verification.actions import sweeping


@job("verification.sweep", cron="23 22 * * *")
def sweep() -> None:
    """Every night."""
    sweeping.sweep()
