"""The sample service, published, with an office; and a full draft of the applicant."""

import io

import pytest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api, registry
from pishkhan.kernel.catalogue.tests.sample import FOLDER, RULE, SAMPLE
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.testing import declared_form
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role


@pytest.fixture
def sample_service(monkeypatch):
    """Registered for this test only."""
    known = registry.registry()
    with declared_form(SAMPLE.code, SAMPLE.pages):
        registry.register(SAMPLE, FOLDER)
        yield SAMPLE
    monkeypatch.undo()  # what a test put in its place must not come back after it
    known.definitions.pop(SAMPLE.code)
    known.folders.pop(SAMPLE.code)


@pytest.fixture
def office(request, sample_service):
    """The office that receives; the process is published."""
    request.getfixturevalue("transactional_db" if _is_parallel(request) else "db")
    office = organisations.a_tree().office
    api.publish_all(Actor.system())
    api.set_office(sample_service.code, organisation_id=office.id, by=Actor.system())
    return office


@pytest.fixture
def staff(office):
    return organisations.staff_of(office)


@pytest.fixture
def applicant(office):  # noqa: ARG001 - opens the database
    return identity.actor_for_person(cast.the_applicant().id)


@pytest.fixture
def draft(applicant):
    """Full, confirmed, with its file."""
    return a_draft(applicant)


def a_draft(actor):
    draft = forms.start(SAMPLE.code, session_key="browser")
    for page in SAMPLE.pages:
        forms.save(draft, page, SAMPLE.sample)
    forms.bind(draft, actor.person_id)
    attachments.receive(
        draft_id=draft.pk,
        kind="letter",
        name="نامه.jpg",
        stream=io.BytesIO(a_jpeg()),
        rule=RULE,
        by=actor,
    )
    return draft


@pytest.fixture
def returned_id(draft, applicant, staff):
    """A case returned for its subject and its file."""
    case_id = api.submit(draft.token, by=applicant).case_id
    [file] = attachments.of_case(case_id)
    press(
        case_id,
        staff[Role.SECRETARIAT],
        "return",
        comment="ناقص است",
        defects=[
            Defect(field="request.subject", kind=DefectKind.INCORRECT, note="کوتاه بنویسید"),
            Defect(field=f"attachment:{file.id}", kind=DefectKind.INCOMPLETE, note="ناخوانا"),
        ],
    )
    return case_id


def press(case_id, by, action, **more):
    [offer] = [offer for offer in cases.offers(case_id, by) if offer.action.name == action]
    return cases.act(task_id=offer.task_id, action=action, by=by, **more)


def _is_parallel(request):
    mark = request.node.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction"))
