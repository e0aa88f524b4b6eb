"""The applicant's whole way by plain HTTP, without JavaScript: from the first field to the answer."""

import io
import re

import pytest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.web.human_check.testing import read_image
from pishkhan.web.testing import a_browser


SERVICE = "e_request"


@pytest.fixture
def staff(db):  # noqa: ARG001 - opens the database
    """The office that receives, with the cast at its desks."""
    office = organisations.a_tree().office
    catalogue.publish_all(Actor.system())
    catalogue.set_office(SERVICE, organisation_id=office.id, by=Actor.system())
    return organisations.staff_of(office)


@pytest.fixture
def browser(staff):  # noqa: ARG001 - the office is there first
    with cast.ownership_is(Ownership.MATCH), cast.codes_remembered() as phone:
        yield ApplicantBrowser(a_browser(), phone)


def press(case_id, by, action, **more):
    [offer] = [one for one in cases.offers(case_id, by) if one.action.name == action]
    return cases.act(task_id=offer.task_id, action=action, by=by, **more)


def registered(browser):
    """From the card of the service to the receipt."""
    answers = catalogue.service(SERVICE).sample
    browser.start(SERVICE)
    browser.fill("person", answers)
    browser.enter_code()
    browser.fill("request", answers)
    browser.upload("letter", a_jpeg())
    browser.client.post(browser.address("documents"), follow=True)
    return browser.submit()


def follow(client, receipt):
    """The tracking page, after both numbers and the image code."""
    page = client.get("/track/")
    numbers = {"letter_number": receipt.letter_number, "tracking_code": receipt.tracking_code}
    return client.post("/track/", {**numbers, **read_image(page.content)}, follow=True)


def is_returned(case_id, clerk, letter_id):
    """By the secretariat: a file and an answer, each with its reason."""
    letter = Defect(field=f"attachment:{letter_id}", kind=DefectKind.INCORRECT, note="امضا ندارد")
    subject = Defect(
        field="request.subject", kind=DefectKind.INCOMPLETE, note="نام آزمون را بنویسید"
    )
    press(case_id, clerk, "return", comment="ناقص است", defects=[letter, subject])


def is_completed(client, case_id, letter_id):
    """First only half of it, which is refused at the file; then all."""
    address = f"/my/{case_id}/complete/"
    assert "نام آزمون را بنویسید" in client.get(address).content.decode()
    refused = client.post(address, {"request-subject": "اصلاح نام پدر ۱۴۰۴"}, follow=True)
    assert "هنوز همان است" in refused.content.decode()
    photo = io.BytesIO(a_jpeg(80, 60))
    photo.name = "نامه-۲.jpg"
    page = client.post(address, {f"attachment-{letter_id}": photo}, follow=True)
    assert "بررسی از سر گرفته شد" in page.content.decode()


def is_answered(case_id, staff):
    marks = ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")
    press(case_id, staff[Role.SECRETARIAT], "refer", params=dict.fromkeys(marks, True))
    text = "با درخواست شما موافقت شد.\n\nکارنامهٔ تازه صادر می‌شود."
    press(case_id, staff[Role.EXPERT], "propose", comment="موافقم", params={"text": text})
    press(case_id, staff[Role.SIGNER], "sign")


def test_from_the_first_field_to_the_signed_answer(browser, staff):
    assert "درخواست شما ثبت شد" in registered(browser).content.decode()
    case_id = forms.draft(browser.token).submitted_case_id
    receipt = catalogue.receipt(case_id)
    [letter] = attachments.of_case(case_id)
    anyone = a_browser()
    assert "دبیرخانه" in follow(anyone, receipt).content.decode()

    is_returned(case_id, staff[Role.SECRETARIAT], letter.id)
    shown = anyone.get("/track/case/").content.decode()
    assert "نوبت شماست" in shown
    assert "امضا ندارد" in shown

    is_completed(browser.client, case_id, letter.id)
    assert "نوبت شماست" not in anyone.get("/track/case/").content.decode()

    is_answered(case_id, staff)
    assert "با درخواست شما موافقت شد." in anyone.get("/track/case/").content.decode()
    assert anyone.get("/track/answer.pdf").content.startswith(b"%PDF")
    assert browser.client.get(f"/my/{case_id}/answer.pdf").content.startswith(b"%PDF")


def test_the_receipt_is_a_document_named_by_the_tracking_code(browser):
    receipt = registered(browser).context["receipt"]
    document = browser.client.get(f"/d/{browser.token}/receipt.pdf")
    assert f"{receipt.tracking_code}.pdf" in document["Content-Disposition"]
    assert document.content.startswith(b"%PDF")


def test_an_objection_needs_its_reason_and_opens_the_case_again(browser, staff):
    registered(browser)
    case_id = forms.draft(browser.token).submitted_case_id
    is_answered(case_id, staff)
    assert "پاسخ پیشین" not in browser.client.get(f"/my/{case_id}/").content.decode()
    address = f"/my/{case_id}/object/"
    refused = browser.client.post(address, {"comment": " "}, follow=True)
    assert "دلیل اعتراض خود را بنویسید" in refused.content.decode()
    browser.client.post(address, {"comment": "نام پدر هنوز نادرست است"}, follow=True)
    assert cases.case(case_id).state == "expert"
    assert "پاسخ پیشین سازمان" in browser.client.get(f"/my/{case_id}/").content.decode()


def test_two_tabs_refresh_and_back_make_one_letter(browser):
    first = registered(browser)
    again = browser.submit()
    assert re.findall(r"/d/\S+/receipt/", again.redirect_chain[-1][0])
    assert first.context["receipt"] == again.context["receipt"]
    for page in ("person", "mobile", "request", "documents", "review"):
        assert browser.look(page).redirect_chain[-1][0].endswith("/receipt/")


def test_what_was_begun_here_goes_on_there(browser):
    answers = catalogue.service(SERVICE).sample
    browser.start(SERVICE)
    browser.fill("person", answers, later="1")
    browser.client.post(f"{browser.address('mobile')}resend/")
    browser.enter_code()

    with_phone = ApplicantBrowser(a_browser(), browser.phone, browser.token)
    assert with_phone.look("request").status_code == 404
    who = {"identifier": answers["person.national_id"], "mobile": answers["person.mobile"]}
    with_phone.client.post("/sign-in/", who, follow=True)
    page = with_phone.client.post(
        "/sign-in/code/", {"code": with_phone.phone[-1].code}, follow=True
    )
    assert "پیش‌نویس‌ها" in page.content.decode()
    assert with_phone.look("request").status_code == 200


def test_lost_codes_are_found_again(browser):
    registered(browser)
    receipt = catalogue.receipt(forms.draft(browser.token).submitted_case_id)
    answers = catalogue.service(SERVICE).sample
    elsewhere = a_browser()
    who = {"identifier": answers["person.national_id"], "mobile": answers["person.mobile"]}
    elsewhere.post("/recover/", who, follow=True)
    page = elsewhere.post("/sign-in/code/", {"code": browser.phone[-1].code}, follow=True)
    assert page.context["requests"][0][1] == receipt


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (
            {
                "person.kind": "foreign",
                "person.foreign_first_name": "Omar",
                "person.foreign_last_name": "Haddad",
                "person.foreign_id": "n0123456",
            },
            "Omar Haddad",
        ),
        (
            {
                "person.kind": "legal",
                "person.organisation_name": "آموزشگاه سپیدار",
                "person.legal_id": "10380284790",
            },
            "آموزشگاه سپیدار",
        ),
    ],
)
def test_foreign_nationals_and_companies_register_too(browser, person, name):
    answers = {**catalogue.service(SERVICE).sample, **person}
    browser.start(SERVICE)
    browser.fill("person", answers)
    browser.enter_code()
    browser.fill("request", answers)
    browser.upload("letter", a_jpeg())
    browser.client.post(browser.address("documents"), follow=True)
    assert "درخواست شما ثبت شد" in browser.submit().content.decode()
    assert cases.case(browser.draft().submitted_case_id).applicant_name == name
