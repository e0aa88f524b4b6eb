"""A graduate asks for the code: at once where the register is sure, else two people compare."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import staff_of
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import Origin
from pishkhan.services.degree_confirmation import queries
from pishkhan.services.degree_confirmation.service import SERVICE
from pishkhan.services.degree_confirmation.testing import (
    RECORD,
    close_register,
    open_register,
)
from tests.e2e.applicant import NEXT, latin
from tests.e2e.student import Student
from tests.e2e.visitor import a_visitor, an_album


PHONE, DESKTOP = 360, 1280
OLD = {"record": "book", "volume": "۱۲", "page": "۴۷", "admitted_on": "۱۳۹۴/۰۷/۰۱"}
OTHER = {  # whose university never sent her record
    "person.first_name": cast.STRANGER.first,
    "person.last_name": cast.STRANGER.last,
    "person.father_name": cast.STRANGER.father,
    "person.national_id": cast.STRANGER.national_id,
    "person.mobile": cast.STRANGER.mobile,
    "degree.student_number": "9499999",
    "degree.serial": "98/7001",
}


@dataclass(frozen=True, kw_only=True)
class Graduate(Student):
    """What she types, from her papers."""

    def begin(self):
        self.at.go(f"/s/{SERVICE.code}/")
        self.at.look("service")
        self.at.page.locator("form[action*='/start/'] button").first.click()

    def fill(self, page):
        for question in next(one for one in SERVICE.pages if one.code == page).questions:
            if text := self.answers.get(f"{page}.{question.code}", ""):
                self.answer(question.code, text)
        self.at.look(page)
        self.go_on()

    def answer(self, code, text):
        if not self.at.page.locator(f"main [name='{code}_day']").count():
            self._answer(code, text)
            return
        year, month, day = text.split("/")
        for part, value in (("day", day), ("month", month), ("year", year)):
            self._answer(f"{code}_{part}", str(int(value)))

    def asks(self):
        self.begin()
        self.fill("study")
        self.fill("person")
        self.confirm_mobile()
        self.fill("degree")
        self.attach("transcript")
        self.at.look("review")
        self.go_on()
        self.at.page.wait_for_url("**/receipt/")
        self.at.look("receipt")


@pytest.fixture(scope="module")
def university(town):
    """Its roll is closed; one graduate came late, by two people, and has no code yet."""
    open_register(town.university)
    close_register(town.university)
    two = staff_of(town.university)
    records.enter(
        RECORD,
        institution_id=town.university.id,
        because="صورت‌جلسهٔ ۱۲",
        origin=SourceOf(origin=Origin.CASE, institution_id=town.university.id),
        by=two[Role.EXPERT],
        second=two[Role.SIGNER],
    )
    return town.university


@contextmanager
def officer(browser, house, album, account, width=DESKTOP):
    with a_visitor(browser, house, album, width=width) as at:
        at.enter(account.id)
        yield at


@pytest.mark.parametrize(("width", "citizen"), [(PHONE, {}), (DESKTOP, OTHER)])
def test_a_graduate_gets_the_code_at_once_or_by_two_people(
    university, house, browser, width, citizen
):
    answers = {**SERVICE.sample, "study.university": str(university.id), **citizen}
    with an_album(f"fa-{width}-degree") as album:
        with a_visitor(browser, house, album, width=width) as at:
            graduate = Graduate(at=at, answers=answers)
            graduate.asks()
            if not citizen:
                expect(at.page.locator("main .notice.ok .code")).to_be_visible()
                asks_again(at, answers)
                return
            [case] = cases.cases_of(cast.the_stranger().id)
            assert case.state == "comparison"
        two_people_compare(browser, house, album, case.id)


def asks_again(at, answers):
    """She has it already: it is shown, and no request is registered."""
    again = Graduate(at=at, answers=answers)
    again.begin()
    for page in ("study", "person"):
        again.fill(page)
    if at.page.locator("#code").count():
        at.page.fill("#code", at.house.code(again.mobile, after=1))
        again.go_on()
    again.fill("degree")
    again.attach("transcript")
    again.go_on()
    expect(at.page.locator("main .notice.ok").first).to_contain_text("کد صحت")
    at.look("has-a-code")


def two_people_compare(browser, house, album, case_id):
    address = f"/x/degree-confirmation/{case_id}/"
    with officer(browser, house, album, cast.the_expert()) as at:
        at.go(f"/desk/case/{case_id}/")
        at.look("desk")
        at.go(address)
        at.look("compare-1280")
        at.page.set_viewport_size({"width": PHONE, "height": 800})
        at.look("compare-360")
        at.page.locator("input[name=record][value=book]").check()
        for name in ("volume", "page", "admitted_on"):
            at.page.locator(f"input[name={name}]").fill(OLD[name])
        at.page.locator(f"main {NEXT}").first.click()
        expect(at.page.locator("[role=status] .notice.ok")).to_be_visible()
    with officer(browser, house, album, cast.the_signer()) as at:
        at.go(address)
        at.look("approve-1280")
        at.page.locator("form[action$='/approve/'] button").click()
        expect(at.page.locator("[role=status] .notice.ok")).to_be_visible()
        at.go(address)
        at.look("issued")
        code = queries.code_of_case(case_id)
        assert code.code in latin(at.page.locator("main").inner_text()).replace("\xa0", "")
        paper_of_university(at, code.code)


def paper_of_university(at, code):
    """The page of issuing, the paper with its QR, and the form of a new one, on both widths."""
    for width in (DESKTOP, PHONE):
        at.page.set_viewport_size({"width": width, "height": 800})
        at.go("/x/degree-issuance/")
        at.look(f"issuance-{width}")
        at.page.locator("#code").fill(code)
        at.page.locator("main form[action$='/paper/'] button").click()
        expect(at.page.locator("svg.qr")).to_be_visible()
        at.look(f"paper-{width}")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.usefixtures("university")
def test_the_form_of_a_proposal(house, browser, width):
    with (
        an_album(f"fa-{width}-issuance") as album,
        officer(browser, house, album, cast.the_expert(), width=width) as at,
    ):
        at.go("/x/degree-issuance/")
        at.look("index")
        for deed in ("issue", "correct"):
            at.go(f"/x/degree-issuance/new/{deed}/")
            at.look(deed)
        at.page.locator(f"main {NEXT}").click()
        expect(at.page.locator("main .error").first).to_be_visible()
        at.look("refused")
