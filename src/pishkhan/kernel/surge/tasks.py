"""Housekeeping of surge."""

from pishkhan.kernel.persistence.api import job
from pishkhan.kernel.surge import actions


@job("surge.forget_admissions", cron="47 * * * *")
def forget_admissions() -> None:
    """Delete what tickets long over have left."""
    actions.forget_admissions()
