"""Jobs of the trail. The sealer's own round is a loop of the worker."""

from pishkhan.kernel.audit.actions import sealing
from pishkhan.kernel.audit.rules.moments import WIDE
from pishkhan.kernel.persistence.api import job


@job("audit.seal_late", cron="*/10 * * * *")
def seal_late() -> None:
    """Every ten minutes, seal lines of transactions that took longer than a round looks back."""
    while sealing.seal(lookback=WIDE):
        pass
