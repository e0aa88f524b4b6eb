"""Limits on inquiries without an answer: hits are free, guessing is not.

Per address, per network (/24, /56 of IPv6: digests of both come with the client) and over all.
Who is over a limit proves to be human first, each time; nobody is shut out.
"""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from pishkhan.kernel.persistence.api import hits, is_full
from pishkhan.kernel.verification.errors import StepUpNeeded, TooManyWrongClaims
from pishkhan.kernel.verification.spec import Client


log = structlog.get_logger(__name__)
MINUTE, DAY, MOMENT = timedelta(minutes=1), timedelta(days=1), timedelta(seconds=10)
# Of the whole country in ten seconds: 20 a second make 71 years to the first random hit.
EVERYBODY = "verification.miss.all"
OF_EVERYBODY = 200
WRONG_CLAIMS, WRONG_HOURS = 5, 24


def require(client: Client) -> None:
    """Pass, or raise StepUpNeeded; one statement."""
    if client.has_passed:
        return
    if is_full({key: limit for key, (limit, _per) in _limits(client).items()}):
        raise StepUpNeeded


def count_miss(client: Client) -> None:
    """One more without an answer."""
    for key, (limit, per) in _limits(client).items():
        count = hits(key, per=per)
        if key == EVERYBODY and count == limit:
            log.warning("inquiries without an answer over the budget", count=count)


def require_claims(code_id: int) -> None:
    """Pass, or raise TooManyWrongClaims."""
    if is_full({_claims(code_id): WRONG_CLAIMS}):
        raise TooManyWrongClaims(hours=WRONG_HOURS)


def count_wrong_claim(code_id: int) -> None:
    """One more wrong comparison of this code."""
    hits(_claims(code_id), per=timedelta(hours=WRONG_HOURS))


def _claims(code_id: int) -> str:
    return f"verification.claim:{code_id}"


def _limits(client: Client) -> Mapping[str, tuple[int, timedelta]]:
    return {
        f"verification.miss.address:{client.address}": (10, MINUTE),
        f"verification.miss.network:{client.prefix}": (30, MINUTE),
        f"verification.miss.day:{client.prefix}": (100, DAY),
        EVERYBODY: (OF_EVERYBODY, MOMENT),
    }
