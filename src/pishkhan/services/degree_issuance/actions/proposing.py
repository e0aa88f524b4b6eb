"""A proposal is written down and goes to the second person."""

from collections.abc import Mapping

from django.db import transaction

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.forms.spec import PageState
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.records import api as records
from pishkhan.services.degree_issuance.questions import DEED, PAGE_OF
from pishkhan.services.degree_issuance.terms import CODE, Deed


def checked(deed: Deed, typed: Mapping[str, str]) -> tuple[PageState, dict[str, list[DomainError]]]:
    """How the answers for a deed stand, and what is wrong with them, by question code."""
    page = PAGE_OF[deed]
    answers = {page.key(one): typed.get(one.code, "") for one in page.questions}
    state = forms.check_page((DEED, page), page, {**answers, "deed.deed": deed.value})
    return state, {code: list(errors) for code, errors in state.errors.items()}


@transaction.atomic
def propose(*, university_id: int, deed: Deed, typed: Mapping[str, str], by: Actor) -> int:
    """Write it down and send it to the second person; returns the case.

    Raises NotAllowed, FormIncomplete (under the deed's page), and what the guard refuses.
    """
    organisations.require(by, Act.KEEP_RECORDS, records.of_institution(university_id))
    _state, faults = checked(deed, typed)
    if faults:
        raise FormIncomplete({PAGE_OF[deed].code: faults})
    case_id = open_one(university_id=university_id, deed=deed, typed=typed, by=by)
    for one in cases.offers(case_id, by):
        if one.action.name == "propose":
            cases.act(task_id=one.task_id, action="propose", by=by)
    return case_id


@transaction.atomic
def open_one(*, university_id: int, deed: Deed, typed: Mapping[str, str], by: Actor) -> int:
    """The case with its answers; it stands with the first person. The university is its applicant."""
    draft = forms.start(CODE, session_key=secret.token())
    forms.save(draft, DEED, {"deed": deed.value, "deed.deed": deed.value})
    page = PAGE_OF[deed]
    forms.save(draft, page, dict(typed) | {page.key(one): typed.get(one.code, "") for one in page.questions})  # fmt: skip
    place = organisations.organisation(university_id)
    view = cases.open_case(
        service=CODE,
        applicant=Applicant(person_id=university_id, name=place.name if place else ""),
        organisations={"university": university_id},
        subject=deed.label,
        facts=forms.facts(draft).as_json(),
        by=by,
    )
    forms.submitted(draft, view.id)
    record(f"{CODE}.proposed", target="case", target_id=view.id, by=by)
    return view.id
