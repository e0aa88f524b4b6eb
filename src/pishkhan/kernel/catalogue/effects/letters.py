"""Issuing a letter."""

from collections.abc import Callable

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases.spec import Effect, Step
from pishkhan.kernel.catalogue import events, queries
from pishkhan.kernel.catalogue.models import OutgoingLetter
from pishkhan.kernel.catalogue.spec import Letter
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction


def issue_letter(
    letter: Letter, *, text: Callable[[Step], str], office_slot: str = "office"
) -> Effect:
    """An effect that registers an outgoing letter, in answer to the request, and keeps its text.

    Name it before the effects that tell of it: the message may then say its number
    (`letters_of`). It takes the number of the book of the office in `office_slot`.
    """

    def effect(step: Step) -> None:
        request = queries.registration(step.case_id)
        body = text(step)
        row = OutgoingLetter(
            case_id=step.case_id,
            code=letter.code,
            subject=request.subject,
            text=body,
            signed_by=step.by.name,
            signed_by_account=step.by.account_id,
            issued_at=step.at,
        )
        audit.record(
            events.LETTER_ISSUED, target="case", target_id=step.case_id, by=step.by,
            after={"letter": letter.code},
        )  # fmt: skip
        numbered = numbering.register(
            office_id=step.organisations[office_slot],
            direction=Direction.OUTGOING,
            case_id=step.case_id,
            subject=request.subject,
            at=step.at,
            reply_to=request.letter_id,
        )
        row.letter_id, row.letter_number = numbered.pk, numbered.display
        row.save(force_insert=True)

    return effect
