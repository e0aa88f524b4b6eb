"""A documented request on its way through the office, each step pressed in a browser."""

import io

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.terms import CaseStatus
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as cast_of_offices
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import SHEET, Office, posted
from pishkhan.web.testing import a_browser, signed_in_staff


TICKED = dict.fromkeys(SHEET, "1")
ANSWER = "نام پدر شما در کارنامه اصلاح شد."


@pytest.fixture
def office(db):  # noqa: ARG001 - opens the database
    tree = cast_of_offices.a_tree()
    staff = cast_of_offices.staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    return Office(
        tree=tree, staff=staff, applicant=identity.actor_for_person(cast.the_applicant().id)
    )


@pytest.fixture
def desk(office):
    """Browsers of the staff, by role."""
    return {
        role: signed_in_staff(a_browser(), actor.account_id) for role, actor in office.staff.items()
    }


def state(case_id):
    return cases.case(case_id).state


def read(browser, case_id):
    return browser.get(f"/desk/case/{case_id}/").content.decode()


def returned(clerk, case_id):
    """The clerk sends it back, for an answer and for the sheet; the sheet."""
    [sheet] = attachments.of_case(case_id)
    wrong = {
        "kind:person.father_name": "incorrect",
        "note:person.father_name": "مانند شناسنامه بنویسید",
        f"kind:attachment:{sheet.id}": "incomplete",
        f"note:attachment:{sheet.id}": "اثر انگشت ندارد",
    }
    assert posted(clerk, case_id, "return", **wrong).status_code == 302
    return sheet


def corrected(applicant, case_id, sheet):
    """The applicant puts both right."""
    draft = catalogue.start_correction(case_id, by=applicant)
    forms.save(draft, forms.page_of(draft, "person"), {"father_name": "کیوان"}, partial=True)
    attachments.replace(
        sheet.id,
        case_id=case_id,
        name="برگهٔ تازه.jpg",
        stream=io.BytesIO(a_jpeg(700, 900, "navy")),
        rule=catalogue.service("e_request").attachments[0],
        by=applicant,
    )
    catalogue.resubmit(draft.token, by=applicant)


def test_an_incomplete_sheet_is_returned_and_its_correction_is_shown(office, desk):
    clerk, case_id = desk[Role.SECRETARIAT], office.a_request()
    name = cases.case(case_id).applicant_name
    assert name in clerk.get("/desk/").content.decode()

    incomplete = {mark: "1" for mark in SHEET if mark != "has_fingerprint"}
    refused = posted(clerk, case_id, "refer", **incomplete)
    assert refused.status_code == 400
    assert "برگهٔ دست‌نویس کامل نیست: اثر انگشت" in refused.content.decode()

    sheet = returned(clerk, case_id)
    assert state(case_id) == "correction"
    assert "نوبت متقاضی است" in read(clerk, case_id)

    corrected(office.applicant, case_id, sheet)
    assert name in clerk.get("/desk/?view=returned").content.decode()
    page = read(clerk, case_id)
    assert "آنچه متقاضی درست کرد" in page
    before, after = page.split("<del>", 1)[1].split("</del>", 1)
    assert "بهرام" in before
    assert "کیوان" in after.split("</ins>", 1)[0]
    assert f"/desk/case/{case_id}/file/{sheet.id}/" in page


def test_from_referral_to_the_signed_answer(office, desk):
    clerk, expert, signer = desk[Role.SECRETARIAT], desk[Role.EXPERT], desk[Role.SIGNER]
    case_id = office.a_request()
    name = cases.case(case_id).applicant_name
    assert posted(clerk, case_id, "refer", comment="بررسی شود", **TICKED).status_code == 302
    assert "بررسی شود" in read(expert, case_id)
    assert posted(expert, case_id, "propose", text=ANSWER, comment="موافقم").status_code == 302

    assert posted(expert, case_id, "sign").status_code == 403
    assert ANSWER in read(signer, case_id)
    assert posted(signer, case_id, "sign").status_code == 302
    assert state(case_id) == "answered"

    [letter] = catalogue.letters_of(case_id)
    assert letter.text == ANSWER
    printed = text_of(signer.get(f"/desk/case/{case_id}/letter.pdf").content)
    assert "هما" in printed  # the signer's first name; words come in the order of the page
    assert name in clerk.get("/desk/book/?direction=outgoing").content.decode()
    assert name in signer.get("/desk/?view=done").content.decode()


def test_forwarded_to_another_office_it_lies_in_the_cartable_there(office, desk):
    there = office.tree.other_university
    account = cast.an_account("other-clerk", "کاوه سنگ‌تراش")
    cast_of_offices.give(account, there, Role.SECRETARIAT)
    other = signed_in_staff(a_browser(), account.id)
    case_id = office.a_request()
    assert other.get(f"/desk/case/{case_id}/").status_code == 404
    sent = {"comment": "در صلاحیت آن دانشگاه است", "organisation": str(there.id)}
    posted(desk[Role.SECRETARIAT], case_id, "forward", **sent)
    assert cases.case(case_id).applicant_name in other.get("/desk/").content.decode()
    assert "در صلاحیت آن دانشگاه است" in read(other, case_id)
    assert (
        cases.case(case_id).applicant_name
        not in desk[Role.SECRETARIAT].get("/desk/").content.decode()
    )
    assert posted(other, case_id, "refer", **TICKED).status_code == 302


def test_where_nobody_holds_the_post_it_is_seen_as_suspended_until_somebody_does(office, desk):
    there = office.tree.university
    case_id = office.a_request()
    sent = {"comment": "به دانشگاه", "organisation": str(there.id)}
    posted(desk[Role.SECRETARIAT], case_id, "forward", **sent)
    assert cases.case(case_id).status is CaseStatus.SUSPENDED
    manager = cast.an_account("u1-signer", "نیما دیلم‌زاده")
    cast_of_offices.give(manager, there, Role.SIGNER)
    browser = signed_in_staff(a_browser(), manager.id)
    listed = browser.get("/desk/?view=suspended").content.decode()
    assert cases.case(case_id).applicant_name in listed
    assert "تا کسی برای این سمت معرفی نشود" in read(browser, case_id)
    clerk = cast.an_account("u1-clerk", "ترانه گیلانی‌پور")
    cast_of_offices.give(clerk, there, Role.SECRETARIAT)
    cases.resume(Role.SECRETARIAT.value, there.id, "e_request")
    assert (
        posted(signed_in_staff(a_browser(), clerk.id), case_id, "refer", **TICKED).status_code
        == 302
    )


def test_refused_with_a_reason_objected_to_and_taken_up_again(office, desk):
    case_id = office.a_request()
    no = {"reason": "no_evidence", "comment": "مدرک کافی نیست", "confirm": "1"}
    assert posted(desk[Role.SECRETARIAT], case_id, "reject", **no).status_code == 302
    assert state(case_id) == "rejected"
    [offer] = [o for o in cases.offers(case_id, office.applicant) if o.action.name == "object"]
    cases.act(task_id=offer.task_id, action="object", by=office.applicant, comment="مدرک فرستاده‌ام")
    page = read(desk[Role.EXPERT], case_id)
    assert "مدرک فرستاده‌ام" in page
    assert "مدرک کافی نیست" in page


def test_the_signer_reopens_what_was_answered(office, desk):
    case_id = office.proposed()
    signer = desk[Role.SIGNER]
    posted(signer, case_id, "sign")
    assert "/reopen/" in read(signer, case_id)
    assert "/reopen/" not in read(desk[Role.SECRETARIAT], case_id)
    assert posted(signer, case_id, "reopen").status_code == 400
    assert posted(signer, case_id, "reopen", comment="خطای نگارشی").status_code == 302
    assert state(case_id) == "expert"


def test_what_is_late_is_marked_and_counted(office, desk):
    with clock.frozen(clock.now()):
        case_id = office.a_request()
    due_at = cases.tasks(case_id)[0].due_at
    assert due_at is not None
    with clock.frozen(due_at + (due_at - clock.now())):
        page = desk[Role.SECRETARIAT].get("/desk/?view=overdue").content.decode()
    assert "روز گذشته" in page
    assert "۱ دیرکرده" in page
    assert organisations.organisation(office.tree.office.id).name in read(
        desk[Role.SECRETARIAT], case_id
    )
