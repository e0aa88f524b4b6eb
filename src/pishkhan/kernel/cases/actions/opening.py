"""Opening a case, writing its letter number on it, and reopening one that ended."""

from collections.abc import Callable, Mapping

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.announcing import announce_step, save_step
from pishkhan.kernel.cases.actions.entering import Entry, enter, run_effects
from pishkhan.kernel.cases.actions.moving import Moving, lock_case
from pishkhan.kernel.cases.queries.definitions import active_definition, process_of
from pishkhan.kernel.cases.queries.returning import reopening_by
from pishkhan.kernel.cases.spec import Applicant, CaseView, Json
from pishkhan.kernel.cases.terms import CaseStatus, EventKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import new_id


LABEL = """
    WITH said AS (
        SELECT id, coalesce(%(reference)s::text, reference) AS reference,
            coalesce(%(subject)s::text, subject) AS subject,
            coalesce(%(name)s::text, applicant_name) AS name,
            coalesce(%(identifier)s::text, applicant_identifier) AS identifier
        FROM cases_case WHERE id = %(id)s FOR UPDATE),
    labelled AS (
        UPDATE cases_case SET reference = said.reference, subject = said.subject,
            applicant_name = said.name, applicant_identifier = said.identifier,
            search_key = fa_norm(concat_ws(' ',
                said.name, CASE WHEN strpos(said.name, chr(8204)) > 0 THEN replace(said.name, chr(8204), '') END,
                said.identifier, said.reference))
        FROM said WHERE cases_case.id = said.id
        RETURNING cases_case.id, cases_case.reference, cases_case.subject,
            cases_case.applicant_name, cases_case.search_key)
    UPDATE cases_task SET reference = labelled.reference, subject = labelled.subject,
        applicant_name = labelled.applicant_name, search_key = labelled.search_key
    FROM labelled WHERE cases_task.case_id = labelled.id AND closed_at IS NULL"""


@transaction.atomic(savepoint=False)
def open_case(  # noqa: PLR0913 - what a case is made of
    *,
    service: str,
    applicant: Applicant,
    organisations: Mapping[str, int],
    by: Actor,
    subject: str = "",
    reference: str = "",
    facts: Mapping[str, Json] | None = None,
    case_id: int | None = None,
    numbered: Callable[[], str] | None = None,
) -> CaseView:
    """Open a case on the active version of the process of `service` and enter its first state.

    `organisations` fills the slots of the process. `numbered` gives the reference: it is called when
    everything has been looked up and nothing but writing is left, so that the lock of a letter book
    is held as short as can be. Raises UnknownProcess.
    """
    definition_id = active_definition(service)
    process = process_of(definition_id)
    at = clock.now()
    moving = Moving(
        id=case_id or new_id(),
        service=service,
        definition_id=definition_id,
        state=process.start,
        status=CaseStatus.OPEN.value,
        suspend_reason="",
        outcome="",
        version=1,
        seq=0,
        open_defects=0,
        applicant_id=applicant.person_id,
        applicant_name=applicant.name,
        applicant_identifier=applicant.identifier,
        subject=subject,
        reference=reference,
        search_key="",
        organisations=dict(organisations),
        organisation_ids=sorted(set(organisations.values())),
        facts=dict(facts or {}),
        opened_at=at,
        entered_at=at,
        closed_at=None,
        due_at=None,
        at=at,
    )
    moving.promise(process.sla)
    moving.note(EventKind.STARTED, by=by, to_state=process.start)
    enter(moving, process.start, Entry(by=by))
    moving.refer(numbered() if numbered else reference)
    moving.create()
    announce_step(moving, by=by)
    run_effects(moving, moving.standing.effects, moving.step(by=by))
    return moving.view()


def label(
    case_id: int,
    *,
    reference: str | None = None,
    subject: str | None = None,
    applicant: Applicant | None = None,
) -> None:
    """Write the letter number (a subject, corrected names) on the case and its open tasks.

    The search keys follow; what is None stays as it is. One statement, for the transaction that
    registers the letter.
    """
    values: writing.Values = {
        "id": case_id,
        "reference": reference,
        "subject": subject,
        "name": applicant.name if applicant else None,
        "identifier": applicant.identifier if applicant else None,
    }
    writing.run(LABEL, values)


@transaction.atomic
def reopen(*, case_id: int, by: Actor, comment: str = "") -> CaseView:
    """Reopen an ended case where its end declares `reopens`.

    Raises NotEnded, NotYours, OwnCase or WindowClosed.
    """
    moving = lock_case(case_id)
    end = moving.standing
    reopening, grant = reopening_by(moving.view(), by)
    moving.closed_at, moving.outcome = None, ""
    moving.promise(moving.process.sla)
    moving.note(
        EventKind.REOPENED,
        by=by,
        grant=grant,
        from_state=end.name,
        to_state=reopening.to,
        comment=comment,
    )
    enter(moving, reopening.to, Entry(by=by, grant=grant, referral=comment))
    save_step(moving, by=by, before=end)
    run_effects(moving, moving.standing.effects, moving.step(by=by))
    return moving.view()
