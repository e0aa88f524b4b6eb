"""Documents for people: `receipt`, `letter`, `payment`, `inquiry` from values, or `render` of any template."""

from pishkhan.kernel.documents.rendering import qr_svg, render
from pishkhan.kernel.documents.spec import (
    InquiryReceipt,
    MoneyBack,
    OutgoingLetter,
    PaymentReceipt,
    Receipt,
    Stage,
)
from pishkhan.kernel.documents.standard import inquiry, letter, payment, receipt


__all__ = [
    "InquiryReceipt",
    "MoneyBack",
    "OutgoingLetter",
    "PaymentReceipt",
    "Receipt",
    "Stage",
    "inquiry",
    "letter",
    "payment",
    "qr_svg",
    "receipt",
    "render",
]
