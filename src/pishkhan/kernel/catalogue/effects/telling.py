"""Telling the applicant."""

from collections.abc import Callable, Mapping

from pishkhan.foundation import jalali, tracking_code
from pishkhan.kernel.cases.spec import Effect, Step
from pishkhan.kernel.catalogue import queries, registry
from pishkhan.kernel.catalogue.models import Registration
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient


More = Callable[[Step], Mapping[str, str]]


def tell(event: str, *, more: More | None = None) -> Effect:
    """An effect that sends `event` to the applicant, in the language of the request.

    Data: letter_number, tracking_code, address, subject, comment, reason, deadline (the day by
    which the applicant must act, Jalali; empty if there is none) and what `more(step)` adds.
    """

    def effect(step: Step) -> None:
        row = queries.registration(step.case_id)
        person = identity.person(step.applicant.person_id)
        if person is None:
            return
        notifications.send(
            event,
            to=Recipient(person_id=person.id, mobile=person.mobile, language=row.language),
            data={**_data(row, step), **(more(step) if more else {})},
            case_id=step.case_id,
            key=f"{event}:{step.at.isoformat()}",
        )

    return effect


def _data(row: Registration, step: Step) -> dict[str, str]:
    due_on = queries.due_of_applicant(step.case_id)
    return {
        "letter_number": row.letter_number,
        "tracking_code": tracking_code.grouped(row.tracking_code),
        "address": registry.tracking_address(),
        "subject": queries.subject_in(step.subject, row.language),
        "comment": step.comment,
        "reason": step.reason,
        "deadline": jalali.format_date(due_on, row.language) if due_on else "",
    }
