"""Housekeeping of identity."""

from pishkhan.kernel.identity.actions import codes
from pishkhan.kernel.persistence.api import job


@job("identity.sweep_codes", cron="41 2 * * *")
def sweep_codes() -> None:
    """Delete one-time codes of days past."""
    codes.sweep_codes()
