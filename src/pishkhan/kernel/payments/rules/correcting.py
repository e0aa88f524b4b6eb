"""Which transfer makes our books agree with the bank's after a difference; pure."""

from pishkhan.kernel.payments.rules.ledger import Transfer, name
from pishkhan.kernel.payments.terms import Account, DifferenceKind, TransferKind


# What we hold as verified is not here: the bank is asked about it still, and its own answer is what
# the books follow. A correction beside that would be booked twice.
SETTLED = "settled"
OURS_IS_MORE = {"settled/reversed"}
THEIRS_IS_MORE = {"reversed/settled", "reversed/verified"}


def excess(kind: DifferenceKind, *, ours: int | None, theirs: int | None, detail: str) -> int:
    """By how much the bank has more than our books; below nought, less; 0 where it is no money."""
    match kind:
        case DifferenceKind.ONLY_AT_BANK | DifferenceKind.TWICE_AT_BANK if detail != "reversed":
            return theirs or 0
        case DifferenceKind.ONLY_HERE if detail == SETTLED:
            return -(ours or 0)
        case DifferenceKind.AMOUNT:
            return (theirs or 0) - (ours or 0)
        case DifferenceKind.STATE:
            return (theirs or 0) * (detail in THEIRS_IS_MORE) - (ours or 0) * (
                detail in OURS_IS_MORE
            )
        case _:
            return 0


def correction(  # noqa: PLR0913 - a difference has that many sides
    difference_id: int,
    kind: DifferenceKind,
    *,
    gateway: str,
    ours: int | None,
    theirs: int | None,
    detail: str,
    is_payers: bool = False,
) -> Transfer | None:
    """The transfer between our account at the bank and what is being looked into; None for none.

    `is_payers`: what the bank has more is known to be its payer's, and goes back.
    """
    more = excess(kind, ours=ours, theirs=theirs, detail=detail)
    if not more:
        return None
    # What the bank has verified and not settled lies with the gateway.
    lies = Account.GATEWAY if detail.startswith("verified") else Account.BANK
    there = name(lies, gateway)
    against = name(Account.PAYERS if is_payers and more > 0 else Account.UNEXPLAINED)
    debit, credit = (there, against) if more > 0 else (against, there)
    return Transfer(
        key=f"{TransferKind.CORRECTED.value}:{difference_id}",
        kind=TransferKind.CORRECTED,
        debit=debit,
        credit=credit,
        amount=abs(more),
    )
