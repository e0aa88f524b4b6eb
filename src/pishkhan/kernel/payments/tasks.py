"""Jobs of payments."""

from pishkhan.kernel.payments.actions import reconciling, serving, sweeping
from pishkhan.kernel.persistence.api import job


@job(serving.JOB)
def serve(invoice_id: int) -> None:
    """Give what was paid for."""
    serving.serve(invoice_id)


@job("payments.sweep", cron="*/5 * * * *")
def sweep() -> None:
    """Lapse what is over, serve what is owed."""
    sweeping.sweep()


@job("payments.reconcile")
def reconcile(file: int) -> None:
    """Lay a bank's file beside the books."""
    reconciling.reconcile(file)
