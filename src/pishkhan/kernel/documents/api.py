"""Documents for people: `receipt`, `letter` and `payment` from values, or `render` of any template."""

from pishkhan.kernel.documents.rendering import qr_svg, render
from pishkhan.kernel.documents.spec import (
    MoneyBack,
    OutgoingLetter,
    PaymentReceipt,
    Receipt,
    Stage,
)
from pishkhan.kernel.documents.standard import letter, payment, receipt


__all__ = [
    "MoneyBack",
    "OutgoingLetter",
    "PaymentReceipt",
    "Receipt",
    "Stage",
    "letter",
    "payment",
    "qr_svg",
    "receipt",
    "render",
]
