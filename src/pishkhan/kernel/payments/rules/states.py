"""What may follow what (domain § 6.4)."""

from collections.abc import Mapping

from pishkhan.kernel.payments.terms import AttemptState as A, InvoiceState as I


# What the answer to a claim may lead to.
CLAIMED = frozenset({A.VERIFIED, A.SETTLED, A.REVERSING, A.FAILED, A.REVERSED})
# To that a bank's own file may lead, even of an attempt that was given up.
MONEY = frozenset({A.VERIFIED, A.SETTLED, A.REVERSING})
# A browser that said no may come back with the name of a payment: hence RETURNED so late.
FOLLOWS: Mapping[A, frozenset[A]] = {
    # A browser may be back before its going, or even the bank's page, was written.
    A.CREATED: MONEY | {A.TOKEN, A.RETURNED, A.FAILED},
    A.TOKEN: MONEY | {A.REDIRECTED, A.RETURNED, A.VERIFYING, A.FAILED, A.REVERSED},
    A.REDIRECTED: MONEY | {A.RETURNED, A.VERIFYING, A.FAILED, A.REVERSED},
    A.RETURNED: MONEY | {A.VERIFYING, A.FAILED, A.REVERSED},
    A.VERIFYING: CLAIMED | {A.UNKNOWN, A.RETURNED},
    A.UNKNOWN: CLAIMED | {A.RETURNED},
    A.VERIFIED: frozenset({A.SETTLED, A.REVERSED}),
    # What can no longer be reversed is settled, and then refunded.
    A.REVERSING: frozenset({A.REVERSED, A.VERIFIED, A.SETTLED}),
    A.SETTLED: frozenset(),
    A.REVERSED: frozenset(),
    A.FAILED: MONEY | {A.RETURNED},
}
ENDED = frozenset({A.SETTLED, A.REVERSED, A.FAILED})
# The payer may have paid, or may yet: a second attempt would be a second payment.
BLOCKING = frozenset({A.REDIRECTED, A.RETURNED, A.VERIFYING, A.UNKNOWN, A.VERIFIED})
# These block for as long as they last. Who is still at the bank does so until its window is over.
BLOCKING_TO_THE_END = BLOCKING - {A.REDIRECTED}
INVOICE_FOLLOWS: Mapping[I, frozenset[I]] = {
    I.OPEN: frozenset({I.PAID, I.LAPSED, I.WITHDRAWN}),
    # Within the grace a payment still comes in time.
    I.LAPSED: frozenset({I.PAID, I.WITHDRAWN}),
    I.PAID: frozenset(),
    I.WAIVED: frozenset(),
    I.WITHDRAWN: frozenset(),
}


def may_follow(before: A, after: A) -> bool:
    """Whether an attempt may go from the one state to the other; to stay is always right."""
    return before is after or after in FOLLOWS[before]
