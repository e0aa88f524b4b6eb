"""Pressing a button by a program: what was sent is held against what the service asks."""

from collections.abc import Mapping
from datetime import date

from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchAction, ReasonRequired
from pishkhan.kernel.cases.spec import Action, CaseView, Defect, Json, TaskRow
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.api import shapes
from pishkhan.surfaces.api.errors import FieldUnknown


FILE = "attachment:"
Refusals = dict[str, list[DomainError]]


def press(task: TaskRow, given: shapes.NewAct, *, by: Actor) -> CaseView:
    """Press the button; raises FieldErrors, and what `cases.act` raises."""
    view = cases.case(task.case_id)
    definition = catalogue.service(view.service)
    action = cases.process_of(view.definition_id).states[task.state].actions.get(given.action)
    if action is None:
        raise NoSuchAction
    params, refused = _params(definition, task.state, action, given.params)
    defects, unknown = _defects(task.case_id, definition, given)
    refused |= unknown
    reasons = {one.value for one in definition.reasons.get(action.reason, ())}
    if given.reason and given.reason not in reasons:
        refused["reason"] = [ReasonRequired()]
    if refused and task.closed_at is None:
        raise FieldErrors(refused)
    return cases.act(
        task_id=task.id,
        action=given.action,
        by=by,
        seen_version=given.seen_version,
        comment=given.comment,
        reason=given.reason,
        defects=defects,
        params=params,
    )


def _params(
    definition: ServiceDefinition, state: str, action: Action, sent: Mapping[str, str | bool | int]
) -> tuple[dict[str, Json], Refusals]:
    """What the page of the service asks, read as its form reads it; the rest as it came."""
    page = definition.action_pages.get(f"{state}.{action.name}")
    asked = {one.code for one in page.questions} if page else set()
    refused: Refusals = {
        f"params.{name}": [FieldUnknown()]
        for name in sent
        if name not in asked | set(action.params)
    }
    params: dict[str, Json] = {name: sent[name] for name in action.params if name in sent}
    if page:
        read = forms.read_page(page, {name: _text(value) for name, value in sent.items()})
        refused |= {f"params.{code}": errors for code, errors in read.errors.items()}
        for code, value in read.read.items():
            params[code] = value.isoformat() if isinstance(value, date) else value
    return params, refused


def _text(value: str | bool | int) -> str:  # noqa: FBT001 - a value of JSON
    if isinstance(value, bool):
        return "on" if value else ""
    return str(value)


def _defects(
    case_id: int, definition: ServiceDefinition, given: shapes.NewAct
) -> tuple[list[Defect], Refusals]:
    if not given.defects:
        return [], {}
    known = _may_be_wrong(case_id, definition)
    refused: Refusals = {
        f"defects.{one.field}": [FieldUnknown()] for one in given.defects if one.field not in known
    }
    found = [
        Defect(
            field=one.field,
            kind=shapes.DEFECT_KINDS[one.kind],
            note=one.note,
            old=known.get(one.field),
        )
        for one in given.defects
    ]
    return found, refused


def _may_be_wrong(case_id: int, definition: ServiceDefinition) -> dict[str, str]:
    """All that can be returned, each with what it says now: answers, files, documents not sent."""
    known: dict[str, str] = {}
    if forms.last_round(case_id):
        known |= {one.key: one.text for page in forms.answered_in(case_id) for one in page.answers}
    files = attachments.of_case(case_id)
    known |= {f"{FILE}{one.id}": str(one.id) for one in files}
    sent = {one.kind for one in files}
    return known | {f"{FILE}{r.kind}": r.kind for r in definition.attachments if r.kind not in sent}
