"""Housekeeping of notifications."""

from pishkhan.kernel.notifications.actions.purging import purge
from pishkhan.kernel.persistence.api import job


@job("notifications.purge", cron="17 1 * * *")
def purge_messages() -> None:
    """Delete the messages that are older than the installation keeps them."""
    while purge():
        pass
