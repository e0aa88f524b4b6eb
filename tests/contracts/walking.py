"""A walker: files the sample of a service and presses every button it can, until the case ends."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from pishkhan.foundation.clock import frozen, now
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.attachments.terms import FileType
from pishkhan.kernel.attachments.testing import a_jpeg, a_pdf, a_png
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView, Defect, Json, Offer
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import Receipt, ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Page
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.api import actor_for_account
from pishkhan.kernel.organisations.terms import Role


LONGEST_WALK = 60
LONGER_THAN_ANY_DEADLINE = timedelta(days=120)


@dataclass(kw_only=True)
class Ground:
    """Where the walks take place: offices with somebody in every post, and an applicant."""

    office_id: int
    elsewhere_id: int
    staff: tuple[Actor, ...]
    applicant: Actor
    own: ModuleType | None = None  # the service's `testing`: its people, and what no button does
    at: datetime = field(default_factory=now)
    pressed: Counter[tuple[str, str]] = field(default_factory=Counter)


def ground_for(definition: ServiceDefinition) -> Ground:
    """Publish the process and fill every post of the offices a case can come to."""
    tree = organisations.a_tree()
    catalogue.publish_all(Actor.system())
    catalogue.set_office(definition.code, organisation_id=tree.office.id, by=Actor.system())
    for organisation in (tree.office, tree.university):
        by_role = organisations.staff_of(organisation)
    if not definition.is_public:
        organisations.give(cast.the_clerk(), tree.university, Role.LIAISON)
    accounts = [actor.account_id or 0 for actor in by_role.values()]
    own = _own(definition.code)
    if own is not None:
        accounts += own.settle(tree)
    return Ground(
        own=own,
        office_id=tree.office.id,
        elsewhere_id=tree.university.id,
        staff=tuple(map(actor_for_account, accounts)),
        applicant=identity.actor_for_person(cast.the_applicant().id),
    )


def _own(code: str) -> ModuleType | None:
    """`services/<code>/testing.py`, where a service needs more people than offices have, or brings
    work that is done on pages of its own: `settle(tree)` gives account ids, `ways(view, staff)`
    what leads on, by name of the action.
    """
    name = f"pishkhan.services.{code}.testing"
    return import_module(name) if find_spec(name) else None


def open_sample(definition: ServiceDefinition, ground: Ground) -> int:
    """The sample as a case: filed by a person, or opened for an organisation where none files."""
    if definition.opens is not None:
        return definition.opens(ground.elsewhere_id, Actor.system())
    return file_sample(definition, ground).case_id


def file_sample(
    definition: ServiceDefinition, ground: Ground, *, language: str = "fa", **answers: str
) -> Receipt:
    """The sample of the service, filled in, confirmed, with its files, submitted.

    `answers` stand in place of those of the sample, with two underscores for the dot of their key.
    """
    draft = forms.start(definition.code, session_key="a browser", language=language)
    sample = dict(definition.sample)
    sample |= {key.replace("__", "."): text for key, text in answers.items()}
    sample |= {key: str(ground.elsewhere_id) for key in definition.places.values()}
    for page in definition.pages:
        forms.save(draft, page, sample)
    forms.bind(draft, ground.applicant.person_id or 0)
    for rule in definition.attachments:
        attachments.receive(
            draft_id=draft.pk,
            kind=rule.kind,
            name="sample",
            stream=io.BytesIO(_file_for(rule)),
            rule=rule,
            by=ground.applicant,
        )
    return catalogue.submit(draft.token, by=ground.applicant)


def _file_for(rule: AttachmentRule) -> bytes:
    makers = {FileType.JPEG: a_jpeg, FileType.PNG: a_png, FileType.PDF: a_pdf}
    return makers[next(iter(rule.types))]()


def walk(definition: ServiceDefinition, ground: Ground) -> CaseView:
    """File the sample and do, at each stand, what was done there least so far; the last stand."""
    with frozen(ground.at):
        case_id = open_sample(definition, ground)
    for _step in range(LONGEST_WALK):
        ground.at += timedelta(hours=1)
        with frozen(ground.at):
            view = cases.case(case_id)
            if view.closed_at is not None:
                return view
            ways = _ways(definition, view, ground)
            assert ways, f"in {view.state} nobody has anything to press and no time runs"
            name = min(ways, key=lambda name: ground.pressed[view.state, name])
            ground.pressed[view.state, name] += 1
            ways[name]()
    return cases.case(case_id)


def _ways(
    definition: ServiceDefinition, view: CaseView, ground: Ground
) -> dict[str, Callable[[], object]]:
    """By name of the action, what leads on from here: buttons, the correction, the time."""
    ways: dict[str, Callable[[], object]] = {}
    for actor in (*ground.staff, ground.applicant):
        for offer in cases.offers(view.id, actor):
            ways[offer.action.name] = partial(_press, definition, view, ground, offer, actor)
    if ground.own is not None:
        done_there = ground.own.ways(view, ground.staff)
        ways = {name: way for name, way in ways.items() if name not in done_there} | {
            name: way for name, way in done_there.items() if way is not None
        }
    if view.with_applicant and view.open_defects:
        ways["send"] = partial(_correct, view, ground)
    for timer in cases.process_of(view.definition_id).states[view.state].timers:
        if timer.action:
            ways[timer.action] = partial(_wait, view, ground)
    return ways


def _press(
    definition: ServiceDefinition, view: CaseView, ground: Ground, offer: Offer, actor: Actor
) -> None:
    action = offer.action
    defect = Defect(field=_any_question(view), kind=DefectKind.INCORRECT, note="روشن نیست")
    reasons = definition.reasons.get(action.reason, ())
    cases.act(
        task_id=offer.task_id,
        action=action.name,
        by=actor,
        comment="متن نمونه",
        reason=reasons[0].value if reasons else "",
        defects=[defect] if action.raises_defects else (),
        params={
            **_answers_of(definition.action_pages.get(f"{view.state}.{action.name}")),
            **{
                name: ground.elsewhere_id if name in action.reroute.values() else "نمونه"
                for name in action.params
            },
        },
    )


def _correct(view: CaseView, ground: Ground) -> None:
    draft = catalogue.start_correction(view.id, by=ground.applicant)
    catalogue.resubmit(draft.token, by=ground.applicant, comment="همین درست است")


def _wait(view: CaseView, ground: Ground) -> None:
    """Let time pass until a timer has moved the case."""
    ground.at += LONGER_THAN_ANY_DEADLINE
    with frozen(ground.at):
        while cases.fire_due_timers(100):
            continue
        assert cases.case(view.id).state != view.state, f"no timer moved {view.state}"


def _answers_of(page: Page | None) -> dict[str, Json]:
    """Right answers to the questions an officer is asked before an action."""
    answers: dict[str, Json] = {}
    for question in page.questions if page else ():
        match question.kind:
            case QuestionKind.TICK:
                answers[question.code] = True
            case QuestionKind.CHOICE | QuestionKind.SELECT:
                answers[question.code] = question.choices[0].value
            case QuestionKind.NUMBER | QuestionKind.YEAR:
                answers[question.code] = question.minimum or 1400
            case _:
                answers[question.code] = "متن نمونه"
    return answers


def _any_question(view: CaseView) -> str:
    return forms.answered_in(view.id)[-1].answers[0].key
