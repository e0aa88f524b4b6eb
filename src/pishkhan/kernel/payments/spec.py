"""What others say and see of payments; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pishkhan.foundation.money import Rials
from pishkhan.foundation.sealing import Keys
from pishkhan.kernel.payments.ports import Page
from pishkhan.kernel.payments.rules import pins
from pishkhan.kernel.payments.rules.fees import Due, Exemption
from pishkhan.kernel.payments.rules.ledger import Transfer
from pishkhan.kernel.payments.rules.states import BLOCKING, ENDED
from pishkhan.kernel.payments.terms import (
    AttemptState,
    Fault,
    Hint,
    InvoiceState,
    RefundGround,
    TransferKind,
)


Texts = Mapping[str, str]  # by language; Persian is always there


def text_in(texts: Texts, language: str) -> str:
    """The text in `language`, else in Persian."""
    return texts.get(language) or texts.get("fa", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeView:
    """A line of the fee schedule."""

    id: int
    code: str
    service: str
    round: str
    title: Texts
    amount: Rials
    exemptions: tuple[Exemption, ...]
    gives_pin: bool
    purpose_id: str
    valid_from: datetime
    valid_until: datetime | None

    def title_in(self, language: str) -> str:
        """What it is for."""
        return text_in(self.title, language)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceView:
    """A sum that a person owes. `token` is the secret of its page."""

    id: int
    token: str = field(repr=False)
    key: str
    fee_code: str
    service: str
    round: str
    title: Texts
    person_id: int
    about_case: int | None
    language: str
    amount: Rials
    full_amount: Rials
    exempted_because: Texts | None
    purpose_id: str
    gives_pin: bool
    return_to: str
    state: InvoiceState
    created_at: datetime
    payable_until: datetime | None
    paid_at: datetime | None
    served_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be paid."""
        return self.state is InvoiceState.OPEN

    @property
    def is_covered(self) -> bool:
        """Whether nothing is owed any more, because it was paid or because nothing was due."""
        return self.state in {InvoiceState.PAID, InvoiceState.WAIVED}

    def title_in(self, language: str) -> str:
        """What it is for."""
        return text_in(self.title, language)


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptView:
    """One try to pay. `page` is the bank's, while the browser may still go there."""

    id: int
    invoice_id: int
    order_number: int
    gateway: str
    terminal: str
    amount: Rials
    state: AttemptState
    page: Page | None
    hint: Hint
    reference: str
    rrn: str
    card: str
    fault: Fault
    code: str
    created_at: datetime
    redirected_at: datetime | None
    returned_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None
    next_at: datetime | None
    tries: int
    blocks_until: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in ENDED

    @property
    def may_be_paid(self) -> bool:
        """Whether the bank may have, or may yet take, the payer's money for it."""
        return self.state in BLOCKING


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentView:
    """Money that a gateway has said is ours. Not `is_used`: it goes back."""

    id: int
    invoice_id: int
    attempt_id: int
    number: int
    gateway: str
    terminal: str
    amount: Rials
    reference: str
    rrn: str
    card: str
    is_used: bool
    verified_at: datetime
    settled_at: datetime | None
    reversed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyBack:
    """What of a payment goes back to the payer since a moment; `done_at`: it was given back then.

    `is_whole`: all of it. `is_agreed`: by two people, and nothing keeps it any more.
    """

    amount: Rials
    is_whole: bool
    is_agreed: bool
    ground: RefundGround
    since: datetime
    done_at: datetime | None
    bank_reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What a payer is given for a payment that was used and settled."""

    invoice: InvoiceView
    payment: PaymentView
    order_number: int
    paid_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PinView:
    """A PIN as its holder sees it: digits, Latin, without spaces.

    `back`: all that was paid for it goes back, or went: then it is void.
    """

    id: int
    pin: str = field(repr=False)
    person_id: int
    service: str
    round: str
    title: Texts
    issued_at: datetime
    used_at: datetime | None
    back: MoneyBack | None = None

    @property
    def is_void(self) -> bool:
        """Whether it is worth nothing any more."""
        return self.back is not None

    @property
    def grouped(self) -> str:
        """The digits as they are printed: 4820 1773 905."""
        return pins.grouped(self.pin)


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferView:
    """A line of the ledger: `amount` leaves `credit` and comes to `debit`."""

    id: int
    key: str
    kind: TransferKind
    debit: str
    credit: str
    amount: Rials
    payment_id: int | None
    refund_id: int | None
    difference_id: int | None
    service: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Swept:
    """What the sweep did: invoices whose time was over, services given that were still owed."""

    lapsed: int = 0
    served: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something in the books that should not be; `id` of the row that shows it."""

    what: str
    id: int


__all__ = [
    "AttemptView",
    "Due",
    "Exemption",
    "FeeView",
    "Finding",
    "InvoiceView",
    "Keys",
    "MoneyBack",
    "PaymentView",
    "PinView",
    "Receipt",
    "Swept",
    "Transfer",
    "TransferView",
]
