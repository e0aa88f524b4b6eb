"""What the standard documents say; dates and numbers are plain, rendering words them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pishkhan.foundation.money import Rials


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """A stage of the way, and how long it usually takes, in words ("" where unknown)."""

    title: str
    usual: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The receipt of a registered request (domain.md § 1.A.10), with the service-desk facts."""

    letter_number: str
    tracking_code: str
    registered_at: datetime
    service: str
    subject: str
    attachments: int
    declaration: str
    tracking_url: str
    office: str
    applicant: str = ""
    final_date: date | None = None
    cost: str = ""
    stages: Sequence[Stage] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingLetter:
    """The signed answer of an office; `body` is one string a paragraph."""

    number: str
    dated: date
    office: str
    addressee: str
    subject: str
    body: Sequence[str]
    signer: str
    signer_post: str
    tracking_url: str
    reply_to: str = ""
    reply_date: date | None = None
    attachments: int = 0
    copies: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyBack:
    """What of a payment goes back since a moment, or was given back at `done_at`."""

    amount: Rials
    since: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentReceipt:
    """That a fee was paid: what for, by whom, how much, and the numbers by which banks find it.

    `number` is that of the receipt; `card` is masked by the bank. Empty: not known, left out.
    """

    number: str
    title: str
    payer: str
    amount: Rials
    paid_at: datetime
    gateway: str
    terminal: str
    order_number: str
    reference: str
    rrn: str = ""
    card: str = ""
    about: str = ""
    purpose_id: str = ""
    back: MoneyBack | None = None
