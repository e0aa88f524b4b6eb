"""One button on many lines of the list: a preview that counts, then a result for each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchTask
from pishkhan.kernel.cases.spec import Action, TaskRow
from pishkhan.kernel.cases.terms import CommentRule
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.desk.errors import NothingTicked
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.web import pages
from pishkhan.web.fields import Field, Option
from pishkhan.web.people import Request
from pishkhan.web.sentences import sentence, translated


MOST = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An action that some of the ticked lines allow together, and which."""

    action: Action
    tasks: tuple[TaskRow, ...]
    reasons: tuple[Option, ...]

    @property
    def title(self) -> str:
        """What the button says."""
        return translated(self.action.title)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is asked once, for all of them."""
        return fields_of(self.action, self.reasons)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one line; `refusal` is empty where it was done."""

    task: TaskRow
    refusal: str


@require_POST
@staff_only
def bulk(request: Request) -> HttpResponse:
    """Without `action` the preview; with it, the deed."""
    ticked = list(_tasks(request.POST.getlist("task")[:MOST]))
    if not ticked:
        raise NothingTicked
    back = pages.safe_address(request, request.POST.get("back", ""), "/desk/")
    context: dict[str, object] = {"ticked": ticked, "back": back}
    action = request.POST.get("action", "")
    if not action:
        context["choices"] = _choices(request.actor, ticked)
        return pages.page(request, "desk/bulk.html", context)
    results = cases.act_on_many(
        task_ids=[task.id for task in ticked],
        action=action,
        by=request.actor,
        comment=request.POST.get("comment", "").strip(),
        reason=request.POST.get("reason", ""),
    )
    outcomes = [_outcome(task, results[task.id]) for task in ticked]
    context |= {"outcomes": outcomes, "done": sum(not one.refusal for one in outcomes)}
    return pages.page(request, "desk/bulk_done.html", context)


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


def _tasks(texts: Iterable[str]) -> Iterable[TaskRow]:
    for text in dict.fromkeys(texts):
        if not text.isdecimal() or len(text) >= len(str(2**63)):
            continue
        try:
            yield cases.task(int(text))
        except NoSuchTask:
            continue


def _choices(actor: Actor, ticked: list[TaskRow]) -> list[Choice]:
    """By action: the lines of which the state lists it and the actor may press it."""
    found: dict[str, list[TaskRow]] = {}
    actions: dict[str, Action] = {}
    for task in ticked:
        listed = _listed(task)
        for offer in cases.offers(task.case_id, actor):
            if offer.task_id == task.id and offer.action.name in listed:
                found.setdefault(offer.action.name, []).append(task)
                actions[offer.action.name] = offer.action
    return [
        Choice(action=actions[name], tasks=tuple(tasks), reasons=_reasons(actions[name], tasks[0]))
        for name, tasks in found.items()
    ]


def _listed(task: TaskRow) -> frozenset[str]:
    process = cases.process_of(cases.case(task.case_id).definition_id)
    return process.states[task.state].bulk


def _reasons(action: Action, task: TaskRow) -> tuple[Option, ...]:
    choices = catalogue.service(task.service).reasons.get(action.reason, ())
    return tuple(Option(value=one.value, label=translated(one.label)) for one in choices)


def _outcome(task: TaskRow, refusal: DomainError | None) -> Outcome:
    return Outcome(task=task, refusal=sentence(refusal) if refusal else "")
