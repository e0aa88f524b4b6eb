"""Jobs of the log. The sequencer's own rounds are loops of the worker."""

from pishkhan.kernel.persistence.api import job
from pishkhan.kernel.transparency.actions import verified


@job("transparency.verify", cron="40 21 * * *")
def verify() -> None:
    """Every night, ten past one in Tehran, read the whole log again."""
    verified.verify_and_note()
