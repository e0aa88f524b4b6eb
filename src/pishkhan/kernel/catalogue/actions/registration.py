"""Registering a request: from a draft to a case with a letter number, exactly once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from pishkhan.foundation import clock, tracking_code
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import missing
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.catalogue import queries, registry
from pishkhan.kernel.catalogue.errors import AttachmentMissing, NoSuchService, ServiceOff
from pishkhan.kernel.catalogue.models import Registration
from pishkhan.kernel.catalogue.spec import Receipt, ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete, NoSuchDraft, NotVerified
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.forms.terms import PageKind
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, ActorKind, PersonView
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.persistence.api import as_json, columns_of, insert_json, new_id


COLUMNS = tuple(columns_of(Registration).split(", "))
KEEP = insert_json("catalogue_registration", COLUMNS, "rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """A draft that was found complete, with what its registration needs."""

    draft: forms.Draft
    definition: ServiceDefinition
    facts: Facts
    person: PersonView
    office_id: int
    subject: str
    at: datetime


@transaction.atomic
def submit(
    draft_token: str,
    *,
    by: Actor,
    address: str = "",
    remarks: Mapping[str, str] | None = None,
) -> Receipt:
    """Register the draft as a request and return its receipt; a second call returns the same one.

    One transaction: lock the draft → check everything → claim the files → keep the answers → find
    where the case goes → take the letter number → write the case, the receipt and the message.
    The row lock on the draft makes double clicks, two tabs and 500 parallel calls wait for the
    first one and find its case. The counter of the letter book is the last lock that others may
    wait for; what follows it writes only rows of this case, because the message carries the
    number, so it waits for nobody and no dead lock is possible. A failure gives the number back.

    `address` is where the applicant follows the request (default: this site's tracking page).
    `remarks` are kept beside the facts of the case, for the office to read.
    Raises NoSuchDraft (also for somebody else's), ServiceOff, NoOffice, FormIncomplete (missing
    files under the page of attachments, by kind), NotVerified, NotAllowed, NothingToAsk.
    """
    draft = forms.lock(draft_token)
    _require_owner(draft, by)
    if draft.submitted_case_id is not None:
        return queries.receipt(draft.submitted_case_id)
    if draft.corrects_case_id is not None:
        raise NoSuchDraft
    request = _checked(draft, by)
    said = {**request.facts.as_json(), **(remarks or {})}
    if request.definition.has_already is not None:
        request.definition.has_already(said)
    case_id = new_id()
    files = attachments.claim(draft.pk, case_id, person_id=request.person.id, by=by)
    # Only now: the draft's lock does not hold its files, so an earlier look would prove nothing.
    if absent := _absent(request.definition, {file.kind for file in files}):
        raise FormIncomplete(absent)
    forms.submitted(draft, case_id)
    row = _prepared(request, case_id, files=len(files))
    cases.open_case(
        service=request.definition.code,
        applicant=applicant_of(request.person),
        organisations={
            request.definition.office_slot: request.office_id,
            **request.definition.chosen_places(request.facts),
        },
        subject=request.subject,
        facts=said,
        by=by,
        case_id=case_id,
        numbered=lambda: _number(row),
    )
    _keep(row)
    _confirm(row, request.person, address or registry.tracking_address())
    return queries.receipt_of(row)


def _require_owner(draft: forms.Draft, by: Actor) -> None:
    """A citizen sends only their own draft; staff and programs file for a person they know."""
    if by.kind is ActorKind.ANONYMOUS:
        raise NotVerified if draft.person_id is None else NoSuchDraft
    if by.kind is ActorKind.CITIZEN and by.person_id != draft.person_id:
        raise NotVerified if draft.person_id is None else NoSuchDraft


def _checked(draft: forms.Draft, by: Actor) -> _Request:
    try:
        definition = registry.service(draft.service)
    except NoSuchService as error:
        raise NoSuchDraft from error
    if not definition.is_public:
        raise NoSuchDraft
    counter = queries.counter(definition.code)
    if not counter.is_on:
        raise ServiceOff(title=definition.title)
    if forms.check_all(draft):  # the files are looked at only to name what is missing, too
        refuse_incomplete(draft, definition, kinds=_kinds_of(draft))
    person = identity.person(draft.person_id) if draft.person_id is not None else None
    if person is None or not forms.is_confirmed(draft):
        raise NotVerified
    facts = forms.facts(draft)
    office_id = counter.office_for(definition, facts)
    if by.kind in {ActorKind.STAFF, ActorKind.PROGRAM}:
        organisations.require(
            by,
            Act.FILE_FOR_OTHERS,
            Subject(service=definition.code, organisation_ids=frozenset({office_id})),
        )
    return _Request(
        draft=draft,
        definition=definition,
        facts=facts,
        person=person,
        office_id=office_id,
        subject=subject_of(draft, definition),
        at=clock.now(),
    )


def refuse_incomplete(
    draft: forms.Draft, definition: ServiceDefinition, *, kinds: set[str]
) -> None:
    """Raise FormIncomplete if an answer is missing or wrong, or a required kind of file is not there."""
    refused = forms.check_all(draft)
    for page, errors in _absent(definition, kinds).items():
        refused[page] = {**refused.get(page, {}), **errors}
    if refused:
        raise FormIncomplete(refused)


def _absent(
    definition: ServiceDefinition, kinds: set[str]
) -> dict[str, dict[str, list[DomainError]]]:
    """The required kinds of files that are not there, under the page of attachments."""
    absent = missing(definition.attachments, kinds)
    if not absent:
        return {}
    page = next(p.code for p in definition.pages if p.kind is PageKind.ATTACHMENTS)
    return {page: {rule.kind: [AttachmentMissing(label=rule.title)] for rule in absent}}


def _kinds_of(draft: forms.Draft) -> set[str]:
    # A file that is there is a clean one: what is not is refused while it is received.
    return {file.kind for file in attachments.of_draft(draft.pk)}


def subject_of(draft: forms.Draft, definition: ServiceDefinition) -> str:
    """What the letter is about, by the answers; else the title of the service."""
    shown = {answer.key: answer.text for page in forms.answered(draft) for answer in page.answers}
    return shown.get(definition.letter_subject) or definition.title


def applicant_of(person: PersonView, name: str = "") -> Applicant:
    """The person as the applicant of a case, under `name` if their own was put right there."""
    identifier = person.identifiers[0].value if person.identifiers else ""
    return Applicant(person_id=person.id, name=name or person.name, identifier=identifier)


def _prepared(request: _Request, case_id: int, *, files: int) -> Registration:
    """Everything of the receipt but the numbers, so that no look-up stands after the counter."""
    definition, desk = request.definition, request.definition.desk_facts
    names = organisations.organisation_names([request.office_id])
    return Registration(
        case_id=case_id,
        service=definition.code,
        person_id=request.person.id,
        language=request.draft.language,
        registered_at=request.at,
        subject=request.subject,
        similar_key=queries.similar_key(definition, request.facts),
        attachment_count=files,
        declaration=definition.declaration,
        final_on=clock.in_tehran(calendars.add_working_days(request.at, desk.working_days)).date(),
        stages=list(desk.stages),
        cost=queries.cost_of(definition),
        office_id=request.office_id,
        office=names.get(request.office_id, ""),
    )


def _number(row: Registration) -> str:
    letter = numbering.register(
        office_id=row.office_id,
        direction=Direction.INCOMING,
        case_id=row.case_id,
        subject=row.subject,
        at=row.registered_at,
    )
    row.letter_id, row.letter_number = letter.pk, letter.display
    row.tracking_code = letter.tracking_code
    return row.letter_number


def _keep(row: Registration) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"rows": as_json([{name: getattr(row, name) for name in COLUMNS}])})


def _confirm(row: Registration, person: PersonView, address: str) -> None:
    notifications.send(
        registry.service(row.service).registered_event,
        to=Recipient(person_id=person.id, mobile=person.mobile, language=row.language),
        data={
            "letter_number": row.letter_number,
            "tracking_code": tracking_code.grouped(row.tracking_code),
            "address": address,
            "subject": queries.subject_in(row.subject, row.language),
        },
        case_id=row.case_id,
        key="registered",
    )
