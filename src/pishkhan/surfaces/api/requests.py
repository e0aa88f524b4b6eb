"""Requests that a program files for the people of its organisation, until they are sent.

A draft belongs to the organisation: any of its keys for filing may go on with it. It is bound to
its applicant in the transaction that registers it.
"""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import AttachmentMissing
from pishkhan.kernel.catalogue.spec import Receipt
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.api import Answer, Caller
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.errors import AlreadySubmitted, NoSuchDraft
from pishkhan.kernel.forms.terms import PageKind
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import MobileNotOwned
from pishkhan.kernel.identity.terms import Ownership, OwnershipPolicy
from pishkhan.kernel.webhooks import api as webhooks
from pishkhan.surfaces.api import drawn, shapes
from pishkhan.surfaces.api.errors import FieldUnknown
from pishkhan.surfaces.api.keys import Key, caller_of
from pishkhan.surfaces.api.once import Mark, answered, once
from pishkhan.web.applicants import described
from pishkhan.web.sentences import hint, sentence


router = Router(tags=["requests"], auth=Key(KeyScope.SUBMIT))


@router.post(
    "/requests", response={201: shapes.Request}, operation_id="start_request", url_name="requests"
)
def start(request: HttpRequest, body: shapes.NewRequest, mark: Mark) -> HttpResponse:
    """Begin a request; nothing is registered yet."""
    caller = caller_of(request)

    def act() -> Answer:
        definition = catalogue.public_service(body.service)
        _refuse_unknown(definition.code, body.answers)
        draft = forms.start(
            definition.code,
            session_key=_drafts_key(caller),
            language=body.language,
            answers=body.answers,
        )
        return answered(201, told(draft))

    return once(request, mark, body.model_dump(), act, by=caller.program)


@router.get(
    "/requests/{request_id}",
    response=shapes.Request,
    operation_id="look_at_request",
    url_name="request",
)
def look(request: HttpRequest, request_id: Path[shapes.Token]) -> shapes.Request:
    """A request that was not sent yet, and what it still misses."""
    return told(open_draft(caller_of(request), request_id))


@router.patch(
    "/requests/{request_id}",
    response=shapes.Request,
    operation_id="answer_questions",
    url_name="request",
)
def answer(
    request: HttpRequest, request_id: Path[shapes.Token], body: shapes.NewAnswers
) -> shapes.Request:
    """Keep answers, right or wrong; `missing` says how the form stands now."""
    draft = open_draft(caller_of(request), request_id)
    _refuse_unknown(draft.service, body.answers)
    for page in forms.pages(draft.service):
        given = {
            key: body.answers[key] for key in map(page.key, page.questions) if key in body.answers
        }
        if given:
            forms.save(draft, page, given, partial=True)
    return told(draft)


@router.post(
    "/requests/{request_id}/submission",
    response={201: shapes.Receipt},
    operation_id="submit_request",
    url_name="submission",
)
def submit(
    request: HttpRequest, request_id: Path[shapes.Token], body: shapes.Submission, mark: Mark
) -> HttpResponse:
    """Register the request for the person it names; the receipt has both numbers.

    The organisation answers for who that person is. A known person with another mobile is refused.
    """
    caller = caller_of(request)
    outcome = _ownership(caller, request_id)

    def act() -> Answer:
        receipt = _register(caller, request_id, outcome)
        clients.note_filing(receipt.case_id, caller)
        webhooks.follow(case_id=receipt.case_id, organisation_id=caller.organisation_id)
        return answered(201, drawn.receipt(receipt), case_id=receipt.case_id)

    return once(request, mark, body.model_dump(), act, by=caller.program)


def open_draft(caller: Caller, token: str) -> Draft:
    """The draft of the caller's organisation; raises NoSuchDraft, AlreadySubmitted."""
    draft = forms.draft(token)
    if draft.submitted_case_id is not None:
        is_ours = clients.filer_of(draft.submitted_case_id) == caller.organisation_id
        raise AlreadySubmitted(case_id=draft.submitted_case_id) if is_ours else NoSuchDraft
    if not forms.may_open(draft, _drafts_key(caller), None):
        raise NoSuchDraft
    return draft


def told(draft: Draft) -> shapes.Request:
    """The draft with what it misses."""
    files = attachments.of_draft(draft.pk)
    missing = _missing(draft, {one.kind for one in files})
    return shapes.Request(
        id=draft.token,
        service=draft.service,
        expires_at=draft.expires_at,
        answers=draft.answers,
        files=[drawn.file(one) for one in files],
        missing=missing,
        is_complete=not missing,
    )


def _missing(draft: Draft, kinds: set[str]) -> dict[str, list[str]]:
    refused: dict[str, list[DomainError]] = {
        f"{page}.{code}": refusals
        for page, several in forms.check_all(draft).items()
        for code, refusals in several.items()
    }
    definition = catalogue.service(draft.service)
    pages = [one.code for one in definition.pages if one.kind is PageKind.ATTACHMENTS]
    for rule in attachments.missing(definition.attachments, kinds):
        refused[f"{pages[0]}.{rule.kind}"] = [AttachmentMissing(label=rule.title)]
    return {key: [_said(one) for one in few] for key, few in refused.items()}


def _said(error: DomainError) -> str:
    return " ".join(part for part in (sentence(error), hint(error)) if part)


def _register(caller: Caller, token: str, outcome: Ownership) -> Receipt:
    """Bind the draft to whom it names and register it, in the caller's transaction."""
    draft = forms.lock(token)
    if draft.submitted_case_id is None:
        open_draft(caller, token)
        if not forms.check_all(draft):
            who = described(draft)
            person = identity.person_for(
                kind=who.kind,
                identifiers=[who.identifier],
                names=who.names,
                father_name=who.father_name,
                mobile=who.mobile,
                ownership=outcome,
                by=caller.program,
            )
            forms.bind(draft, person.id)
    elif clients.filer_of(draft.submitted_case_id) != caller.organisation_id:
        raise NoSuchDraft
    remarks = {"mobile_ownership": outcome.value} if outcome is not Ownership.UNKNOWN else {}
    return catalogue.submit(token, by=caller.program, remarks=remarks)


def _ownership(caller: Caller, token: str) -> Ownership:
    """Whose the mobile is, asked outside of any transaction; raises MobileNotOwned."""
    draft = forms.draft(token)
    if draft.submitted_case_id is not None:
        return Ownership.UNKNOWN
    open_draft(caller, token)
    policy = catalogue.service(draft.service).mobile_ownership
    if policy is OwnershipPolicy.OFF or forms.check_all(draft):
        return Ownership.UNKNOWN
    who = described(draft)
    outcome = Ownership.UNKNOWN
    if who.national_id:
        outcome = identity.mobile_ownership(who.national_id, who.mobile)
    if not identity.may_go_on(policy, outcome):
        raise MobileNotOwned
    return outcome


def _drafts_key(caller: Caller) -> str:
    """What opens the drafts of an organisation, in place of a browser's secret."""
    return secret.digest("api.drafts", str(caller.organisation_id), settings.SECRET_KEY)


def _refuse_unknown(service: str, answers: Mapping[str, str]) -> None:
    known = {key for key, _page, _question in forms.each_question(forms.pages(service))}
    if unknown := sorted(set(answers) - known):
        raise FieldErrors({key: [FieldUnknown()] for key in unknown})
