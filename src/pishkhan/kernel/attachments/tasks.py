"""Housekeeping of attachments."""

from pishkhan.kernel.attachments import actions
from pishkhan.kernel.persistence.api import job


@job("attachments.sweep", cron="23 22 * * *")
def sweep() -> None:
    """Every night in Tehran: delete bytes that belong to nobody."""
    actions.sweep()
