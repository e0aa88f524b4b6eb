"""A register with the graduate of the sample, for the tests; and what no button of the desk does."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.api import holders
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import RecordResult, SourceOf
from pishkhan.kernel.records.terms import Origin
from pishkhan.kernel.records.testing import permit_all
from pishkhan.services.degree_confirmation import queries
from pishkhan.services.degree_confirmation.terms import BOOK


YEAR = 1398
SYSTEM = Actor.system()
# The graduate of the sample as her university sends her.
RECORD = {
    "source_id": "9412345",
    "person.identity": "0001010107",
    "person.given_name": "مهسا",
    "person.family_name": "بهرامی‌نیا",
    "person.father_name": "کیوان",
    "person.latin_name": "Mahsa Bahraminia",
    "person.birth_date": "1376/02/13",
    "person.sex": "female",
    "admission.admitted_on": "1394/07/01",
    "enrolment.level": "bachelor",
    "enrolment.field": "مهندسی عمران",
    "enrolment.student_number": "9412345",
    "enrolment.began_on": "1394/07/01",
    "award.level": "bachelor",
    "award.field": "مهندسی عمران",
    "award.awarded_on": "1398/06/31",
    "award.average": "17.42",
    "document.kind": "degree",
    "document.issued_on": "1398/07/15",
    "document.serial": "98/4127",
}


def open_register(university: OrganisationView) -> None:
    """The university has its permits, and its roll of the year is open."""
    if records.roll(university.id, YEAR) is None:
        permit_all(university)
        records.roll_open(university.id, YEAR, by=_keeper(university))


def close_register(university: OrganisationView) -> None:
    """Two people close the roll; the job that gets codes for it has not run yet."""
    staff = organisations.staff_of(university)
    expert, signer = staff[Role.EXPERT], staff[Role.SIGNER]
    found = records.roll(university.id, YEAR)
    if found is None:
        raise AssertionError("the roll was never opened")
    records.roll_sign(found.id, by=expert)
    records.roll_close(found.id, by=signer)


def recorded(university: OrganisationView, **changes: str) -> RecordResult:
    """The graduate in the register; `award__average="16"` changes a field, "" leaves it out."""
    open_register(university)
    flat = RECORD | {path.replace("__", "."): text for path, text in changes.items()}
    return records.take_record(
        {path: text for path, text in flat.items() if text},
        institution_id=university.id,
        origin=SourceOf(origin=Origin.BATCH, institution_id=university.id),
        by=SYSTEM,
    )


def _keeper(university: OrganisationView) -> Actor:
    return organisations.staff_of(university)[Role.EXPERT]


def settle(tree: organisations.Tree) -> list[int]:
    """The register is open; who hears objections at the centre is nobody of the university."""
    open_register(tree.university)
    central = cast.an_account("centre-expert")
    if central.id not in {one.account_id for one in holders(tree.office.id, Role.EXPERT)}:
        organisations.give(central, tree.office, Role.EXPERT)
    return [central.id]


def ways(view: CaseView, staff: Sequence[Actor]) -> Mapping[str, Callable[[], object] | None]:
    """Of the first person, whose button wants a record, or a place in a book where there is none."""
    if view.state != "comparison":
        return {}
    known = [one.award.id for one in queries.candidates(view.facts) if one.may_be_chosen]
    if known:
        return {
            "confirm": partial(press, view.id, staff, "confirm", params={"record": str(known[0])})
        }
    return {"confirm": partial(confirm_by_book, view.id, staff)}


def confirm_by_book(case_id: int, staff: Sequence[Actor], **said: str) -> CaseView:
    """Somebody of these confirms with a record out of the book."""
    return press(
        case_id,
        staff,
        "confirm",
        params={"record": BOOK, "volume": "12", "page": "47", "admitted_on": "1394/07/01", **said},
    )


def press(case_id: int, staff: Sequence[Actor], action: str, **more: object) -> CaseView:
    """The first of these to whom the button is open presses it."""
    for by in staff:
        for offer in cases.offers(case_id, by):
            if offer.action.name == action:
                return cases.act(task_id=offer.task_id, action=action, by=by, **more)  # type: ignore[arg-type]  # words of `act`
    raise AssertionError(f"nobody may press {action}")
