"""The applicant's part with JavaScript switched off: nothing is missing, only slower."""

from playwright.sync_api import expect

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import staff_of
from tests.e2e.applicant import Applicant
from tests.e2e.visitor import a_visitor, an_album


PHONE = 360
ANSWER = {"text": "نام پدر شما اصلاح شد."}
SHEET = ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")


def test_the_applicant_needs_no_javascript(town, house, browser):
    person = {"mobile": cast.STRANGER.mobile, "national_id": cast.STRANGER.national_id}
    with (
        an_album("fa-360-without-script") as album,
        a_visitor(browser, house, album, width=PHONE, has_script=False) as at,
    ):
        applicant = Applicant(at=at, **person)
        applicant.begin()
        applicant.describe_herself()
        applicant.confirm_mobile()
        applicant.describe_request()
        applicant.attach_letter()
        at.look("review")
        registered = applicant.send()

        office = Office(staff_of(town.office), registered)
        office.returns()
        at.context.clear_cookies()
        applicant.track(registered)
        applicant.complete()

        office.answers()
        at.context.clear_cookies()
        applicant.track(registered)
        expect(at.page.locator(".letter-text")).to_contain_text(ANSWER["text"])


class Office:
    """The office does its part by the kernel; its pages are walked elsewhere."""

    def __init__(self, staff, registered):
        self.staff = staff
        [found] = cases.search(staff[Role.SECRETARIAT], registered.letter_number)
        self.case_id = found.id

    def returns(self):
        [letter] = attachments.of_case(self.case_id)
        field, file = "person.father_name", f"attachment:{letter.id}"
        defects = [Defect(field=field, kind=DefectKind.INCORRECT, note="با شناسنامه نمی‌خواند"),
                   Defect(field=file, kind=DefectKind.INCOMPLETE, note="امضا دیده نمی‌شود")]  # fmt: skip
        self.press(Role.SECRETARIAT, "return", defects=defects)

    def answers(self):
        self.press(Role.SECRETARIAT, "refer", params=dict.fromkeys(SHEET, True))
        self.press(Role.EXPERT, "propose", params=ANSWER, comment="پیشنهاد می‌شود")
        self.press(Role.SIGNER, "sign")

    def press(self, role, action, **more):
        by = self.staff[role]
        [offer] = [o for o in cases.offers(self.case_id, by) if o.action.name == action]
        cases.act(task_id=offer.task_id, action=action, by=by, **more)
