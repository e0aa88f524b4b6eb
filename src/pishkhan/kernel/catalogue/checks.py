"""What a machine can find wrong with a service before anybody uses it (`manage.py check`)."""

from collections.abc import Iterator, Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import BadDefinition
from pishkhan.kernel.cases.spec import Process
from pishkhan.kernel.catalogue import registry
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Question
from pishkhan.kernel.forms.terms import PageKind, QuestionKind
from pishkhan.kernel.notifications import api as notifications


CHOOSING = frozenset({QuestionKind.CHOICE, QuestionKind.SELECT})


def check_services(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the signature of Django's checks
    **_options: object,
) -> list[CheckMessage]:
    """Every fault of every registered service."""
    return [
        Error(f"{definition.code}: {fault}", id="catalogue.E001")
        for definition in registry.services()
        for fault in faults_of(definition)
    ]


def faults_of(definition: ServiceDefinition) -> Iterator[str]:
    """What is wrong with one service, in words for its author."""
    yield from _faults_of_card(definition)
    yield from _faults_of_form(definition)
    yield from _faults_of_process(definition)


def _faults_of_card(definition: ServiceDefinition) -> Iterator[str]:
    for name in ("title", "summary", "legal_ground", "declaration"):
        if not getattr(definition, name).strip():
            yield f"{name} is empty"
    if not definition.desk_facts.stages or definition.desk_facts.working_days < 1:
        yield "desk_facts say neither the stages nor the time"
    events = {template.event for template in notifications.declared()}
    if definition.is_public == (definition.opens is not None):
        yield "`opens` belongs to services that only organisations ask for, and to them only"
    if definition.is_public and definition.registered_event not in events:
        yield f"no message for {definition.registered_event}"
    if not definition.sample:
        yield "there is no sample"


def _faults_of_form(definition: ServiceDefinition) -> Iterator[str]:
    pages = definition.pages
    keys = [key for key, _page, _question in forms.each_question(pages)]
    if len(keys) != len(set(keys)) or len({page.code for page in pages}) != len(pages):
        yield "two pages or questions have one name"
    kinds = [page.kind for page in pages]
    if definition.is_public:
        yield from _faults_of_public_form(definition)
    if definition.attachments and kinds.count(PageKind.ATTACHMENTS) != 1:
        yield "the form needs one page ATTACHMENTS"
    conditions = [page.when for page in pages]
    conditions += [question.when for _key, _page, question in forms.each_question(pages)]
    named = [condition.key for condition in conditions if condition]
    named += [*(definition.duplicates.keys if definition.duplicates else ()), *definition.sample]
    named += filter(None, (definition.letter_subject, definition.office_question))
    yield from (f"there is no question {key}" for key in sorted(set(named) - set(keys)))
    for key, _page, question in forms.each_question(pages):
        yield from (f"{key}: {fault}" for fault in _faults_of_question(question))


def _faults_of_places(definition: ServiceDefinition, process: Process) -> Iterator[str]:
    asked = {key: question for key, _page, question in forms.each_question(definition.pages)}
    for slot, key in definition.places.items():
        question = asked.get(key)
        if slot not in process.orgs:
            yield f"places: the process has no slot {slot}"
        elif question is None or question.kind is not QuestionKind.ORGANISATION:
            yield f"places: {key} is no question of kind ORGANISATION"
        elif not question.required or question.when:
            yield f"places: {key} must be asked of everybody"
        elif process.kinds.get(slot) != question.of:
            yield f"places: the kind of slot {slot} is not that of {key}"
    actions = [action for state in process.states.values() for action in state.actions.values()]
    if not definition.is_public:
        return  # whoever opens the case names its organisations
    filled = {definition.office_slot, *definition.places, *(s for a in actions for s in a.reroute)}
    yield from (f"nothing fills the slot {slot}" for slot in sorted(set(process.orgs) - filled))


def _faults_of_public_form(definition: ServiceDefinition) -> Iterator[str]:
    pages, kinds = definition.pages, [page.kind for page in definition.pages]
    if kinds.count(PageKind.MOBILE_CHECK) != 1 or kinds[-1:] != [PageKind.REVIEW]:
        yield "the form needs one page MOBILE_CHECK and a last one REVIEW"
    before_code = (
        pages[: kinds.index(PageKind.MOBILE_CHECK)] if PageKind.MOBILE_CHECK in kinds else ()
    )
    if not any(q.kind is QuestionKind.MOBILE for page in before_code for q in page.questions):
        yield "the form must ask for the MOBILE before the page MOBILE_CHECK"


def _faults_of_question(question: Question) -> Iterator[str]:
    if not question.label.strip():
        yield "has no label"
    if (question.kind in CHOOSING) != bool(question.choices):
        yield "options belong to questions of choice, and to them only"
    if (question.kind is QuestionKind.ORGANISATION) != (question.of is not None):
        yield "`of` belongs to questions of kind ORGANISATION, and to them only"


def _faults_of_process(definition: ServiceDefinition) -> Iterator[str]:
    try:
        process = cases.check(definition.code)
    except BadDefinition as error:
        yield str(error.data["faults"])
        return
    if definition.office_slot not in process.orgs:
        yield f"the process has no slot {definition.office_slot}"
    yield from _faults_of_places(definition, process)
    actions = {
        f"{state.name}.{action.name}": action
        for state in process.states.values()
        for action in state.actions.values()
    }
    lists = {action.reason for action in actions.values()} - {""}
    yield from (f"reasons has no list {name}" for name in sorted(lists - set(definition.reasons)))
    strange = sorted(set(definition.done_at) - set(actions))
    yield from (f"done_at: the process has no {name}" for name in strange)
    strange = sorted(set(definition.staff_titles) - {page.code for page in definition.pages})
    yield from (f"staff_titles: the form has no page {code}" for code in strange)
    for name, page in definition.action_pages.items():
        if name not in actions:
            yield f"action_pages: the process has no {name}"
        for question in page.questions:
            faults = _faults_of_question(question)
            yield from (f"{name}, {question.code}: {fault}" for fault in faults)
