"""One button on many lines of the list: a preview that counts and says why not, then a run."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchTask
from pishkhan.kernel.cases.spec import Action, TaskRow
from pishkhan.kernel.cases.terms import CommentRule
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Holder
from pishkhan.surfaces.desk.errors import NothingTicked
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.surfaces.desk.inbox import Asked, page_of
from pishkhan.web import pages
from pishkhan.web.fields import Field, Option
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import sentence, translated


MOST = 1000
SHOWN_REFUSALS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An action that some of the lines allow together: which, and why the others not."""

    action: Action
    tasks: tuple[TaskRow, ...]
    reasons: tuple[Option, ...]
    refused: tuple[tuple[TaskRow, str], ...]

    @property
    def title(self) -> str:
        """What the button says."""
        return translated(self.action.title)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is asked once, for all of them."""
        return fields_of(self.action, self.reasons)


@require_POST
@staff_only
def bulk(request: Request) -> HttpResponse:
    """Without `action` the preview; with it, the run. `all` takes the whole list, not the ticks."""
    back = pages.safe_address(request, request.POST.get("back", ""), "/desk/")
    ticked = list(_tasks(_ids(request, back), request.actor))
    if not ticked:
        raise NothingTicked
    action = request.POST.get("action", "")
    if request.POST.get("deed") == "share":
        return _shared(request, ticked)
    if action:
        run_id = cases.press_on_many(
            task_ids=[task.id for task in ticked],
            action=action,
            title=_title(ticked, action),
            by=request.actor,
            comment=request.POST.get("comment", "").strip(),
            reason=request.POST.get("reason", ""),
        )
        return redirect("desk:run", run_id)
    choices = _choices(request.actor, ticked)
    context = {
        "ticked": ticked,
        "back": back,
        "choices": choices,
        "nothing": _why_nothing(request.actor, ticked) if not choices else (),
        "people": _people(request.actor, ticked),
        "is_cut": len(ticked) == MOST,
    }
    return pages.page(request, "desk/bulk.html", context)


def fields_of(action: Action, reasons: tuple[Option, ...]) -> tuple[Field, ...]:
    """Reason and text, as far as the action wants them."""
    found: list[Field] = []
    if action.reason:
        found.append(Field(name="reason", label=_("دلیل"), shape="select", options=reasons))
    if action.comment is not CommentRule.NONE:
        found.append(
            Field(
                name="comment",
                label=_("نظر (پاراف)"),
                shape="area",
                rows=2,
                required=action.comment is CommentRule.REQUIRED,
            )
        )
    return tuple(found)


def _ids(request: Request, back: str) -> Iterable[int]:
    if not request.POST.get("all"):
        texts = dict.fromkeys(request.POST.getlist("task")[:MOST])
        return [one for text in texts if (one := row_id(text)) is not None]
    asked = Asked.of(QueryDict(back.partition("?")[2]))
    return [row.id for row in page_of(request.actor, asked, limit=MOST).rows]


def _tasks(ids: Iterable[int], actor: Actor) -> Iterable[TaskRow]:
    """The tasks that the actor may know of; others are as if they were not there."""
    for one in ids:
        try:
            task = cases.task(one)
        except NoSuchTask:
            continue
        if cases.lies_with(task, actor) or cases.may_see(task.case_id, actor):
            yield task


def _asked_for(ticked: list[TaskRow]) -> dict[str, list[TaskRow]]:
    """By action: the lines of which the state lists it."""
    found: dict[str, list[TaskRow]] = {}
    for task in ticked:
        for name in _listed(task):
            found.setdefault(name, []).append(task)
    return found


def _choices(actor: Actor, ticked: list[TaskRow]) -> list[Choice]:
    """The actions that can be taken on at least one of the lines, each with who is left out."""
    return [c for name in _asked_for(ticked) if (c := _choice(name, actor, ticked)) is not None]


def _choice(name: str, actor: Actor, ticked: list[TaskRow]) -> Choice | None:
    good: list[TaskRow] = []
    refused: list[tuple[TaskRow, str]] = []
    for task in ticked:
        refusal = cases.refusal_of(task.id, name, actor)
        if refusal is None:
            good.append(task)
        else:
            refused.append((task, sentence(refusal)))
    if not good:
        return None
    process = cases.process_of(cases.case(good[0].case_id).definition_id)
    action = process.states[good[0].state].actions[name]
    return Choice(
        action=action,
        tasks=tuple(good),
        reasons=_reasons(action, good[0]),
        refused=tuple(refused[:SHOWN_REFUSALS]),
    )


def _why_nothing(actor: Actor, ticked: list[TaskRow]) -> tuple[tuple[TaskRow, str], ...]:
    """Why none of the lines can be done together, line by line."""
    found = []
    for task in ticked[:SHOWN_REFUSALS]:
        name = next(iter(_listed(task)), "")
        refusal = cases.refusal_of(task.id, name, actor)
        found.append((task, sentence(refusal) if refusal else ""))
    return tuple(found)


def _listed(task: TaskRow) -> list[str]:
    if task.is_referral:
        return []
    process = cases.process_of(cases.case(task.case_id).definition_id)
    state = process.states.get(task.state)
    return [name for name in state.actions if name in state.bulk] if state else []


def _title(ticked: list[TaskRow], action: str) -> str:
    for task in ticked:
        process = cases.process_of(cases.case(task.case_id).definition_id)
        found = process.states[task.state].actions.get(action)
        if found is not None:
            return found.title
    return action


def _reasons(action: Action, task: TaskRow) -> tuple[Option, ...]:
    choices = catalogue.service(task.service).reasons.get(action.reason, ())
    return tuple(Option(value=one.value, label=translated(one.label)) for one in choices)


def _people(actor: Actor, ticked: list[TaskRow]) -> tuple[Holder, ...]:
    """Whom the lines could be handed to: who works in the one cartable that they all lie in."""
    places = {(task.organisation_id, task.role, task.service) for task in ticked}
    may = all(cases.lies_with(task, actor) or cases.may_distribute(task, actor) for task in ticked)
    if len(places) != 1 or not may:
        return ()
    organisation_id, role, service = places.pop()
    held = organisations.holders(organisation_id or 0, role, service)
    return tuple({one.account_id: one for one in held}.values())


def _shared(request: Request, ticked: list[TaskRow]) -> HttpResponse:
    """Hand the lines over, evenly, to the colleagues who were ticked."""
    known = {one.account_id for one in _people(request.actor, ticked)}
    to = [one for text in request.POST.getlist("to") if (one := row_id(text)) in known]
    shares = cases.evenly([task.id for task in ticked], dict.fromkeys(filter(None, to), 0))
    run_id = cases.distribute(shares=shares, title=_("سپردن به همکاران"), by=request.actor)
    return redirect("desk:run", run_id)
