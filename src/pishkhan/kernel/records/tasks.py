"""Jobs of the register."""

from pishkhan.kernel.persistence.api import job
from pishkhan.kernel.records.actions import batches


@job(batches.TAKING)
def take_batch(batch_id: int) -> None:
    """A batch that was committed is taken in."""
    batches.take_batch(batch_id)
