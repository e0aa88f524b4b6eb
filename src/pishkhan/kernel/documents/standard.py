"""The standard documents: their values put into words of a language."""

from collections.abc import Mapping

from django.utils import translation

from pishkhan.foundation import authenticity_code, digits, jalali, money, tracking_code
from pishkhan.kernel.documents import words
from pishkhan.kernel.documents.rendering import qr_svg, render
from pishkhan.kernel.documents.spec import (
    InquiryReceipt,
    MoneyBack,
    OutgoingLetter,
    PaymentReceipt,
    Receipt,
)


def receipt(value: Receipt, *, language: str = "fa") -> bytes:
    """The receipt as PDF, in fa, en or ar."""
    with translation.override(language):
        shown = {
            "applicant": _isolated(value.applicant),
            "subject": _isolated(value.subject),
            "registered_at": jalali.format_moment(value.registered_at, language),
            "attachments": digits.for_language(str(value.attachments), language),
            "office": _isolated(value.office),
            "final_date": jalali.format_date(value.final_date, language)
            if value.final_date
            else "",
            "cost": value.cost or translation.gettext(words.FREE),
        }
        labels = _translated(words.RECEIPT_ROWS)
        said = _translated(words.RECEIPT)
    return render(
        "receipt",
        _frame(said, said["title"], value.office, value.tracking_url, language)
        | {
            "service": _isolated(value.service),
            "letter_number": digits.for_language(value.letter_number, language),
            "tracking_code": digits.for_language(
                tracking_code.grouped(value.tracking_code), language
            ),
            "rows": [{"label": labels[key], "value": text} for key, text in shown.items() if text],
            "stages": [
                {"title": _isolated(stage.title), "usual": stage.usual} for stage in value.stages
            ],
            "declaration": value.declaration,
        },
    )


def letter(value: OutgoingLetter, *, language: str = "fa") -> bytes:
    """The outgoing letter as PDF, in fa, en or ar."""
    with translation.override(language):
        said = _translated(words.LETTER)
        none = translation.gettext(words.NO_ATTACHMENT)
    number = digits.for_language(value.number, language)
    title = said["title"] % {"number": number}
    return render(
        "letter",
        _frame(said, title, value.office, value.tracking_url, language)
        | {
            "office": _isolated(value.office),
            "number": number,
            "date": jalali.format_date(value.dated, language),
            "attachments": digits.for_language(str(value.attachments or none), language),
            "addressee": _isolated(value.addressee),
            "subject": _isolated(value.subject),
            "reply_to": digits.for_language(value.reply_to, language),
            "reply_date": jalali.format_date(value.reply_date, language)
            if value.reply_date
            else "",
            "body": list(value.body),
            "signer": value.signer,
            "signer_post": value.signer_post,
            "copies": list(value.copies),
        },
    )


def payment(value: PaymentReceipt, *, language: str = "fa") -> bytes:
    """The receipt of a payment as PDF, in fa, en or ar."""

    def code(text: str) -> str:
        return digits.for_language(text, language)

    with translation.override(language):
        said, labels = _translated(words.PAYMENT), _translated(words.PAYMENT_ROWS)
        rial = translation.gettext(words.RIAL)
        toman = translation.gettext(words.TOMAN)
        back = _back(value.back, rial, language) if value.back else ""
        told = {
            "title": _isolated(value.title),
            "payer": _isolated(value.payer),
            "paid_at": jalali.format_moment(value.paid_at, language),
            "gateway": _isolated(translation.gettext(value.gateway)),
        }
    codes = {
        "about": code(value.about),
        "rrn": code(value.rrn),
        "reference": value.reference,  # letters and figures that banks look up as they are
        "card": code(value.card),
        "terminal": code(value.terminal),
        "order_number": code(value.order_number),
        "purpose_id": code(value.purpose_id),
    }
    shown = told | codes
    return render(
        "payment",
        {
            "language": language,
            "title": f"{said['title']} {code(value.number)}",
            "author": said["brand"],
            "description": value.title,
            "words": said,
            "number": code(value.number),
            "back": back,
            "rial": rial % {"amount": money.format_amount(value.amount, language)},
            "toman": toman % {"amount": money.format_amount(value.amount.as_toman, language)},
            "rows": [
                {"label": labels[key], "value": shown[key], "is_code": key in codes}
                for key in labels
                if shown[key]
            ],
        },
    )


def inquiry(value: InquiryReceipt, *, language: str = "fa") -> bytes:
    """The receipt of an inquiry as PDF, in fa, en or ar."""

    def code(text: str) -> str:
        return digits.for_language(text, language)

    with translation.override(language):
        said, labels = _translated(words.INQUIRY), _translated(words.INQUIRY_ROWS)
        asked = jalali.format_moment(value.asked_at, language)
    rows = [
        (labels["asked_at"], asked, False),
        (labels["code"], authenticity_code.grouped_for_text(value.code), True),
        *value.rows,
    ]
    return render(
        "inquiry",
        _frame(
            said, f"{said['title']} {code(value.number)}", said["brand"], value.address, language
        )
        | {
            "number": code(value.number),
            "state": value.state,
            "is_valid": value.is_valid,
            "rows": [
                {
                    "label": label,
                    "value": code(text) if is_code else _isolated(code(text)),
                    "is_code": is_code,
                }
                for label, text, is_code in rows
                if text
            ],
            "signature": value.signature,
            "key": value.key,
        },
    )


def _back(value: MoneyBack, rial: str, language: str) -> str:
    said = words.WENT_BACK if value.done_at else words.GOES_BACK
    return translation.gettext(said) % {
        "amount": rial % {"amount": money.format_amount(value.amount, language)},
        "at": jalali.format_moment(value.done_at or value.since, language),
    }


def _frame(
    said: Mapping[str, str], title: str, author: str, tracking_url: str, language: str
) -> dict[str, object]:
    return {
        "language": language,
        "title": title,
        "author": author,
        "description": title,
        "words": dict(said),
        "qr": qr_svg(tracking_url),
        "tracking_url": tracking_url,
        "tracking_url_shown": tracking_url.partition("://")[2] or tracking_url,
    }


def _isolated(text: str) -> str:
    """Text of a person, which keeps its own direction inside a document of another language."""
    return f"\u2068{text}\u2069" if text else ""


def _translated(messages: Mapping[str, str]) -> dict[str, str]:
    return {key: translation.gettext(message) for key, message in messages.items()}
