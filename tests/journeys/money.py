"""A payment of somebody, with a refund, a bank's file and what in it does not agree."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from pishkhan.foundation import clock
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import api as organisations, testing as tree
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.terms import RefundGround
from pishkhan.kernel.payments.testing import MemoryBank, a_fee


def a_sample(person_id: int, name: str) -> dict[str, object]:
    """What the addresses of the finance desk are made of; `name` keeps two samples apart."""
    fee = a_fee(f"fee-{name}", service="e_request")
    owed = payments.invoice(fee_code=fee.code, person_id=person_id, key=f"sample:{name}", by=None)
    with _a_bank(name) as bank:
        _pays(bank, owed.token)
    [paid] = payments.payments_of(owed.id)
    refund = payments.ask_refund(
        payment_id=paid.id,
        amount=paid.amount,
        ground=RefundGround.DECIDED,
        note="نمونه",
        by=_officer(),
    )
    a_file(name)
    differences = payments.differences(payments.FinanceAsked(gateway=f"bank-{name}"))
    lost = next(one for one in differences if one.reference)
    [line] = payments.bank_lines(lost.file_id, lost.reference)
    return {
        "payment_id": paid.id,
        "refund_id": refund,
        "difference_id": lost.id,
        "line_id": line.id,
        "fee_id": fee.id,
    }


def a_file(name: str) -> int:
    """The file of that bank, with money of nobody; made at the first call."""
    row = f"NOBODY-{name},,,40000,settled,603799******1234,{clock.in_tehran(clock.now()):%Y-%m-%dT12:00:00%z}"
    known = payments.bank_files(gateway=f"bank-{name}")
    if known:
        return known[0].id
    stream = io.BytesIO("\n".join([",".join(payments.BANK_FILE_COLUMNS), row]).encode())
    taken = payments.take_bank_file(
        gateway=f"bank-{name}", day=clock.today(), name="bank.csv", stream=stream, by=_officer()
    )
    payments.reconcile(taken.file_id)
    return taken.file_id


@contextmanager
def _a_bank(name: str) -> Iterator[MemoryBank]:
    kept = ports.tills()
    bank = MemoryBank(name=f"bank-{name}")
    ports.connect(Till(name=bank.name, gateway=bank))
    try:
        yield bank
    finally:
        ports.connect(*kept)


def _pays(bank: MemoryBank, token: str) -> None:
    teller = payments.Teller()
    attempt = payments.begin(token, by=None)
    teller.work()
    payments.redirected(attempt.id)
    order = bank.orders[attempt.order_number]
    bank.pay(order.token)
    payments.returned(bank.name, bank.brings(order))
    teller.work()
    teller.close()


def _officer():
    account = cast.an_account("sample.finance", "مالی نمونه")
    if not organisations.actor_for_account(account.id).grants:
        tree.give(account, tree.a_tree().headquarters, Role.FINANCE)
    return organisations.actor_for_account(account.id)
