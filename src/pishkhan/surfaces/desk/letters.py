"""Letters of a case as documents: the answer as it will be signed, and as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from pishkhan.foundation import clock
from pishkhan.kernel.cases.spec import CaseView, EventView
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoReceipt
from pishkhan.kernel.catalogue.spec import IssuedLetter, Receipt, ServiceDefinition
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.forms.spec import Page
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.surfaces.desk.decisions import action_page


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A text that waits to be signed."""

    text: str
    by: str
    at: datetime

    @property
    def paragraphs(self) -> list[str]:
        """What empty lines divide."""
        return paragraphs(self.text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a letter: what empty lines divide."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return [block.strip() for block in blocks if block.strip()]


def proposal_of(
    view: CaseView, definition: ServiceDefinition, events: Sequence[EventView]
) -> Proposal | None:
    """The text proposed in the step that brought the case where it is now, if it was one."""
    acted = [event for event in events if event.kind is EventKind.ACTION]
    if not acted or acted[-1].to_state != view.state or not definition.letters:
        return None
    last = acted[-1]
    page = action_page(definition, last.from_state, last.action)
    text = _long_text(page, last) if page else ""
    return Proposal(text=text, by=last.actor_name, at=last.at) if text else None


def receipt_of(case_id: int) -> Receipt | None:
    """The receipt, or None where a case was opened without one."""
    try:
        return catalogue.receipt(case_id)
    except NoReceipt:
        return None


def draft_pdf(view: CaseView, proposal: Proposal, *, language: str) -> bytes:
    """The letter as it will look, with the word draft in place of its number."""
    return _pdf(
        view,
        number=_("پیش‌نویس"),
        dated=clock.today(),
        text=proposal.text,
        signer=_("امضا نشده است"),
        signer_post="",
        language=language,
    )


def issued_pdf(
    view: CaseView, letter: IssuedLetter, events: Sequence[EventView], *, language: str
) -> bytes:
    """The letter as it was issued."""
    signed = next((e for e in events if e.at == letter.issued_at and e.place), None)
    return _pdf(
        view,
        number=letter.letter_number,
        dated=clock.in_tehran(letter.issued_at).date(),
        text=letter.text,
        signer=letter.signed_by,
        signer_post=signed.place if signed else "",
        language=language,
    )


def _pdf(  # noqa: PLR0913 - what differs between a draft and the letter
    view: CaseView,
    *,
    number: str,
    dated: date,
    text: str,
    signer: str,
    signer_post: str,
    language: str,
) -> bytes:
    receipt = receipt_of(view.id)
    offices = organisations.organisation_names(view.organisations.values())
    value = documents.OutgoingLetter(
        number=number,
        dated=dated,
        office="، ".join(offices.values()),
        addressee=view.applicant_name,
        subject=view.subject,
        body=paragraphs(text),
        signer=signer,
        signer_post=signer_post,
        tracking_url=catalogue.tracking_address(),
        reply_to=view.reference,
        reply_date=clock.in_tehran(receipt.registered_at).date() if receipt else None,
    )
    return documents.letter(value, language=language)


def _long_text(page: Page, event: EventView) -> str:
    texts = (
        str(event.params.get(question.code) or "")
        for question in page.questions
        if question.kind is QuestionKind.LONG_TEXT
    )
    return next((text for text in texts if text.strip()), "")
