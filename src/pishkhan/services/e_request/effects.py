"""What the steps of a documented request do beside moving it."""

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Effect, Guard, Step
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import Letter
from pishkhan.kernel.organisations import api as organisations
from pishkhan.services.e_request import questions
from pishkhan.services.e_request.errors import AnswerIsEmpty, SheetIsIncomplete
from pishkhan.services.e_request.rules import missing_marks


ANSWER_LETTER = Letter(code="answer", title=_("پاسخ درخواست"))


def sheet_is_complete(step: Step) -> None:
    """Guard of referral: the five marks are on the sheet; raises SheetIsIncomplete."""
    missing = missing_marks(step.params)
    if missing:
        labels = {question.code: question.label for question in questions.SHEET.questions}
        raise SheetIsIncomplete(missing="، ".join(labels[mark] for mark in missing))


def answer_is_written(step: Step) -> None:
    """Guard of the proposal: there is a text to sign; raises AnswerIsEmpty."""
    if not str(step.params.get("text") or "").strip():
        raise AnswerIsEmpty


def proposed_answer(step: Step) -> str:
    """The text of the last proposal, which is what is being signed."""
    proposals = [event for event in cases.events(step.case_id) if event.action == "propose"]
    return str(proposals[-1].params["text"]) if proposals else ""


def _name_of_office(step: Step) -> dict[str, str]:
    office = organisations.organisation(step.organisations["office"])
    return {"organisation": office.name if office else ""}


EFFECTS: dict[str, Effect] = {
    "tell_defect": catalogue.tell("e_request.defect"),
    "tell_completed": catalogue.tell("e_request.completed"),
    "tell_forwarded": catalogue.tell("e_request.forwarded", more=_name_of_office),
    "tell_rejected": catalogue.tell("e_request.rejected"),
    "tell_answered": catalogue.tell("e_request.answered"),
    "tell_reopened": catalogue.tell("e_request.reopened"),
    "tell_closed": catalogue.tell("e_request.closed"),
    "remind_applicant": catalogue.tell("e_request.remind"),
    "issue_answer": catalogue.issue_letter(ANSWER_LETTER, text=proposed_answer),
}
GUARDS: dict[str, Guard] = {
    "sheet_is_complete": sheet_is_complete,
    "answer_is_written": answer_is_written,
}
