"""A student's way in Arabic by plain HTTP: from the first field to the decision, and an objection."""

import io

import pytest
from django.conf import settings

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.organisations import api as tree_api, testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import queries
from pishkhan.services.international_commission.models import AgendaItem, Session
from pishkhan.services.international_commission.service import SERVICE
from pishkhan.services.international_commission.terms import CODE, Level
from pishkhan.services.international_commission.testing import a_commission, a_deputy
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.web.testing import a_browser, signed_in_staff


HOME = f"/x/{CODE.replace('_', '-')}/"


@pytest.fixture
def tree(db):  # noqa: ARG001 - opens the database
    found = organisations.a_tree()
    catalogue.publish_all(Actor.system())
    catalogue.set_office(CODE, organisation_id=found.office.id, by=Actor.system())
    return found


@pytest.fixture
def student(tree):  # noqa: ARG001 - the office is there first
    with cast.ownership_is(Ownership.MATCH), cast.codes_remembered() as phone:
        client = a_browser()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
        yield ApplicantBrowser(client, phone)


def staff_browser(account):
    return signed_in_staff(a_browser(), account.id)


def registered(student, tree):
    answers = {**SERVICE.sample, "study.university": str(tree.university.id)}
    student.start(CODE)
    student.fill("study", answers)
    student.fill("person", answers)
    student.enter_code()
    for page in ("papers", "degree", "ground"):
        student.fill(page, answers)
    student.upload("passport", a_jpeg())
    student.upload("evidence", a_jpeg(60, 60))
    student.client.post(student.address("documents"), follow=True)
    page = student.submit()
    assert page.status_code == 200
    return forms.draft(student.token).submitted_case_id


def press(case_id, account, action, **said):
    by = tree_api.actor_for_account(account.id)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == action)
    cases.act(task_id=offer.task_id, action=action, by=by, **said)


def told(word):
    """Whether the student was sent it."""
    return any(word in text for text in outbox(SERVICE.sample["person.mobile"]))


def test_whom_the_university_lacks_is_told_before_anything_else_is_typed(student, tree):
    student.start(CODE)
    assert (
        student.address("study")
        in student.client.get(f"/d/{student.token}/", follow=True).redirect_chain[-1][0]
    )
    answers = {**SERVICE.sample, "study.university": str(tree.university.id)}
    page = student.fill("study", answers).content.decode()
    assert student.address("person") in page, "the second page, the first where one writes oneself"
    assert page.index(tree.university.name) < page.index("<form")
    assert cases.open_asks() == {}, "nobody is asked by somebody unknown"
    student.fill("person", answers)
    page = student.enter_code().content.decode()
    assert jalali.format_date(clock.today(), "ar") in page, "and when we asked them"
    asked = {(place, role) for place, role, _service in cases.open_asks()}
    assert (tree.university.id, Role.DEPUTY.value) in asked


def test_from_the_first_field_to_the_decision_and_the_objection(student, tree):
    case_id = registered(student, tree)
    assert told("تم تسجيل طلبكم")
    assert cases.case(case_id).status.value == "suspended"
    commission = a_commission(tree.university, Level.UNIVERSITY)
    is_examined(student, tree, case_id)
    session = held_by_http(commission, tree, case_id)
    decided_by_http(commission, session, "مع تسجيل عشر وحدات فقط")
    assert cases.case(case_id).state == "granted"
    assert told(f"orders/{case_id}.pdf")
    is_read_by_its_owner_only(student, case_id)

    concluded_by_http(commission, session)
    objection = {"comment": "الشرط غير ممكن"}
    student.client.post(f"/my/{case_id}/object/", objection, follow=True)
    assert cases.case(case_id).state == "central_agenda"


def is_examined(student, tree, case_id):
    """The cartable appears and the case goes on; it is returned, completed, and accepted."""
    deputy = a_deputy(tree.university)
    cases.resume(Role.DEPUTY.value, tree.university.id, CODE)
    assert cases.case(case_id).status.value == "open"
    defect = Defect(field="ground.explanation", kind=DefectKind.INCOMPLETE, note="تاریخ بستری؟")
    press(case_id, deputy, "return", comment="ناقص", defects=[defect])
    assert told("ناقصة")
    answer = {"ground-explanation": "دخلت المستشفى من 2026/02/01 إلى 2026/03/12."}
    student.client.post(f"/my/{case_id}/complete/", answer, follow=True)
    press(case_id, deputy, "accept")


def is_read_by_its_owner_only(student, case_id):
    order = student.client.get(f"{HOME}orders/{case_id}.pdf")
    assert "وحدات" in text_of(order.content)
    assert a_browser().get(f"{HOME}orders/{case_id}.pdf").status_code == 302
    other = staff_browser(cast.an_account("somebody-else"))
    assert other.get(f"{HOME}orders/{case_id}.pdf").status_code == 404


def held_by_http(commission, tree, case_id):
    """The secretary calls, invites, fills the agenda, writes who is there, and begins."""
    secretary = staff_browser(commission.secretary)
    assert secretary.get(HOME).status_code == 200
    assert f'href="{HOME}"' in secretary.get("/desk/").content.decode()
    made = secretary.post(
        f"{HOME}sessions/new/{tree.university.id}/",
        {
            "day": f"{clock.today():%Y/%m/%d}",
            "hour": "۲۳:۵۹",
            "place": "تالار شورا",
            "closed": "1",  # tests run on Fridays too
        },
    )
    assert made.status_code == 302
    session = Session.objects.get()
    assert "زینب" in secretary.get(made["Location"]).content.decode()
    for deed, body in (
        ("invite", {}),
        ("add", {"case": case_id}),
        ("attend", {f"seat-{one.id}": "present" for one in commission.voters}),
        ("open", {}),
    ):
        answer = secretary.post(f"{HOME}sessions/{session.id}/do/{deed}/", body, follow=True)
        assert answer.status_code == 200
        assert "notice bad" not in answer.content.decode(), deed
    session.refresh_from_db()
    assert session.state == "held"
    return session


def decided_by_http(commission, session, because):
    """The chair opens the item, everybody votes, the chair closes."""
    item = AgendaItem.objects.get(session=session)
    chair = staff_browser(commission.chair)
    chair.post(f"{HOME}sessions/{session.id}/do/open-item/", {"item": item.id})
    for one in commission.voters:
        browser = staff_browser(one)
        assert "رأی شما" in browser.get(f"{HOME}items/{item.id}/").content.decode()
        browser.post(f"{HOME}items/{item.id}/do/vote/", {"ballot": "conditions"})
    assert len(queries.votes_of(item.id)) == len(commission.voters)
    closed = chair.post(f"{HOME}items/{item.id}/do/close/", {"because": because}, follow=True)
    assert because in closed.content.decode()


def concluded_by_http(commission, session):
    secretary = staff_browser(commission.secretary)
    secretary.post(f"{HOME}sessions/{session.id}/do/conclude/", {"note": "پایان"})
    staff_browser(commission.chair).post(f"{HOME}sessions/{session.id}/do/sign/")
    made = secretary.get(f"{HOME}sessions/{session.id}/minutes.pdf")
    assert "تالار" in text_of(made.content)


def test_my_documents_are_shown_and_renewed_with_a_scan(student, tree):
    a_deputy(tree.university)
    registered(student, tree)
    page = student.client.get(f"{HOME}documents/").content.decode()
    assert "0019" in page
    assert SERVICE.sample["person.passport"] not in page
    person_id = cases.case(forms.draft(student.token).submitted_case_id).applicant_id
    paper = next(one for one in queries.papers_of(person_id) if one.kind.value == "passport")
    body = {"number": "B00000777", "country": "IQ", "issued_on": "2026/10/01"}
    address = f"{HOME}documents/{paper.id}/"
    assert "notice" in student.client.post(address, body).content.decode()
    scan = io.BytesIO(a_jpeg(90, 60, "olive"))
    scan.name = "passport.jpg"
    answer = student.client.post(address, {**body, "expires_on": "1415/06/31", "scan": scan})
    assert answer.status_code == 302
    assert "0777" in student.client.get(f"{HOME}documents/").content.decode()
    assert student.client.get(address).status_code == 404


def test_the_liaison_sees_what_ends_soon_without_numbers(student, tree):
    a_deputy(tree.university)
    sample = SERVICE.sample["person.passport"]
    registered(student, tree)
    liaison = cast.an_account("liaison")
    organisations.give(liaison, tree.university, Role.LIAISON)
    queries.Paper.objects.filter(kind="passport").update(expires_on="2026-12-25")
    page = staff_browser(liaison).get(f"{HOME}expiring/").content.decode()
    assert "زینب" in page
    assert sample not in page
