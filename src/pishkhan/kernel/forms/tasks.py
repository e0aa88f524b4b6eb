"""Jobs of forms."""

from pishkhan.kernel.forms import actions
from pishkhan.kernel.persistence.api import job


@job("forms.sweep_drafts", cron="41 * * * *")
def sweep_drafts() -> None:
    """Delete the drafts that expired."""
    while actions.sweep() == actions.SWEPT_AT_ONCE:
        continue
