"""Following requests: those the organisation filed, and any other by its two numbers."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pishkhan.foundation import secret
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import IssuedLetter
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.api import Caller
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.persistence.api import allow, forget
from pishkhan.surfaces.api import drawn, shapes
from pishkhan.surfaces.api.errors import CodesDisagree, NoLetterYet, TooManyTries
from pishkhan.surfaces.api.keys import Key, caller_of
from pishkhan.web import papers
from pishkhan.web.following import follow
from pishkhan.web.sentences import translated


router = Router(tags=["following"], auth=Key(KeyScope.FOLLOW))
TRIES, WINDOW = 10, timedelta(hours=1)
PDF = {
    "responses": {
        200: {
            "description": "PDF",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str, Query(pattern=r"^[0-9]{1,19}$")]


@router.get("/changes", response=shapes.ChangeList, operation_id="list_changes", url_name="changes")
def changes(request: HttpRequest, after: Cursor = "0", limit: Limit = 100) -> shapes.ChangeList:
    """What happened since `after` to the requests that the organisation filed, the oldest first.

    A change is listed within seconds, once, and never before an earlier one.
    """
    ours = clients.filed_by(caller_of(request).organisation_id)
    found = cases.changes(ours, after=int(shapes.within(after)), limit=limit + 1)
    shown = found[:limit]
    return shapes.ChangeList(
        changes=[
            shapes.Change(
                id=str(one.id),
                case=str(one.case_id),
                at=one.at,
                state=one.state,
                title=translated(one.title),
                with_applicant=one.with_applicant,
            )
            for one in shown
        ],
        cursor=str(shown[-1].id) if shown else after,
        has_more=len(found) > limit,
    )


@router.get(
    "/cases/{case_id}", response=shapes.Followed, operation_id="follow_case", url_name="case"
)
def case(request: HttpRequest, case_id: Path[shapes.RowId]) -> shapes.Followed:
    """A request that the organisation filed: where it is, who has it, what comes next."""
    caller = caller_of(request)
    found = _ours(caller, int(case_id))
    audit.saw(audit.Seen.STATUS, found, by=caller.program, what=_told(caller))
    return drawn.followed(follow(found))


@router.get(
    "/cases/{case_id}/letters/{letter_id}",
    response={200: None},
    operation_id="read_letter",
    url_name="letter",
    openapi_extra=PDF,
)
def letter(
    request: HttpRequest, case_id: Path[shapes.RowId], letter_id: Path[shapes.RowId]
) -> HttpResponse:
    """A letter in answer to a request that the organisation filed, as PDF."""
    caller = caller_of(request)
    found = _ours(caller, int(case_id))
    letters = [one for one in catalogue.letters_of(found) if str(one.id) == letter_id]
    return _pdf(caller, found, letters)


@router.post("/tracking", response=shapes.Followed, operation_id="track", url_name="tracking")
def track(request: HttpRequest, body: shapes.TwoNumbers) -> shapes.Followed:
    """Any request, by the number of its letter and its tracking code."""
    caller = caller_of(request)
    found = _proven(caller, body)
    audit.saw(audit.Seen.STATUS, found, by=caller.program, what=_told(caller))
    return drawn.followed(follow(found))


@router.post(
    "/tracking/answer",
    response={200: None},
    operation_id="read_tracked_letter",
    url_name="tracked_letter",
    openapi_extra=PDF,
)
def tracked_letter(request: HttpRequest, body: shapes.TwoNumbers) -> HttpResponse:
    """The last letter in answer to any request, by its two numbers, as PDF."""
    caller = caller_of(request)
    found = _proven(caller, body)
    return _pdf(caller, found, catalogue.letters_of(found))


def _ours(caller: Caller, case_id: int) -> int:
    subject = replace(cases.subject_of(case_id), filed_by=clients.filer_of(case_id))
    if not organisations.may(caller.program, Act.VIEW_CASE, subject):
        raise NoSuchCase
    return case_id


def _pdf(caller: Caller, case_id: int, letters: list[IssuedLetter]) -> HttpResponse:
    if not letters:
        raise NoLetterYet
    audit.saw(audit.Seen.LETTER, case_id, by=caller.program, what=_told(caller))
    return papers.letter_pdf(letters[-1])


def _proven(caller: Caller, body: shapes.TwoNumbers) -> int:
    """The case of both numbers; the same work and the same answer for every wrong pair."""
    parts = "/".join(sorted(numbering.parts_of(body.letter_number)))
    mark = secret.digest("api.track", f"{caller.key_id}:{parts}", settings.SECRET_KEY)
    if not allow(f"api.track:{mark}", limit=TRIES, per=WINDOW):
        raise TooManyTries(seconds=int(WINDOW.total_seconds()))
    found = numbering.by_pair(body.letter_number, body.tracking_code)
    if found is None:
        raise CodesDisagree
    forget(f"api.track:{mark}")
    return found.case_id


def _told(caller: Caller) -> str:
    return f"access_key:{caller.key_id}"
