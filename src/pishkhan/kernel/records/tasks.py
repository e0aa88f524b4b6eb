"""Jobs of the register."""

from pishkhan.kernel.persistence.api import job
from pishkhan.kernel.records.actions import batches, issuing, rolls


@job(batches.TAKING)
def take_batch(batch_id: int) -> None:
    """A batch that was committed is taken in."""
    batches.take_batch(batch_id)


@job(rolls.ISSUING)
def issue_roll(roll_id: int) -> None:
    """The documents of a roll that was closed get their codes."""
    issuing.issue_roll(roll_id)
