"""The form of a decision, made from what the process and the service declare about an action."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases, errors as cases_errors
from pishkhan.kernel.cases.spec import Action, CaseView, Defect, Json, Offer, Span
from pishkhan.kernel.cases.terms import CommentRule, Emphasis
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Page, PageState
from pishkhan.surfaces.desk import defects, places
from pishkhan.surfaces.desk.defects import DefectGroup
from pishkhan.surfaces.desk.errors import NotChosen, NotConfirmed
from pishkhan.surfaces.desk.material import FactPage, FileLine
from pishkhan.web import form_pages
from pishkhan.web.fields import Field, Option, messages
from pishkhan.web.sentences import translated


COMMENT, REASON, CONFIRM, FIND = "comment", "reason", "confirm", "_find"
Typed = Mapping[str, str]
Errors = Mapping[str, list[DomainError]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What the forms of a case are made on."""

    view: CaseView
    definition: ServiceDefinition
    pages: tuple[FactPage, ...]
    files: tuple[FileLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What an officer gave with a button; `errors` by field says what has to be put right."""

    comment: str = ""
    reason: str = ""
    defects: tuple[Defect, ...] = ()
    params: Mapping[str, Json] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """A try that was refused: the action, what was typed, and why, by field ("" for the whole)."""

    action: str
    typed: Typed
    errors: Errors


@dataclass(frozen=True, kw_only=True, slots=True)
class Picker:
    """The choice of an organisation, with the search that narrows it."""

    field: Field
    find_name: str
    find_text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionForm:
    """What a button wants, as it is drawn."""

    action: Action
    task_id: int
    version: int
    title: str
    address: str = ""  # of the page where it is done, if that is not here
    page_title: str = ""
    intro: str = ""
    before: tuple[Field, ...] = ()
    picker: Picker | None = None
    groups: tuple[DefectGroup, ...] = ()
    after: tuple[Field, ...] = ()
    form_errors: tuple[str, ...] = ()
    is_open: bool = False
    answer_within: Span | None = None

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        """The fields to be put right, in the order of the form."""
        lines = (line.as_field for group in self.groups for line in group.lines)
        picked = (self.picker.field,) if self.picker else ()
        return tuple(f for f in (*self.before, *picked, *lines, *self.after) if f.errors)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the case."""
        return f"#do-{self.action.name}"

    @property
    def is_primary(self) -> bool:
        """Whether it is the usual way on."""
        return self.action.kind is Emphasis.PRIMARY


def prefix_of(action: str) -> str:
    """What the names of an action's inputs begin with: several forms stand on one page."""
    return f"{action}-"


def typed_of(action: str, post: Mapping[str, str]) -> dict[str, str]:
    """The inputs of one action, without the beginning of their names."""
    prefix = prefix_of(action)
    return {k.removeprefix(prefix): text for k, text in post.items() if k.startswith(prefix)}


def action_page(definition: ServiceDefinition, state: str, action: str) -> Page | None:
    """What the service asks the officer before this action."""
    return definition.action_pages.get(f"{state}.{action}")


def read(ground: Ground, action: Action, typed: Typed) -> Given:
    """What was given, checked as far as no case need be touched for it."""
    errors: dict[str, list[DomainError]] = {}
    state = _page_state(ground, action, typed)
    errors |= state.errors if state else {}
    params = _params(action, typed, state)
    pickers = set(action.reroute.values())
    for name, is_required in action.params.items():
        if is_required and params.get(name) in (None, "") and name not in errors:
            refusal = NotChosen() if name in pickers else cases_errors.ParamRequired(name=name)
            errors[name] = [refusal]
    found, refused = _defects(ground, action, typed)
    errors |= refused
    comment, reason = typed.get(COMMENT, "").strip(), typed.get(REASON, "")
    if action.comment is CommentRule.REQUIRED and not comment:
        errors[COMMENT] = [cases_errors.CommentRequired()]
    known = {choice.value for choice in ground.definition.reasons.get(action.reason, ())}
    if action.reason and reason not in known:
        errors[REASON] = [cases_errors.ReasonRequired()]
    if action.raises_defects and not (found or refused):
        errors[""] = [cases_errors.DefectsRequired()]
    if wants_confirming(action) and not typed.get(CONFIRM):
        errors[CONFIRM] = [NotConfirmed()]
    return Given(comment=comment, reason=reason, defects=tuple(found), params=params, errors=errors)


def drawn(ground: Ground, offer: Offer, attempt: Attempt | None) -> DecisionForm:
    """The form of one button, with what was typed and refused if this one was tried."""
    action = offer.action
    mine = attempt if attempt and attempt.action == action.name else None
    typed, errors = (mine.typed, mine.errors) if mine else ({}, {})
    page = action_page(ground.definition, ground.view.state, action.name)
    shown = [_page_fields(page, _page_state(ground, action, typed), errors) if page else ()]
    names = {f.name for group in shown for f in group}
    shown.append(_param_fields(action, typed, errors, names))
    before = tuple(_named(f, action) for group in shown for f in group)
    after = tuple(_named(f, action) for f in _closing_fields(ground, action, typed, errors))
    placed = (
        names
        | {f.name for f in shown[-1]}
        | {f.name.removeprefix(prefix_of(action.name)) for f in after}
    )
    groups = _groups(ground, action, mine, errors)
    placed |= {line.field for group in groups for line in group.lines}
    placed |= set(action.reroute.values())
    return DecisionForm(
        action=action,
        task_id=offer.task_id,
        version=offer.version,
        title=translated(action.title),
        address=_address(ground, action),
        page_title=translated(page.title) if page else "",
        intro=translated(page.intro) if page else "",
        before=before,
        picker=_picker(ground, action, typed, errors),
        groups=groups,
        after=after,
        form_errors=tuple(
            text
            for name, several in errors.items()
            if name not in placed
            for text in messages(several)
        ),
        is_open=mine is not None,
        answer_within=_answer_within(ground, action),
    )


def _address(ground: Ground, action: Action) -> str:
    done_at = ground.definition.done_at.get(f"{ground.view.state}.{action.name}")
    return done_at(ground.view.id) if done_at else ""


def _answer_within(ground: Ground, action: Action) -> Span | None:
    """How long the applicant has, where the action gives the case back to them."""
    state = cases.process_of(ground.view.definition_id).states[action.to]
    return state.due if action.raises_defects and state.with_applicant else None


def wants_confirming(action: Action) -> bool:
    """Whether the button wants a tick that says what it does."""
    return action.kind is Emphasis.DANGER or bool(action.confirm)


def _page_state(ground: Ground, action: Action, typed: Typed) -> PageState | None:
    page = action_page(ground.definition, ground.view.state, action.name)
    return forms.read_page(page, form_pages.read(page, typed)) if page else None


def _params(action: Action, typed: Typed, state: PageState | None) -> dict[str, Json]:
    given: dict[str, Json] = {
        name: typed[name].strip() for name in action.params if typed.get(name, "").strip()
    }
    for code, value in (state.read if state else {}).items():
        given[code] = value.isoformat() if isinstance(value, date) else value
    return given


def _defects(
    ground: Ground, action: Action, typed: Typed
) -> tuple[list[Defect], dict[str, list[DomainError]]]:
    if not action.raises_defects:
        return [], {}
    return defects.read(ground.pages, ground.files, ground.definition, typed)


def _page_fields(page: Page, state: PageState | None, errors: Errors) -> tuple[Field, ...]:
    fields = form_pages.drawn_fields(page, state, errors=dict(errors)) if state else ()
    # The guard of the service says which ticks it wants; none of them is a matter of taste.
    return tuple(replace(f, required=True) if f.shape == "tick" else f for f in fields)


def _param_fields(
    action: Action, typed: Typed, errors: Errors, drawn_already: set[str]
) -> tuple[Field, ...]:
    """Plain inputs for parameters that neither the service's page nor a picker asks for."""
    asked = drawn_already | set(action.reroute.values())
    return tuple(
        Field(
            name=name,
            label=name,
            value=typed.get(name, ""),
            required=is_required,
            errors=messages(errors.get(name, ())),
        )
        for name, is_required in action.params.items()
        if name not in asked
    )


def _picker(ground: Ground, action: Action, typed: Typed, errors: Errors) -> Picker | None:
    for slot, param in action.reroute.items():
        text = typed.get(param + FIND, "").strip()
        here = ground.view.organisations.get(slot)
        return Picker(
            field=_named(
                Field(
                    name=param,
                    label=_("سازمان گیرنده"),
                    shape="select",
                    errors=messages(errors.get(param, ())),
                    options=places.options(text, here=here, chosen=typed.get(param, "")),
                ),
                action,
            ),
            find_name=prefix_of(action.name) + param + FIND,
            find_text=text,
        )
    return None


def _groups(
    ground: Ground, action: Action, mine: Attempt | None, errors: Errors
) -> tuple[DefectGroup, ...]:
    if not action.raises_defects:
        return ()
    return defects.drawn(
        ground.pages,
        ground.files,
        ground.definition,
        typed=mine.typed if mine else None,
        errors=errors,
        prefix=prefix_of(action.name),
    )


def _closing_fields(ground: Ground, action: Action, typed: Typed, errors: Errors) -> list[Field]:
    """Reason, text and confirmation: what comes last before the button."""
    found: list[Field] = []
    if action.reason:
        found.append(
            Field(
                name=REASON,
                label=_("دلیل"),
                shape="select",
                errors=messages(errors.get(REASON, ())),
                options=tuple(
                    Option(
                        value=choice.value,
                        label=translated(choice.label),
                        chosen=choice.value == typed.get(REASON),
                    )
                    for choice in ground.definition.reasons.get(action.reason, ())
                ),
            )
        )
    if action.comment is not CommentRule.NONE:
        found.append(
            Field(
                name=COMMENT,
                label=_("نظر (پاراف)"),
                shape="area",
                rows=3,
                value=typed.get(COMMENT, ""),
                required=action.comment is CommentRule.REQUIRED,
                errors=messages(errors.get(COMMENT, ())),
            )
        )
    if wants_confirming(action):
        found.append(
            Field(
                name=CONFIRM,
                label=_confirmation(action),
                shape="tick",
                value=typed.get(CONFIRM, ""),
                errors=messages(errors.get(CONFIRM, ())),
            )
        )
    return found


def _confirmation(action: Action) -> str:
    if action.confirm:
        return translated(action.confirm)
    return _("می‌دانم که با «%(action)s» بررسی پایان می‌یابد و به متقاضی خبر داده می‌شود.") % {
        "action": translated(action.title)
    }


def _named(one: Field, action: Action) -> Field:
    prefix = prefix_of(action.name)
    condition = one.condition and replace(one.condition, name=prefix + one.condition.name)
    return replace(one, name=prefix + one.name, key="", condition=condition)
