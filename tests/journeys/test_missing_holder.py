"""A university that lacks somebody: told before the form, asked once, and the case goes on by itself."""

import io

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases, tasks as case_tasks
from pishkhan.kernel.cases.terms import CaseStatus
from pishkhan.kernel.catalogue import api as catalogue, registry
from pishkhan.kernel.catalogue.tests.placed import FOLDER, placed
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.testing import declared_form
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import tasks
from pishkhan.services.cartable_request.actions import requesting
from pishkhan.services.cartable_request.questions import SAMPLE
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


SYSTEM = Actor.system()


@pytest.fixture
def service():
    known, card = registry.registry(), placed()
    with declared_form(card.code, card.pages):
        registry.register(card, FOLDER)
        yield card
    known.definitions.pop(card.code)
    known.folders.pop(card.code)


@pytest.fixture
def tree(db, service):  # noqa: ARG001 - registered before it is published
    tree = tree_testing.a_tree()
    catalogue.publish_all(SYSTEM)
    tree_testing.give(cast.the_clerk(), tree.university, Role.LIAISON)
    tree_testing.give(cast.the_expert(), tree.headquarters, Role.EXPERT)
    return tree


@pytest.fixture
def applicant(tree):  # noqa: ARG001 - opens the database
    return signed_in_person(a_browser(), cast.the_applicant().id)


def do_jobs():
    """The jobs that wait, as the worker does them."""
    doers = {
        "cartables.ask": tasks.ask,
        "cases.suspended": case_tasks.suspended,
        "cases.resume": case_tasks.resume,
        "cases.strand": case_tasks.strand,
    }
    for job in ProcrastinateJob.objects.filter(status="todo", task_name__in=doers).order_by("id"):
        doers[job.task_name](**{k: v for k, v in job.args.items() if not k.startswith("_")})


def begun(applicant, service, tree):
    """A draft whose university is chosen; the page that follows."""
    page = applicant.post(f"/s/{service.code}/start/", follow=True)
    token = page.redirect_chain[-1][0].split("/")[2]
    page = applicant.post(
        f"/d/{token}/study/", {"university": str(tree.university.id)}, follow=True
    )
    return token, page.content.decode()


def filed(token, service):
    draft = forms.draft(token)
    for page in service.pages[1:]:
        forms.save(draft, page, service.sample)
    forms.bind(draft, cast.the_applicant().id)
    applicant = Actor.citizen(cast.the_applicant().id, "")
    return catalogue.submit(token, by=applicant).case_id


def introduced():
    """The liaison introduces a deputy, and the organisation above approves."""
    [ask] = cases.open_asks().values()
    liaison = organisations.actor_for_account(cast.the_clerk().id)
    typed = {key.partition(".")[2]: text for key, text in SAMPLE.items()}
    requesting.introduce(
        case_id=ask.case_id, typed=typed, letter=io.BytesIO(a_jpeg()), letter_name="x", by=liaison
    )
    expert = organisations.actor_for_account(cast.the_expert().id)
    [offer] = [one for one in cases.offers(ask.case_id, expert) if one.action.name == "approve"]
    cases.act(task_id=offer.task_id, action="approve", by=expert)
    return ask.case_id


def test_the_list_of_universities_is_a_plain_list_and_the_name_comes_back(applicant, service, tree):
    page = applicant.post(f"/s/{service.code}/start/", follow=True).content.decode()
    assert f'<option value="{tree.university.id}">{tree.university.name}</option>' in page
    token, _page = begun(applicant, service, tree)
    again = applicant.get(f"/d/{token}/study/").content.decode()
    assert f'value="{tree.university.id}" selected' in again


def test_before_the_rest_of_the_form_it_is_told_and_asked_for_once(applicant, service, tree):
    _token, page = begun(applicant, service, tree)
    assert f"{tree.university.name} هنوز «معاون» را معرفی نکرده است" in page
    assert "معرفی او را از آن‌ها خواستیم" in page
    begun(applicant, service, tree)
    assert len(cases.open_asks()) == 1
    do_jobs()
    [ask] = cases.open_asks().values()
    assert ask.told_name == tree.university.name


def test_where_nobody_is_missing_nothing_is_said(applicant, service, tree):
    tree_testing.give(cast.the_manager(), tree.university, Role.DEPUTY)
    cases.create_cartable(
        organisation_id=tree.university.id, role="deputy", service=service.code, by=SYSTEM
    )
    _token, page = begun(applicant, service, tree)
    assert "معرفی نکرده است" not in page


def test_the_request_is_registered_says_whom_we_asked_and_goes_on_by_itself(
    applicant, service, tree
):
    token, _page = begun(applicant, service, tree)
    case_id = filed(token, service)
    do_jobs()
    page = applicant.get(f"/my/{case_id}/")
    said = page.content.decode()
    assert page.status_code == 200
    assert f"منتظر «معاون» در {tree.university.name}" in said
    assert "از آن خواستیم کسی را معرفی کند" in said

    request_id = introduced()
    assert cases.case(request_id).outcome == "approved"
    do_jobs()
    assert cases.case(case_id).status is CaseStatus.OPEN
    assert "منتظر «" not in applicant.get(f"/my/{case_id}/").content.decode()


def test_those_who_keep_organisations_see_it_and_ask_by_a_button(applicant, service, tree):
    token, _page = begun(applicant, service, tree)
    filed(token, service)
    cases.close_ask(
        organisation_id=tree.university.id, role="deputy", service=service.code, by=SYSTEM
    )
    tree_testing.give(cast.the_administrator(), tree.headquarters, Role.ADMINISTRATOR)
    keeper = signed_in_staff(a_browser(), cast.the_administrator().id)
    said = keeper.get("/manage/routes/waiting/").content.decode()
    assert tree.university.name in said
    place = {"organisation": tree.university.id, "role": "deputy", "service": service.code}
    said = keeper.post("/manage/routes/ask/", place, follow=True).content.decode()
    assert "از سازمان خواسته شد" in said
    assert len(cases.open_asks()) == 1
    gaps = keeper.get(f"/manage/routes/?service={service.code}&q={tree.university.name}")
    assert tree.university.name in gaps.content.decode()
    for show in ("all", "ending", "gaps", "nonsense"):
        assert keeper.get(f"/manage/routes/?show={show}").status_code == 200
    assert keeper.post("/manage/routes/ask/", {**place, "role": "nobody"}).status_code == 404
    assert keeper.post("/manage/routes/ask/", {**place, "service": "nothing"}).status_code in {
        400,
        404,
    }


def test_the_liaison_sees_what_waits_at_their_own_organisation(applicant, service, tree):
    token, _page = begun(applicant, service, tree)
    filed(token, service)
    do_jobs()
    liaison = signed_in_staff(a_browser(), cast.the_clerk().id)
    said = liaison.get("/x/cartable-request/").content.decode()
    assert "پرونده‌هایی که منتظر معرفی‌اند" in said
    assert tree.other_university.name not in said


def test_a_suspended_cartable_is_told_as_one_and_what_it_caused_ends_when_it_is_lifted(
    applicant, service, tree
):
    tree_testing.give(cast.the_manager(), tree.university, Role.DEPUTY)
    place = {"organisation_id": tree.university.id, "role": "deputy", "service": service.code}
    cartable = cases.create_cartable(**place, by=SYSTEM)
    cases.suspend_cartable(cartable, because="مأموریت", by=SYSTEM)
    token, page = begun(applicant, service, tree)
    why = f"کارتابل «معاون» در {tree.university.name} اکنون معلق است"
    assert why in page
    case_id = filed(token, service)
    do_jobs()
    do_jobs()
    said = applicant.get(f"/my/{case_id}/").content.decode()
    assert why in said
    assert "معرفی نکرده" not in said
    [ask] = cases.open_asks().values()
    cases.lift_cartable(cartable, by=SYSTEM)
    do_jobs()
    do_jobs()
    assert cases.case(case_id).status is CaseStatus.OPEN
    assert cases.case(ask.case_id).outcome == "withdrawn"
    assert cases.open_asks() == {}
    assert "منتظر «" not in applicant.get(f"/my/{case_id}/").content.decode()
