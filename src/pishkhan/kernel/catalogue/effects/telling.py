"""Telling the applicant."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from pishkhan.foundation import clock, jalali, tracking_code
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
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
    due_on = _deadline(step)
    return {
        "letter_number": row.letter_number,
        "tracking_code": tracking_code.grouped(row.tracking_code),
        "address": registry.tracking_address(),
        "subject": step.subject,
        "comment": step.comment,
        "reason": step.reason,
        "deadline": jalali.format_date(due_on, row.language) if due_on else "",
    }


def _deadline(step: Step) -> date | None:
    """The day by which the applicant must act, where the case now waits for them."""
    view = cases.case(step.case_id)
    state = cases.process_of(view.definition_id).states[view.state]
    if not state.with_applicant or not state.due:
        return None
    span, due_at = state.due, step.at
    if span.working_days:
        due_at = calendars.add_working_days(due_at, span.working_days)
    return clock.in_tehran(due_at + timedelta(days=span.days, hours=span.hours)).date()
