"""The applicant chooses where the request goes; whom it lacks there is told and asked for."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import CaseStatus, DefectKind, Lack
from pishkhan.kernel.catalogue import api, registry
from pishkhan.kernel.catalogue.errors import PlaceStays
from pishkhan.kernel.catalogue.terms import Audience
from pishkhan.kernel.catalogue.tests.conftest import press
from pishkhan.kernel.catalogue.tests.placed import FOLDER, STUDY, placed
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.testing import declared_form
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing
from pishkhan.kernel.organisations.terms import Role


SYSTEM = Actor.system()


@pytest.fixture
def service(monkeypatch):
    known, card = registry.registry(), placed()
    with declared_form(card.code, card.pages):
        registry.register(card, FOLDER)
        yield card
    monkeypatch.undo()  # what a test put in its place must not come back after it
    known.definitions.pop(card.code)
    known.folders.pop(card.code)


@pytest.fixture
def tree(db, service):  # noqa: ARG001 - registered before it is published
    cases.publish("placed_service", by=SYSTEM)
    return testing.a_tree()


@pytest.fixture
def applicant(tree):  # noqa: ARG001 - opens the database
    return identity.actor_for_person(cast.the_applicant().id)


def draft_for(place, service, applicant):
    draft = forms.start(service.code, session_key="browser")
    forms.save(draft, STUDY, {"university": str(place.id)})
    for page in service.pages[1:]:
        forms.save(draft, page, service.sample)
    forms.bind(draft, applicant.person_id)
    return draft


def deputy_at(place):
    account = cast.the_expert()
    testing.give(account, place, Role.DEPUTY)
    cases.create_cartable(
        organisation_id=place.id, role="deputy", service="placed_service", by=SYSTEM
    )
    return organisations.actor_for_account(account.id)


def test_its_card_has_no_fault(service):
    assert list(api.faults_of(service)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"places": {"host": "study.university"}}, "no slot host"),
        ({"places": {"university": "person.mobile"}}, "no question of kind ORGANISATION"),
        ({"places": {}, "office_slot": "nowhere"}, "no slot nowhere"),
        ({"audiences": (Audience.UNIVERSITY,)}, "`opens`"),
        ({"opens": lambda _place, _by: 1}, "`opens`"),
    ],
)
def test_a_card_whose_places_do_not_fit_is_refused(service, change, fault):
    assert fault in "; ".join(api.faults_of(replace(service, **change)))


def test_the_chosen_university_receives_the_request(tree, service, applicant):
    deputy_at(tree.university)
    draft = draft_for(tree.university, service, applicant)
    receipt = api.submit(draft.token, by=applicant)
    case = cases.case(receipt.case_id)
    assert case.organisations == {"university": tree.university.id}
    assert case.status is CaseStatus.OPEN
    assert receipt.office == tree.university.name


def test_before_the_rest_is_filled_in_it_says_who_is_missing_and_asks_once(
    tree, service, applicant
):
    draft = draft_for(tree.university, service, applicant)
    [missing] = api.lacking(draft)
    assert (missing.role, missing.lack, missing.asked_at) == ("deputy", Lack.NO_CARTABLE, None)
    assert missing.organisation_name == tree.university.name
    api.ask_for_lacking(draft, by=applicant)
    [asked] = api.lacking(draft)
    assert asked.asked_at is not None
    assert api.ask_for_lacking(draft, by=applicant) == [asked]


def test_with_somebody_there_nothing_is_said(tree, service, applicant):
    deputy_at(tree.university)
    assert api.lacking(draft_for(tree.university, service, applicant)) == []


def test_before_the_university_is_chosen_nothing_is_said(tree, service):  # noqa: ARG001 - published
    assert api.lacking(forms.start(service.code, session_key="browser")) == []


def test_a_service_without_places_pays_nothing_for_it(tree, service, monkeypatch):
    draft = forms.start(service.code, session_key="browser")
    forms.save(draft, STUDY, {"university": str(tree.university.id)})
    monkeypatch.setitem(registry.registry().definitions, service.code, replace(service, places={}))
    with CaptureQueriesContext(connection) as asked:
        assert api.lacking(draft) == []
    assert len(asked) == 0


def test_the_request_is_registered_and_goes_on_by_itself(tree, service, applicant):
    draft = draft_for(tree.university, service, applicant)
    case_id = api.submit(draft.token, by=applicant).case_id
    assert cases.case(case_id).status is CaseStatus.SUSPENDED
    deputy_at(tree.university)
    cases.resume("deputy", tree.university.id, service.code)
    assert cases.case(case_id).status is CaseStatus.OPEN


def test_a_correction_may_take_the_case_to_another_university(tree, service, applicant):
    deputy = deputy_at(tree.university)
    testing.give(cast.the_signer(), tree.other_university, Role.DEPUTY)
    case_id = api.submit(draft_for(tree.university, service, applicant).token, by=applicant).case_id
    wrong = Defect(field="study.university", kind=DefectKind.INCORRECT, note="دانشگاه دیگری است")
    press(case_id, deputy, "return", defects=[wrong])
    draft = api.start_correction(case_id, by=applicant)
    forms.save(draft, STUDY, {"university": str(tree.other_university.id)})
    view = api.resubmit(draft.token, by=applicant)
    assert view.organisations == {"university": tree.other_university.id}


def test_where_the_process_does_not_let_it_go_there_it_stays(tree, service, applicant, monkeypatch):
    deputy = deputy_at(tree.university)
    case_id = api.submit(draft_for(tree.university, service, applicant).token, by=applicant).case_id
    wrong = Defect(field="study.university", kind=DefectKind.INCORRECT, note="دانشگاه دیگری است")
    press(case_id, deputy, "return", defects=[wrong])
    draft = api.start_correction(case_id, by=applicant)
    forms.save(draft, STUDY, {"university": str(tree.other_university.id)})
    # The slot is called otherwise in a form that was declared anew: `send` leads nowhere there.
    other = replace(service, places={"elsewhere": "study.university"})
    monkeypatch.setitem(registry.registry().definitions, service.code, other)
    with pytest.raises(PlaceStays):
        api.resubmit(draft.token, by=applicant)


def test_the_matrix_lists_every_university_and_its_empty_cells(tree, service):
    deputy_at(tree.university)
    lines = {one.row.organisation.id: one.row for one in api.routes([service.code])}
    assert set(lines) == {tree.university.id, tree.other_university.id}
    assert not lines[tree.university.id].cells[0].is_gap
    assert lines[tree.other_university.id].cells[0].is_gap
