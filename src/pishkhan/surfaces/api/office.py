"""A case as the office has it: answers, files, trail, and what may be done now."""

from collections.abc import Sequence

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView, DefectView, EventView, Offer
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.api import drawn, shapes
from pishkhan.web import places
from pishkhan.web.following import drawn_defect
from pishkhan.web.sentences import translated


def case(case_id: int, by: Actor) -> shapes.OfficeCase:
    """The case for `by`, who may see it."""
    view = cases.case(case_id)
    definition = catalogue.service(view.service)
    history = attachments.history(case_id)
    return shapes.OfficeCase(
        case=str(view.id),
        version=view.version,
        service=view.service,
        state=view.state,
        title=translated(view.state_title),
        status=view.status,
        applicant=view.applicant_name,
        subject=view.subject,
        letter_number=view.reference,
        opened_at=view.opened_at,
        due_at=view.due_at,
        closed_at=view.closed_at,
        pages=_pages(case_id),
        files=[drawn.file(one) for one in attachments.of_case(case_id)],
        defects=[
            _defect(one, definition, history) for one in cases.defects(case_id, only_open=True)
        ],
        events=[_event(one) for one in cases.events(case_id)],
        actions=[_action(one, view, definition) for one in cases.offers(case_id, by)],
    )


def _pages(case_id: int) -> list[shapes.AnsweredPage]:
    if not forms.last_round(case_id):
        return []
    return [
        shapes.AnsweredPage(
            title=translated(page.title),
            answers=[
                shapes.Answered(key=one.key, label=translated(one.label), text=translated(one.text))
                for one in page.answers
            ],
        )
        for page in forms.answered_in(case_id)
    ]


def _defect(
    one: DefectView, definition: ServiceDefinition, history: Sequence[AttachedFile]
) -> shapes.Defect:
    found = drawn_defect(one, definition, history)
    return shapes.Defect(field=found.field, label=found.label, kind=found.kind, note=found.note)


def _event(one: EventView) -> shapes.Event:
    return shapes.Event(
        at=one.at,
        kind=one.kind.value,
        title=translated(one.title),
        place=places.spoken(one.place),
        by=one.actor_name,
        comment=one.comment,
        reason=one.reason,
    )


def _action(one: Offer, view: CaseView, definition: ServiceDefinition) -> shapes.OfferedAction:
    action = one.action
    page = definition.action_pages.get(f"{view.state}.{action.name}")
    return shapes.OfferedAction(
        task=str(one.task_id),
        action=action.name,
        title=translated(action.title),
        comment=action.comment.value,
        raises_defects=action.raises_defects,
        params=dict(action.params),
        questions=[drawn.question(each, each.code) for each in page.questions] if page else [],
        reasons=drawn.choices(definition.reasons.get(action.reason, ())),
    )
