"""The papers of a request as PDF: its receipt, the answer that waits for a signature, the signed."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, override

from pishkhan.foundation import clock
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoReceipt
from pishkhan.kernel.catalogue.spec import IssuedLetter, Receipt
from pishkhan.kernel.catalogue.terms import IN_PLACE_OF
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.documents.spec import OutgoingLetter, Receipt as PrintedReceipt, Stage
from pishkhan.kernel.organisations import api as organisations
from pishkhan.web import places
from pishkhan.web.sentences import language, translated


# Browsers show a PDF only as an object of itself (see attachments).
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)
DRAFT, UNSIGNED = _("پیش‌نویس"), _("امضا نشده است")


def receipt_pdf(receipt: Receipt) -> HttpResponse:
    """The receipt in the language of the page, named by its tracking code (source 000, item ج)."""
    made = documents.receipt(
        PrintedReceipt(
            letter_number=receipt.letter_number,
            tracking_code=receipt.tracking_code,
            registered_at=receipt.registered_at,
            service=translated(receipt.title),
            subject=translated(receipt.subject),
            attachments=receipt.attachment_count,
            declaration=translated(receipt.declaration),
            tracking_url=tracking_address(receipt),
            office=places.spoken(receipt.office),
            applicant=catalogue.applicant_name(cases.case(receipt.case_id), language()),
            final_date=receipt.final_on,
            stages=[Stage(title=translated(stage)) for stage in receipt.stages],
        ),
        language=language(),
    )
    return download(made, receipt.tracking_code)


def letter_pdf(letter: IssuedLetter) -> HttpResponse:
    """A letter issued in answer, named by its own number: the code of the request is a secret.

    In the language in which it was signed: a letter is one text, whoever reads it.
    """
    made = letter_in(letter, catalogue.language_of_letter(letter), paragraphs(letter.text))
    return download(made, letter.letter_number.replace("/", "-"))


def letter_in(
    letter: IssuedLetter, spoken: str, body: Sequence[str], *, addressee: str = ""
) -> bytes:
    """An issued letter with this text, and everything around the text in that language."""
    with override(spoken):
        post = organisations.post_title(letter.office_id, letter.signer_post, spoken)
        return documents.letter(
            OutgoingLetter(
                number=letter.letter_number,
                dated=clock.in_tehran(letter.issued_at).date(),
                office=places.spoken(letter.office),
                addressee=addressee or letter.addressee,
                subject=translated(letter.subject),
                body=body,
                signer=_signer(letter.signed_by),
                signer_post=post or translated(letter.signer_post),
                tracking_url=_tracking(letter.reply_to),
                reply_to=letter.reply_to,
                reply_date=letter.reply_on,
            ),
            language=spoken,
        )


def draft_pdf(case: CaseView, text: str) -> HttpResponse:
    """The letter as it will look, with the word draft in place of its number."""
    slot = catalogue.service(case.service).office_slot
    office = organisations.organisation(case.organisations[slot])
    receipt = receipt_of(case.id)
    made = documents.letter(
        OutgoingLetter(
            number=DRAFT,
            dated=clock.today(),
            office=office.name if office else "",
            addressee=case.applicant_name,
            subject=case.subject,
            body=paragraphs(text),
            signer=UNSIGNED,
            signer_post="",
            tracking_url=_tracking(case.reference),
            reply_to=case.reference,
            reply_date=clock.in_tehran(receipt.registered_at).date() if receipt else None,
        )
    )
    return download(made, "draft")


def receipt_of(case_id: int) -> Receipt | None:
    """The receipt, or None where a case was opened without one."""
    try:
        return catalogue.receipt(case_id)
    except NoReceipt:
        return None


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a letter: what empty lines divide."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return [block.strip() for block in blocks if block.strip()]


def tracking_address(receipt: Receipt) -> str:
    """Where the request is followed, with its letter number filled in; the secret one is not."""
    return _tracking(receipt.letter_number)


def _signer(signed_by: str) -> str:
    """Who signed, or both names where it was a stand-in, as they are kept with a letter."""
    name, for_, absent = signed_by.partition(IN_PLACE_OF)
    if not for_:
        return name
    return gettext("%(name)s به جانشینی %(other)s") % {"name": name, "other": absent}


def _tracking(letter_number: str) -> str:
    return f"{catalogue.tracking_address()}?{urlencode({'letter': letter_number})}"


def download(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows, under that name, and that nobody keeps."""
    response = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = PDF_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
