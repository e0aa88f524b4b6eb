"""Jobs of payments."""

from pishkhan.kernel.payments.actions import serving, sweeping
from pishkhan.kernel.persistence.api import job


@job(serving.JOB)
def serve(invoice_id: int) -> None:
    """Give what was paid for."""
    serving.serve(invoice_id)


@job("payments.sweep", cron="*/5 * * * *")
def sweep() -> None:
    """Lapse what is over, serve what is owed."""
    sweeping.sweep()
