"""The demonstration: two finance officers, payments of some weeks, and what waits for the two.

Banks in memory stand for the real ones while it is made; every name and number is invented.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, Names, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.terms import RefundGround
from pishkhan.kernel.payments.testing import BankOrder, MemoryBank
from pishkhan.web.accounts import give_code_app


# As for everybody of the demonstration, whose start prints them.
PASSWORD = "pishkhan-demo-1405"  # noqa: S105 - of the demonstration
CODE_APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of the demonstration
CENTRE = "hq"
STAFF = (
    ("finance1", "ستاره دریادل", CENTRE, Role.FINANCE),
    ("finance2", "بابک سرمد", CENTRE, Role.FINANCE),
)
PAYERS = (
    ("0009910018", "گلاره", "مهرپویا", "بهرام", "09100009901"),
    ("0009920021", "سامان", "ره‌گشا", "داریوش", "09100009902"),
    ("0009930035", "نیلوفر", "آذرگون", "کاوه", "09100009903"),
    ("0009940049", "کیان", "دلاوری", "یوسف", "09100009904"),
)
FEE, SERVICE = "e_request.certified_copy", "e_request"
TITLE = {
    "fa": "رونوشت گواهی‌شدهٔ پاسخ",
    "en": "Certified copy of an answer",
    "ar": "نسخة مصدقة من الجواب",
}
AMOUNT = 40_000
# Open to everybody on /fees/: an invented round, whose payer is given a PIN.
ROUND_FEE, ROUND, ROUND_AMOUNT = "e_request.demo_round", "demo-1405", 70_000
ROUND_TITLE = {
    "fa": "ثبت‌نام در دورهٔ نمایشی ۱۴۰۵",
    "en": "Registration in the demonstration round 1405",
    "ar": "التسجيل في الدورة التجريبية ١٤٠٥",
}
DAYS = 12
TERMINALS = {"mellat": "000111", "saman": "000222"}
FILE_DAY = 4  # the day, from the first, of which there is a bank's file


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A payment of the demonstration with the bank's own order."""

    payment_id: int
    bank: MemoryBank
    order: BankOrder
    at: datetime


@transaction.atomic
def load(ground: DemoGround) -> None:
    """Make it unless it is there."""
    if identity.account_by_username(STAFF[0][0]) is not None:
        return
    first, second = _employ(ground)
    payers = [_person(*one) for one in PAYERS]
    start = clock.start_of(clock.today() - timedelta(days=DAYS)) + timedelta(hours=9)
    with clock.frozen(start):
        payments.schedule_fee(code=FEE, service=SERVICE, title=TITLE, amount=AMOUNT, by=first)
        payments.schedule_fee(
            code=ROUND_FEE,
            service=SERVICE,
            round=ROUND,
            title=ROUND_TITLE,
            amount=ROUND_AMOUNT,
            gives_pin=True,
            by=first,
        )
    with _banks() as banks:
        made = [
            _pay(banks[(day + place) % len(banks)], payers[(day + 2 * place) % len(payers)],
                 f"demo:{day}:{place}", start + timedelta(days=day, hours=2 * place, minutes=7 * day))
            for day in range(DAYS)
            for place in range(2 + day % 3)
        ]  # fmt: skip
        lost, strange = (
            _lose(banks[0], payers[place], start + timedelta(days=FILE_DAY, hours=5 + 3 * place))
            for place in range(2)
        )
    _refunds(made, first, second)
    _file([one for one in made if one.bank is banks[0]], lost, strange, start, first)


def _employ(ground: DemoGround) -> tuple[Actor, Actor]:
    by = Actor.system()
    post = organisations.create_post(
        organisation_id=ground.offices[CENTRE], role=Role.FINANCE, by=by
    )
    actors = []
    for username, name, _place, _role in STAFF:
        account = identity.create_account(
            username=username, full_name=name, password=PASSWORD, by=by, must_change=False
        )
        give_code_app(account.id, CODE_APP_SECRET)
        organisations.appoint(
            post_id=post.id,
            account_id=account.id,
            by=by,
            from_=clock.now() - timedelta(days=DAYS + 30),
        )
        actors.append(organisations.actor_for_account(account.id))
    return actors[0], actors[1]


def _person(national_id: str, first: str, last: str, father: str, mobile: str) -> int:
    return identity.person_for(
        kind=PersonKind.NATURAL,
        identifiers=[TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=national_id)],
        names=Names(first=first, last=last),
        father_name=father,
        mobile=mobile,
        by=Actor.system(),
    ).id


@contextmanager
def _banks() -> Iterator[list[MemoryBank]]:
    """Banks in memory take the cards inside the block."""
    kept = ports.tills()
    banks = [MemoryBank(name=name, terminal=terminal) for name, terminal in TERMINALS.items()]
    try:
        yield banks
    finally:
        ports.connect(*kept)


def _go_to_bank(bank: MemoryBank, person_id: int, key: str, teller: payments.Teller) -> BankOrder:
    """The payer pays at the bank's page."""
    ports.connect(Till(name=bank.name, gateway=bank))
    owed = payments.invoice(fee_code=FEE, person_id=person_id, key=key, by=None)
    attempt = payments.begin(owed.token, by=None)
    teller.work()
    payments.redirected(attempt.id)
    return bank.pay(bank.orders[attempt.order_number].token)


def _pay(bank: MemoryBank, person_id: int, key: str, at: datetime) -> Paid:
    """A payment as it should be."""
    teller = payments.Teller()
    with clock.frozen(at):
        order = _go_to_bank(bank, person_id, key, teller)
    at += timedelta(minutes=2)
    with clock.frozen(at):
        payments.returned(bank.name, bank.brings(order))
        teller.work()
        found = payments.payment_lines(
            payments.FinanceAsked(gateway=bank.name), text=order.reference
        )
    return Paid(payment_id=found[0].id, bank=bank, order=order, at=at)


def _lose(bank: MemoryBank, person_id: int, at: datetime) -> BankOrder:
    """A payment of which we never heard: the attempt was given up, and the bank has the money."""
    teller = payments.Teller()
    with clock.frozen(at):
        order = _go_to_bank(bank, person_id, f"demo:lost:{person_id}", teller)
    with clock.frozen(at + timedelta(hours=2)):
        teller.work()
    return order


def _refunds(made: Sequence[Paid], first: Actor, second: Actor) -> None:
    """One of each kind: asked for, to be paid by a transfer, paid back."""
    notes = (
        "به درخواست متقاضی؛ رونوشت صادر نشد.",
        "دو بار صادر شد.",
        "به تصمیم اداره، بخشی از مبلغ.",
    )
    asked = [
        payments.ask_refund(
            payment_id=one.payment_id,
            amount=amount,
            ground=ground,
            note=note,
            by=first,
        )
        for one, amount, ground, note in zip(
            made,
            (AMOUNT, AMOUNT, AMOUNT // 2),
            (RefundGround.SERVICE_NOT_GIVEN, RefundGround.SURPLUS, RefundGround.DECIDED),
            notes,
            strict=False,
        )
    ]
    for refund in asked[1:]:
        payments.approve_refund(refund, by=second)
    payments.mark_paid_back(asked[2], bank_reference="14050830-114", by=first)


def _file(
    made: Sequence[Paid], lost: BankOrder, strange: BankOrder, start: datetime, by: Actor
) -> None:
    """A day's file of the first bank: one payment recovered, one nobody's, one that went back."""
    day = clock.in_tehran(start).date() + timedelta(days=FILE_DAY)
    of_day = [one for one in made if clock.in_tehran(one.at).date() == day]
    back, *others = of_day
    rows = [
        *(_row(one.order) for one in others),
        _row(back.order, state="reversed"),
        _row(lost),
        _row(strange, order_number=""),
        _row(lost, amount="چهل هزار"),
    ]
    text = "\n".join([",".join(payments.BANK_FILE_COLUMNS), *rows])
    taken = payments.take_bank_file(
        gateway=made[0].bank.name,
        day=day,
        name=f"{made[0].bank.name}-{day}.csv",
        stream=io.BytesIO(text.encode()),
        by=by,
    )
    payments.reconcile(taken.file_id)


def _row(order: BankOrder, **instead: str) -> str:
    cells = {
        "reference": order.reference,
        "rrn": order.rrn,
        "order_number": str(order.number),
        "amount": str(order.amount),
        "state": "settled",
        "card": "603799******1234",
        "at": clock.in_tehran(order.paid_at or order.opened_at).isoformat(),
    }
    return ",".join((cells | instead).values())
