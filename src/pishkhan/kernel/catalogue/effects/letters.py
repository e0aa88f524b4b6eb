"""Issuing a letter."""

from collections.abc import Callable

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Effect, Step
from pishkhan.kernel.catalogue import events, queries
from pishkhan.kernel.catalogue.models import OutgoingLetter
from pishkhan.kernel.catalogue.spec import Letter
from pishkhan.kernel.catalogue.terms import IN_PLACE_OF
from pishkhan.kernel.identity.spec import Grant
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Subject


def issue_letter(
    letter: Letter, *, text: Callable[[Step], str], office_slot: str = "office"
) -> Effect:
    """An effect that registers an outgoing letter, in answer to the request, and keeps all of it.

    Name it before the effects that tell of it: the message may then say its number
    (`letters_of`). It takes the number of the book of the office in `office_slot`.
    """

    def effect(step: Step) -> None:
        request = queries.registration(step.case_id)
        office_id = step.organisations[office_slot]
        office = organisations.organisation(office_id)
        row = OutgoingLetter(
            case_id=step.case_id,
            code=letter.code,
            subject=step.subject,
            text=text(step),
            office_id=office_id,
            office=office.name if office else "",
            addressee=step.applicant.name,
            reply_to=request.letter_number,
            reply_on=clock.in_tehran(request.registered_at).date(),
            signed_by=_signer(step),
            signer_post=_signer_post(step),
            signed_by_account=step.by.account_id,
            issued_at=step.at,
        )
        audit.record(
            events.LETTER_ISSUED, target="case", target_id=step.case_id, by=step.by,
            after={"letter": letter.code},
        )  # fmt: skip
        numbered = numbering.register(
            office_id=office_id,
            direction=Direction.OUTGOING,
            case_id=step.case_id,
            subject=step.subject,
            at=step.at,
            reply_to=request.letter_id,
        )
        row.letter_id, row.letter_number = numbered.pk, numbered.display
        row.save(force_insert=True)

    return effect


def _signer(step: Step) -> str:
    """Who signs; a stand-in signs with both names."""
    grant = _grant(step)
    absent = grant.on_behalf_of_name if grant else ""
    return f"{step.by.name}{IN_PLACE_OF}{absent}" if absent else step.by.name


def _signer_post(step: Step) -> str:
    """What the post is called that let the signer sign: their own, or that of a stand-in."""
    grant = _grant(step)
    if grant is None or step.by.account_id is None:
        return ""
    held = organisations.holdings_of(step.by.account_id)
    post_id = next((one.post_id for one in held if one.id == grant.holding_id), None)
    post = organisations.post(post_id) if post_id is not None else None
    return post.title if post else ""


def _grant(step: Step) -> Grant | None:
    """Under which grant the signer signs, None for the platform."""
    view = cases.case(step.case_id)
    state = cases.process_of(view.definition_id).states[step.from_state]
    places = {(entry.role, step.organisations.get(entry.org, 0)) for entry in state.assign}
    places |= {(entry.fallback, step.organisations.get(entry.org, 0)) for entry in state.assign}
    places |= {(entry.role, step.organisations.get(entry.org, 0)) for entry in state.also}
    subject = Subject(service=step.service, cartables=frozenset(places), level=view.confidentiality)
    return organisations.reach(step.by, Act.ACT_ON_TASK).grant_for(subject)
