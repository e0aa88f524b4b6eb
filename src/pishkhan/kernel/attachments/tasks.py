"""Housekeeping of attachments."""

from pishkhan.kernel.attachments import actions
from pishkhan.kernel.persistence.api import job


@job("attachments.sweep", cron="23 22 * * *")
def sweep() -> None:
    """Every night in Tehran: delete bytes that belong to nobody."""
    actions.sweep()


@job("attachments.prepare")
def prepare(attachment_id: int) -> None:
    """Scan a file that waits for it and make its picture anew; tried again while nobody scans."""
    actions.prepare(attachment_id)


@job("attachments.catch_up", cron="*/5 * * * *")
def catch_up() -> None:
    """Every five minutes: what requests and jobs that were cut off left undone."""
    actions.finish_missed()
    actions.prepare_missed()
