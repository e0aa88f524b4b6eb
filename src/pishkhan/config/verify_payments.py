"""`pishkhan verify payments`, in words."""

from collections.abc import Callable

from pishkhan.kernel.payments import api as payments


Say = Callable[[str], None]


def verify_payments(say: Say) -> int:
    """Tell what lies where and what does not add up; the exit code: 0 all is explained, 1 not."""
    balances = payments.balances()
    width = max(map(len, balances), default=0)
    for account, amount in balances.items():
        say(f"{account:<{width}} {amount:>20,} rials")
    found = payments.findings()
    if sum(balances.values()):
        say("NOT BALANCED: the sum of all accounts is not nothing.")
        return 1
    for one in found:
        say(f"- {one.what}: {one.id}")
    unexplained = payments.unexplained_accounts(balances)
    for account, amount in unexplained.items():
        say(f"- being looked into, and not at nothing: {account} {amount:,} rials")
    if found or unexplained:
        say(f"NOT EXPLAINED: {len(found) + len(unexplained)} things above.")
        return 1
    say(
        f"Every rial is explained; {payments.verified_unsettled():,} are verified and on their way."
    )
    return 0
