"""Jobs of the catalogue."""

from pishkhan.kernel.catalogue.effects import fees
from pishkhan.kernel.persistence.api import job


@job(fees.JOB)
def fee_covered(case_id: int, event: str) -> None:
    """A case came again to where it waits for a fee that is covered already: it goes on."""
    fees.lead_on(case_id, event)
