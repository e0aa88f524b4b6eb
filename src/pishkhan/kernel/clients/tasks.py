"""Housekeeping of clients."""

from pishkhan.kernel.clients.actions import calling
from pishkhan.kernel.persistence.api import job


@job("clients.sweep", cron="41 * * * *")
def sweep() -> None:
    """Every hour: answers that are kept no longer, some of which hold tracking codes."""
    while calling.sweep() == calling.BATCH:
        pass
