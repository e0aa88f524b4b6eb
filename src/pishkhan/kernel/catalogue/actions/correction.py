"""The correction loop, the applicant's side: change what was returned and send it again."""

from collections.abc import Mapping

from django.db import transaction

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant, CaseView, DefectView, Json
from pishkhan.kernel.catalogue import queries, registry
from pishkhan.kernel.catalogue.actions.registration import (
    applicant_of,
    refuse_incomplete,
    subject_of,
)
from pishkhan.kernel.catalogue.errors import (
    DefectNotAnswered,
    NotACorrection,
    NothingToCorrect,
    PlaceStays,
)
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.forms.spec import AnsweredPage, Facts
from pishkhan.kernel.forms.terms import PageKind
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor


FILE = "attachment:"
SEND = "send"
NAMES = ("first_name", "last_name", "organisation_name")  # codes, as where a person is described


def open_defects(case_id: int) -> list[DefectView]:
    """What the applicant still has to put right."""
    return [defect for defect in cases.defects(case_id) if defect.is_open]


def start_correction(case_id: int, *, by: Actor) -> forms.Draft:
    """The draft in which the applicant changes what was returned; the same one at every call.

    Files are replaced on the case itself (`attachments.api.replace`, or `receive` for a missing
    one). Raises NoReceipt, NothingToCorrect (also for somebody else's case).
    """
    sent = queries.registration(case_id)
    defects = open_defects(case_id)
    if by.person_id != sent.person_id or not defects:
        raise NothingToCorrect
    keys = [defect.field for defect in defects if not defect.field.startswith(FILE)]
    return forms.start_correction(
        case_id, person_id=sent.person_id, keys=keys, language=sent.language
    )


@transaction.atomic
def resubmit(draft_token: str, *, by: Actor, comment: str = "") -> CaseView:
    """Send the corrected draft: a new round of answers, every defect answered, action `send`.

    Subject, facts and, where it was asked for, the name follow on the case and its open tasks,
    and so in the letters to come; the receipt and the letter book keep what was registered.
    A second call changes nothing. A defect whose answer or file is still as it was is refused
    (in FormIncomplete, by its page) unless `comment` says why it stays.
    Raises NoSuchDraft, NotACorrection, NothingToCorrect, FormIncomplete, PlaceStays, and what `act` raises.
    """
    draft = forms.lock(draft_token)
    case_id = draft.corrects_case_id
    if case_id is None or by.person_id is None or by.person_id != draft.person_id:
        raise NotACorrection
    if draft.submitted_case_id is not None:
        return cases.case(case_id)
    defects = open_defects(case_id)
    if not defects:
        raise NothingToCorrect
    files = attachments.history(case_id)
    definition = registry.service(draft.service)
    refuse_incomplete(draft, definition, kinds={file.kind for file in files})
    old, new = _shown(forms.answered_in(case_id)), _shown(forms.answered(draft))
    before = {defect.field: _before(defect, old) for defect in defects}
    after = {defect.field: _after(defect, new, files) for defect in defects}
    unchanged = [field for field in before if before[field] == after[field]]
    if unchanged and not comment.strip():
        raise FormIncomplete(_refusals(definition, unchanged))
    facts, subject = forms.facts(draft), subject_of(draft, definition)
    forms.submitted(draft, case_id)
    cases.answer_defects(
        case_id=case_id,
        answers=after,
        old=before,
        facts=_remarks(case_id, definition) | facts.as_json(),
        by=by,
    )
    cases.label(
        case_id, subject=subject, applicant=_renamed(by.person_id, definition, facts, set(before))
    )
    task_id, params = _sending(case_id, by, _moved(definition, cases.case(case_id), facts))
    return cases.act(task_id=task_id, action=SEND, by=by, comment=comment, params=params)


def _remarks(case_id: int, definition: ServiceDefinition) -> dict[str, Json]:
    """What is kept beside the answers."""
    asked = definition.questions_by_key()
    return {key: value for key, value in cases.case(case_id).facts.items() if key not in asked}


def _renamed(
    person_id: int, definition: ServiceDefinition, facts: Facts, corrected: set[str]
) -> Applicant | None:
    """The applicant under the name now written, if a name was to be put right; else None."""
    keys = {
        question.code: key
        for key, _page, question in reversed([*forms.each_question(definition.pages)])
        if question.code in NAMES
    }
    person = identity.person(person_id)
    if person is None or not corrected & set(keys.values()):
        return None
    written = {code: facts.text(key) for code, key in keys.items()}
    name = " ".join(filter(None, (written.get(code, "") for code in NAMES[:2])))
    return applicant_of(person, written.get(NAMES[2]) or name)


def _moved(definition: ServiceDefinition, case: CaseView, facts: Facts) -> dict[str, int]:
    """The slots whose organisation the correction changed."""
    chosen = definition.chosen_places(facts)
    return {slot: place for slot, place in chosen.items() if case.organisations.get(slot) != place}


def _sending(case_id: int, by: Actor, moved: Mapping[str, int]) -> tuple[int, dict[str, Json]]:
    """The task to send back, and the params that take the case to another organisation."""
    for offer in cases.offers(case_id, by):
        if offer.action.name == SEND:
            if moved.keys() - offer.action.reroute.keys():
                raise PlaceStays
            return offer.task_id, {offer.action.reroute[slot]: to for slot, to in moved.items()}
    raise NothingToCorrect


def _shown(pages: tuple[AnsweredPage, ...]) -> dict[str, str]:
    return {answer.key: answer.text for page in pages for answer in page.answers}


def _before(defect: DefectView, shown: Mapping[str, str]) -> str:
    if defect.field.startswith(FILE):
        return defect.field.removeprefix(FILE)
    return shown.get(defect.field, "")


def _after(defect: DefectView, shown: Mapping[str, str], files: list[AttachedFile]) -> str:
    """The new text; of a file the id of its newest version, or of one of its kind sent since."""
    if not defect.field.startswith(FILE):
        return shown.get(defect.field, "")
    named = newest = defect.field.removeprefix(FILE)
    by_replaced = {str(file.replaces): str(file.id) for file in files if file.replaces}
    while newest in by_replaced:
        newest = by_replaced[newest]
    kinds = {file.kind for file in files if str(file.id) == named} or {named}
    since = [str(f.id) for f in files if f.kind in kinds and f.received_at > defect.raised_at]
    return newest if newest != named else next(iter(since), named)


def _refusals(
    definition: ServiceDefinition, fields: list[str]
) -> dict[str, dict[str, list[DomainError]]]:
    refused: dict[str, dict[str, list[DomainError]]] = {}
    for field in fields:
        page, code = field.split(".", 1) if "." in field else (_files_page(definition), field)
        refused.setdefault(page, {})[code] = [DefectNotAnswered()]
    return refused


def _files_page(definition: ServiceDefinition) -> str:
    return next((p.code for p in definition.pages if p.kind is PageKind.ATTACHMENTS), "")
