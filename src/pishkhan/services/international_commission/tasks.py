"""Jobs of the commission."""

from pishkhan.kernel.persistence.api import job
from pishkhan.services.international_commission.actions import papers


@job("international_commission.watch_papers", cron="30 5 * * *")
def watch_papers() -> None:
    """Every morning (nine in Tehran): papers that are about to end."""
    papers.watch()
