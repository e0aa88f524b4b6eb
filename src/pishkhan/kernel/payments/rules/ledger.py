"""Which transfers record what happened to money: from an event to lines of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pishkhan.kernel.payments.terms import Account, TransferKind as Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """`amount` rials leave the account `credit` and come to the account `debit`, once for `key`."""

    key: str
    kind: Kind
    debit: str
    credit: str
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A payment, as far as the ledger cares."""

    payment_id: int
    gateway: str
    service: str
    amount: int


def name(account: Account, detail: str = "") -> str:
    """The full name of an account."""
    return f"{account.value}:{detail}"


def taken(money: Money) -> Transfer:
    """A payer's money is at the gateway, and verified."""
    return _of(
        money, Kind.TAKEN, debit=name(Account.GATEWAY, money.gateway), credit=name(Account.PAYERS)
    )


def used(money: Money) -> Transfer:
    """The payer's money has become the service's."""
    return _of(
        money, Kind.USED, debit=name(Account.PAYERS), credit=name(Account.INCOME, money.service)
    )


def settled(money: Money) -> Transfer:
    """The gateway pays it out to our account."""
    return _of(
        money,
        Kind.SETTLED,
        debit=name(Account.BANK, money.gateway),
        credit=name(Account.GATEWAY, money.gateway),
    )


def reversed_(money: Money) -> Transfer:
    """The gateway gave it back to the payer before it was ours."""
    return _of(
        money,
        Kind.REVERSED,
        debit=name(Account.PAYERS),
        credit=name(Account.GATEWAY, money.gateway),
    )


def owed_back(money: Money, *, refund_id: int, amount: int, is_used: bool) -> Transfer:
    """It is decided that the payer gets it back: from what was theirs still, or from our income."""
    source = name(Account.INCOME, money.service) if is_used else name(Account.PAYERS)
    return Transfer(
        key=f"{Kind.OWED_BACK.value}:{refund_id}",
        kind=Kind.OWED_BACK,
        debit=source,
        credit=name(Account.REFUNDS),
        amount=amount,
    )


def paid_back(money: Money, *, refund_id: int, amount: int) -> Transfer:
    """The payer has it back, from our account."""
    return Transfer(
        key=f"{Kind.PAID_BACK.value}:{refund_id}",
        kind=Kind.PAID_BACK,
        debit=name(Account.REFUNDS),
        credit=name(Account.BANK, money.gateway),
        amount=amount,
    )


def balances(transfers: Iterable[Transfer]) -> Mapping[str, int]:
    """What lies on each account; the sum of all is nothing."""
    found: dict[str, int] = {}
    for one in transfers:
        found[one.debit] = found.get(one.debit, 0) + one.amount
        found[one.credit] = found.get(one.credit, 0) - one.amount
    return found


def expected(*, is_used: bool, is_settled: bool, is_reversed: bool) -> frozenset[Kind]:
    """The kinds that tell the whole story of a payment, but for what went back after settling."""
    kinds = {Kind.TAKEN}
    if is_reversed:
        kinds.add(Kind.REVERSED)
    if is_settled:
        kinds.add(Kind.SETTLED)
        if is_used:
            kinds.add(Kind.USED)
    return frozenset(kinds)


def _of(money: Money, kind: Kind, *, debit: str, credit: str) -> Transfer:
    return Transfer(
        key=f"{kind.value}:{money.payment_id}",
        kind=kind,
        debit=debit,
        credit=credit,
        amount=money.amount,
    )
