"""Documents for people: `receipt`, `letter`, `payment`, `inquiry`, `confirmation`, or `render` of any template."""

from pishkhan.kernel.documents.confirming import confirmation
from pishkhan.kernel.documents.rendering import qr_svg, render
from pishkhan.kernel.documents.spec import (
    Attached,
    Confirmation,
    InquiryReceipt,
    MoneyBack,
    OutgoingLetter,
    PaymentReceipt,
    Receipt,
    Stage,
)
from pishkhan.kernel.documents.standard import inquiry, letter, payment, receipt


__all__ = [
    "Attached",
    "Confirmation",
    "InquiryReceipt",
    "MoneyBack",
    "OutgoingLetter",
    "PaymentReceipt",
    "Receipt",
    "Stage",
    "confirmation",
    "inquiry",
    "letter",
    "payment",
    "qr_svg",
    "receipt",
    "render",
]
