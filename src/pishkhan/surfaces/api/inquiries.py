"""Inquiries of organisations (T3): many codes at once, or all documents of a person who consented.

The purpose is declared, each answer has a reference (a consent, a file) and stands in the log of
the holder under the organisation's name. Each inquiry of a call counts against the quotas.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from pishkhan.foundation import identifiers
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.api import Answer, Caller
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.errors import NoAnswer
from pishkhan.kernel.verification.spec import Comparison, Organisation, Question
from pishkhan.kernel.verification.terms import ClaimField
from pishkhan.surfaces.api.keys import Key, caller_of
from pishkhan.surfaces.api.once import Mark, answered, once
from pishkhan.surfaces.api.shapes import Given, Told
from pishkhan.web.sentences import hint, sentence


MOST = 100
router = Router(tags=["verification"], auth=Key(KeyScope.INQUIRE))
PurposeName = Literal["employment", "admission", "licence", "translation", "court", "other_law"]
Typed = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
# Begins with a letter or a digit, so that it says something.
Reference = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9\u0600-\u06ff][^\x00]*$")]


class Claim(Given):
    """What stands on the paper; what is left out is not compared."""

    family_name: Typed
    last_four: Annotated[str, Field(pattern=r"^[0-9۰-۹٠-٩]{4}$")] | None = None
    given_name: Typed | None = None
    father_name: Typed | None = None
    level: Typed | None = None
    field: Typed | None = None
    institution: Typed | None = None
    award_date: Typed | None = None
    grade_class: Typed | None = None


class NewInquiry(Given):
    """One code and what is said of its document; `reference` names your consent or file."""

    code: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    reference: Reference
    claim: Claim


class NewInquiries(Given):
    """Up to a hundred inquiries for one purpose."""

    purpose: PurposeName
    inquiries: Annotated[list[NewInquiry], Field(min_length=1, max_length=MOST)]


class NewPersonInquiry(Given):
    """All documents of a person; `reference` names the person's consent."""

    purpose: PurposeName
    national_id: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
    reference: Reference
    claim: Claim


class Inquired(Told):
    """The answer. Only `state: valid` may be accepted; name, field and date on a full match only.

    `error` is set where there is no answer: the code cannot be read, or nothing is known of it.
    """

    state: str = ""
    receipt: str = ""
    is_match: bool | None = None
    fields: dict[str, bool] = Field(default_factory=dict)
    kind: str = ""
    copy_no: int = 0
    institution: dict[str, str] = Field(default_factory=dict)
    recognition: str = ""
    level: str = ""
    year: int = 0
    since: datetime | None = None
    ground: str = ""
    valid_until: date | None = None
    log_class: str = ""
    logged_at: datetime | None = None
    log_index: int | None = None
    name: str = ""
    field: str = ""
    award_date: date | None = None
    error: str = ""
    title: str = ""


class InquiredList(Told):
    """Answers in the order of the questions, or of the documents, the newest first."""

    answers: list[Inquired]


@router.post(
    "/verification/inquiries",
    response=InquiredList,
    operation_id="inquire",
    url_name="inquiries",
)
def inquire(request: HttpRequest, body: NewInquiries, mark: Mark) -> HttpResponse:
    """Compare documents by their codes; each is in the log of its holder."""
    caller = caller_of(request)

    def act() -> Answer:
        _count(caller, len(body.inquiries))
        readable = [(one, _fault(one.code)) for one in body.inquiries]
        questions = [
            Question(code=one.code, claim=_claim(one.claim), reference=one.reference)
            for one, fault in readable
            if fault is None
        ]
        found = iter(verification.inquire_for(_organisation(caller, body.purpose), questions))
        told = [_refused(fault) if fault else _told(next(found)) for _one, fault in readable]
        return answered(200, InquiredList(answers=told))

    return once(request, mark, body.model_dump(), act, by=caller.program)


@router.post(
    "/verification/people",
    response=InquiredList,
    operation_id="inquire_person",
    url_name="person_inquiries",
)
def inquire_person(request: HttpRequest, body: NewPersonInquiry, mark: Mark) -> HttpResponse:
    """Every document recorded under a national id, with the person's consent."""
    caller = caller_of(request)

    def act() -> Answer:
        try:
            number = identifiers.national_id(body.national_id)
        except DomainError as error:
            return answered(200, InquiredList(answers=[_refused(error)]))
        found = verification.inquire_by_identity(
            _organisation(caller, body.purpose),
            kind=IdentifierKind.NATIONAL_ID,
            number=number,
            claim=_claim(body.claim),
            reference=body.reference,
        )
        return answered(200, InquiredList(answers=_all(found)))

    return once(request, mark, body.model_dump(), act, by=caller.program)


def _count(caller: Caller, inquiries: int) -> None:
    """The call itself was counted when the key was read."""
    for _ in range(inquiries - 1):
        clients.count_call(caller)


def _organisation(caller: Caller, purpose: str) -> Organisation:
    return Organisation(id=caller.organisation_id, name=caller.organisation_name, purpose=purpose)


def _claim(claim: Claim) -> dict[ClaimField, str]:
    typed = claim.model_dump(exclude_none=True)
    return {ClaimField(name): text for name, text in typed.items()}


def _fault(code: str) -> DomainError | None:
    try:
        verification.read_code(code)
    except DomainError as error:
        return error
    return None


def _all(found: Sequence[Comparison]) -> list[Inquired]:
    return [_told(one) for one in found]


def _refused(error: DomainError) -> Inquired:
    title = " ".join(filter(None, (sentence(error), hint(error))))
    return Inquired(error=error.code, title=title)


def _told(found: Comparison | None) -> Inquired:
    if found is None:
        return _refused(NoAnswer())
    verdict = found.verdict
    if verdict.kind is None:  # closed by its holder: nothing more is told
        return Inquired(state=verdict.state.value, receipt=verdict.receipt)
    return Inquired(
        state=verdict.state.value,
        receipt=verdict.receipt,
        is_match=found.is_match,
        fields={one.value: is_right for one, is_right in found.fields.items()},
        kind=verdict.kind.value,
        copy_no=verdict.copy_no,
        institution=dict(verdict.institution),
        recognition=verdict.recognition.value,
        level=verdict.level,
        year=verdict.year,
        since=verdict.since,
        ground=verdict.ground.value if verdict.ground else "",
        valid_until=verdict.valid_until,
        log_class=verdict.award_date_class.value if verdict.award_date_class else "",
        logged_at=verdict.issued_at,
        log_index=verdict.index,
        name=found.name,
        field=found.study_field,
        award_date=found.award_date,
    )
