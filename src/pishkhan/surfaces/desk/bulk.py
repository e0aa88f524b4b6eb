"""One button or verb on many lines of the list: a preview that counts and says why not, then a run."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoAddressee, NoSuchLabel, NoSuchTask
from pishkhan.kernel.cases.spec import Action, Addressee, TaskRow
from pishkhan.kernel.cases.terms import BulkDeed, CommentRule, Emphasis
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Holder
from pishkhan.surfaces.desk import referring
from pishkhan.surfaces.desk.errors import NothingTicked
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.surfaces.desk.inbox import Asked, page_of
from pishkhan.surfaces.desk.referring import RefTo
from pishkhan.web import pages
from pishkhan.web.errors import status_of
from pishkhan.web.fields import Field, Option, messages as texts_of
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
    def asked(self) -> tuple[str, str]:
        """By which field and value the run is asked for."""
        return "action", self.action.name

    @property
    def title(self) -> str:
        """What the button says."""
        return translated(self.action.title)

    @property
    def is_danger(self) -> bool:
        """Whether to be careful with it."""
        return self.action.kind is Emphasis.DANGER

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is asked once, for all of them."""
        return fields_of(self.action, self.reasons)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """A verb of the inbox that some of the lines allow; `to` is the form of a referral."""

    deed: BulkDeed
    tasks: tuple[TaskRow, ...]
    refused: tuple[tuple[TaskRow, str], ...]
    fields: tuple[Field, ...] = ()
    to: RefTo | None = None
    is_danger: bool = False

    @property
    def asked(self) -> tuple[str, str]:
        """By which field and value the run is asked for."""
        return "deed", self.deed.value

    @property
    def title(self) -> str:
        """What the button says."""
        return translated(self.deed.label)


@require_POST
@staff_only
def bulk(request: Request) -> HttpResponse:
    """Without `action` or `deed` the preview, else the run. `all` takes the whole list, not the ticks.

    A run that is asked for with something wrong is the preview again, with what is wrong.
    """
    back = pages.safe_address(request, request.POST.get("back", ""), "/desk/")
    ticked = list(_tasks(_ids(request, back), request.actor))
    if not ticked:
        raise NothingTicked
    action = request.POST.get("action", "")
    refusal: DomainError | None = None
    sent: list[Addressee | None] = []
    try:
        if request.POST.get("deed") == "share":
            return _shared(request, ticked)
        if (deed := _verb_asked(request)) is not None:
            sent = _sent(request, deed)
            return redirect("desk:run", _done(request, deed, ticked, sent))
    except DomainError as error:
        refusal = error
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
    errors = referring.at_fields(refusal, sent) if refusal else {}
    verbs = _verbs(request, ticked, errors)
    context = {
        "ticked": ticked,
        "back": back,
        "choices": choices,
        "verbs": verbs,
        "nothing": _why_nothing(request.actor, ticked) if not choices else (),
        "people": _people(request.actor, ticked),
        "is_cut": len(ticked) == MOST,
        "errors": texts_of([refusal]) if refusal and not errors else (),
        "fields": [field for verb in verbs for field in verb.fields],
    }
    status = status_of(refusal) if refusal else 200
    return pages.page(request, "desk/bulk.html", context, status=status)


def _verb_asked(request: Request) -> BulkDeed | None:
    """The verb whose button was pressed, not the one whose place is still looked for."""
    known = {one.value: one for one in cases.VERBS}
    return None if "find" in request.POST else known.get(request.POST.get("deed", ""))


def _sent(request: Request, deed: BulkDeed) -> list[Addressee | None]:
    """To whom it is referred; raises FieldErrors."""
    return referring.addressees(request.POST.dict()) if deed is BulkDeed.REFER else []


def _done(
    request: Request, deed: BulkDeed, ticked: Sequence[TaskRow], sent: Sequence[Addressee | None]
) -> int:
    """The id of the run that was begun."""
    task_ids = [task.id for task in ticked]
    if deed is BulkDeed.REFER:
        to = next((one for one in sent if one), None)
        if to is None:
            raise NoAddressee
        return cases.refer_many(task_ids=task_ids, to=to, by=request.actor)
    params = {}
    if deed is BulkDeed.LABEL:
        label = row_id(request.POST.get("label", ""))
        if label not in {one.id for one in cases.labels_of(request.actor)}:
            raise NoSuchLabel
        params = {"label_id": label}
    return cases.do_on_many(deed=deed, task_ids=task_ids, params=params, by=request.actor)


def _verbs(request: Request, ticked: list[TaskRow], errors: referring.Errors) -> list[Verb]:
    """The verbs that can be taken on at least one of the lines, whatever its process."""
    found = []
    for deed in cases.VERBS:
        good, refused = _parted(ticked, _refusal_by_verb(deed, request.actor))
        fields, to = _fields_of_verb(request, deed, good, errors)
        if good and (fields or deed is not BulkDeed.LABEL):
            shown = tuple(refused[:SHOWN_REFUSALS])
            found.append(Verb(deed=deed, tasks=tuple(good), refused=shown, fields=fields, to=to))
    return found


def _refusal_by_verb(deed: BulkDeed, actor: Actor) -> Callable[[TaskRow], DomainError | None]:
    return lambda task: cases.refusal_of_verb(task.id, deed, actor)


def _fields_of_verb(
    request: Request, deed: BulkDeed, good: list[TaskRow], errors: referring.Errors
) -> tuple[tuple[Field, ...], RefTo | None]:
    if deed is BulkDeed.LABEL:
        labels = cases.labels_of(request.actor)
        options = tuple(Option(value=str(one.id), label=one.name) for one in labels)
        field = Field(name="label", label=_("برچسب"), shape="select", options=options)
        return ((field,) if labels else ()), None
    if deed is not BulkDeed.REFER or not good:
        return (), None
    to = referring.addressee_form(request, good[0], 0, request.POST.dict(), errors)
    return (to.organisation, to.role, to.kind, to.order, to.days), to


def _parted(
    ticked: list[TaskRow], refusal_of: Callable[[TaskRow], DomainError | None]
) -> tuple[list[TaskRow], list[tuple[TaskRow, str]]]:
    """The lines on which it can be done, and the others with why not."""
    found = [(task, refusal_of(task)) for task in ticked]
    good = [task for task, refusal in found if refusal is None]
    return good, [(task, sentence(refusal)) for task, refusal in found if refusal is not None]


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
    good, refused = _parted(ticked, lambda task: cases.refusal_of(task.id, name, actor))
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
