"""How long what may still happen: the bank's page, its window, ours, and when to ask again."""

from datetime import datetime, timedelta


# A page of the bank that nobody was led to is dropped after that.
TOKEN_LIVES = timedelta(minutes=10)
# As long as that a bank's page takes a card (Shaparak closes it after ten to fifteen minutes).
PAGE_LIVES = timedelta(minutes=20)
# Clocks differ, and banks give a little more than they say.
MARGIN = timedelta(minutes=5)
# As long as that after the payment a bank gives back what was claimed, where it does so longest.
REVERSIBLE_FOR = timedelta(hours=3)
# What a bank still calls paid and unclaimed so long after its window will not be ours.
KNOWN_AFTER = timedelta(days=1)
# That it knows nothing yet is believed after its window of a bank that was asked so often: by the
# pauses below it was, in its first four minutes.
BELIEVED_AFTER = 8
# While the payer is at the bank, those gateways that can tell are asked so often.
LOOK_EVERY = timedelta(minutes=2)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 3, 5, 10, 20, 30, 60))
LATER, MUCH_LATER = timedelta(minutes=10), timedelta(hours=1)
SLOWS_AFTER, SLOWS_MORE_AFTER = timedelta(hours=1), timedelta(days=1)
JITTER = 0.2


def is_fresh(created_at: datetime, now: datetime) -> bool:
    """Whether the bank's page of an attempt may still be given to a browser."""
    return now < created_at + TOKEN_LIVES


def latest_payment(
    *, created_at: datetime, redirected_at: datetime | None, returned_at: datetime | None
) -> datetime:
    """The last moment at which the payer can have paid: back from the bank, or its page closed."""
    closes_at = (redirected_at or created_at + TOKEN_LIVES) + PAGE_LIVES
    return min(returned_at, closes_at) if returned_at else closes_at


def window_ends(paid_at_latest: datetime, verify_within: timedelta) -> datetime:
    """From then on the bank has given back what was not verified."""
    return paid_at_latest + verify_within + MARGIN


def is_in_time(
    *, begun_at: datetime, paid_at: datetime, payable_until: datetime | None, grace: timedelta
) -> bool:
    """Whether a payment counts: begun before the end, and paid at most the grace after it."""
    if payable_until is None:
        return True
    return begun_at <= payable_until and paid_at <= payable_until + grace


def pause(*, tries: int, since: datetime, now: datetime, chance: float) -> timedelta:
    """How long to leave a bank alone after `tries` questions without a clear answer.

    2 s to a minute in the first hour, ten minutes in the first day, then an hour; ±20 % by
    `chance` (0 to 1). Nothing is given up: somebody's money lies there.
    """
    if now - since > SLOWS_MORE_AFTER:
        wait = MUCH_LATER
    elif now - since > SLOWS_AFTER:
        wait = LATER
    else:
        wait = WAITS[min(max(tries, 1), len(WAITS)) - 1]
    return wait * (1 - JITTER + 2 * JITTER * chance)
