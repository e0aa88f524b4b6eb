"""Jobs of the demonstration; only a development machine has them."""

from pishkhan.config.demo import graduates
from pishkhan.kernel.persistence.api import job


@job(graduates.REST)
def load_graduates() -> None:
    """The universities that the start did not wait for."""
    graduates.load_rest()
