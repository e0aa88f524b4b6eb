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


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryReceipt:
    """That somebody asked about a document, and what was told; `rows` are label, value, is a code.

    `state` is the word of the answer; `signature` and `key` are those of the same receipt as JSON.
    """

    number: str
    state: str
    is_valid: bool
    asked_at: datetime
    code: str
    address: str
    rows: Sequence[tuple[str, str, bool]]
    signature: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A file inside a document, for programs; `content` is a text."""

    name: str
    content: str
    mime: str
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """That a document of study is valid (تأییدیه): what anybody may then ask about by its code.

    `kind`, `level`, `recognition` and `log_class` are in words. Empty: not known, left out.
    """

    code: str
    host: str
    inquiry_url: str
    kind: str
    institution: str
    recognition: str
    level: str
    field: str
    name: str
    award_date: date
    logged_at: datetime
    log_class: str
    orientation: str = ""
    father_name: str = ""
    last_four: str = ""
    grade: str = ""
    grade_class: str = ""
    copy_no: int = 1
    valid_until: date | None = None
