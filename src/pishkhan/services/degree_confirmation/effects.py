"""What the steps of confirming do beside moving the case."""

from collections.abc import Mapping

from pishkhan.foundation import authenticity_code
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases.spec import Decided, Decision, Effect, Guard, Json, Step
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.spec import Result
from pishkhan.services.degree_confirmation import queries
from pishkhan.services.degree_confirmation.actions import confirming
from pishkhan.services.degree_confirmation.terms import CODE, FORGED


SAME, PEOPLE = "same", "people"


def _decide(facts: Mapping[str, Json]) -> Decided:
    paper = queries.ready_paper(facts)
    if paper is None:
        because = "سابقه‌ای که بی‌چون‌وچرا همین باشد و دو نفر امضایش کرده باشند نیست"
        return Decided(outcome=PEOPLE, because=(because,))
    return Decided(outcome=SAME, because=("همین شخص و همین مدرک در بانک سوابق است",))


def _note_forgery(step: Step) -> None:
    confirming.note_forgery(step, FORGED)


def result(case_id: int) -> Result | None:
    """The code that the case has brought."""
    code = queries.code_of_case(case_id)
    if code is None:
        return None
    return Result(
        title=_("کد صحت مدرک شما"),
        number=authenticity_code.grouped(code.code),
        text=_("از چپ خوانده می‌شود. هر کس با همین کد می‌تواند درستی مدرک را استعلام کند."),
        address=f"/v/{code.code}",
        link=_("ببینید استعلام‌کننده چه می‌بیند"),
    )


def page_of(case_id: int) -> str:
    """Where the two people compare."""
    return f"/x/degree-confirmation/{case_id}/"


EFFECTS: dict[str, Effect] = {
    "issue_code": confirming.issue,
    "note_forgery": _note_forgery,
    "remind_applicant": catalogue.tell(f"{CODE}.remind"),
    **{
        f"tell_{event}": catalogue.tell(f"{CODE}.{event}")
        for event in (
            "closed", "completed", "defect", "issued", "objected", "rejected", "reopened", "upheld",
        )
    },
}  # fmt: skip
GUARDS: dict[str, Guard] = {
    "record_is_theirs": confirming.require_record,
    "record_still_stands": confirming.require_same_record,
}
DECISIONS = {"register": Decision(outcomes=frozenset({SAME, PEOPLE}), decide=_decide)}
DONE_AT = {"comparison.confirm": page_of, "approval.approve": page_of}
