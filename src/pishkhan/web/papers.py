"""The papers of a request as PDF: its receipt, and the letters issued in answer."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import IssuedLetter, Receipt
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.documents.spec import OutgoingLetter, Receipt as PrintedReceipt, Stage
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.web.sentences import language, translated


def receipt_pdf(receipt: Receipt, applicant: str) -> HttpResponse:
    """The receipt, named by its tracking code (source 000, item ج)."""
    made = documents.receipt(
        PrintedReceipt(
            letter_number=receipt.letter_number,
            tracking_code=receipt.tracking_code,
            registered_at=receipt.registered_at,
            service=translated(receipt.title),
            subject=receipt.subject,
            attachments=receipt.attachment_count,
            declaration=translated(receipt.declaration),
            tracking_url=tracking_address(receipt),
            office=receipt.office,
            applicant=applicant,
            final_date=receipt.final_on,
            stages=[Stage(title=translated(stage)) for stage in receipt.stages],
        ),
        language=language(),
    )
    return _download(made, receipt.tracking_code)


def letter_pdf(letter: IssuedLetter) -> HttpResponse:
    """A letter issued in answer, with its own number; named by the tracking code of the request."""
    receipt, case = catalogue.receipt(letter.case_id), cases.case(letter.case_id)
    slot = catalogue.service(case.service).office_slot
    office = organisations.organisation(case.organisations[slot])
    made = documents.letter(
        OutgoingLetter(
            number=letter.letter_number,
            dated=clock.in_tehran(letter.issued_at).date(),
            office=office.name if office else receipt.office,
            addressee=case.applicant_name,
            subject=letter.subject,
            body=[part.strip() for part in letter.text.split("\n\n") if part.strip()],
            signer=letter.signed_by,
            signer_post=_post(office.id) if office else "",
            tracking_url=tracking_address(receipt),
            reply_to=receipt.letter_number,
            reply_date=clock.in_tehran(receipt.registered_at).date(),
        )
    )  # in Persian, as it was signed: a letter is one text, whoever reads it
    return _download(made, f"{receipt.tracking_code}-{letter.code}")


def tracking_address(receipt: Receipt) -> str:
    """Where the request is followed, with its letter number filled in; the secret one is not."""
    return f"{catalogue.tracking_address()}?{urlencode({'letter': receipt.letter_number})}"


def _post(office_id: int) -> str:
    """What whoever signs in this office is called there."""
    titles = (post.title for post in organisations.posts(office_id) if post.role is Role.SIGNER)
    return next(titles, "")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
