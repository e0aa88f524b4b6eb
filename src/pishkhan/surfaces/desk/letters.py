"""The answer of an office while it waits to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.cases.spec import CaseView, EventView
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms.spec import Page
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.surfaces.desk.decisions import action_page
from pishkhan.web import papers


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A text that waits to be signed."""

    text: str
    by: str
    at: datetime

    @property
    def paragraphs(self) -> list[str]:
        """What empty lines divide."""
        return papers.paragraphs(self.text)


def proposal_of(
    view: CaseView, definition: ServiceDefinition, events: Sequence[EventView]
) -> Proposal | None:
    """The text proposed in the step that brought the case where it is now, if it was one."""
    acted = [event for event in events if event.kind is EventKind.ACTION]
    if not acted or acted[-1].to_state != view.state or not definition.letters:
        return None
    last = acted[-1]
    page = action_page(definition, last.from_state, last.action)
    text = _long_text(page, last) if page else ""
    return Proposal(text=text, by=last.actor_name, at=last.at) if text else None


def _long_text(page: Page, event: EventView) -> str:
    texts = (
        str(event.params.get(question.code) or "")
        for question in page.questions
        if question.kind is QuestionKind.LONG_TEXT
    )
    return next((text for text in texts if text.strip()), "")
