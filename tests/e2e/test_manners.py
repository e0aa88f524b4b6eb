"""How pages behave under impatient fingers, in other languages, by keyboard, under the policy."""

import pytest
from playwright.sync_api import expect

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.organisations.testing import staff_of
from pishkhan.surfaces.desk.testing import Office
from tests.e2e.applicant import NEXT, Applicant, a_national_id
from tests.e2e.house import employ
from tests.e2e.officer import MARKS
from tests.e2e.visitor import a_visitor, an_album


PHONE, DESKTOP = 360, 1280
PUBLIC = (
    "/", "/which/", "/which/?need=request", "/s/e_request/", "/track/", "/sign-in/", "/recover/",
    "/about/help/", "/about/accessibility/", "/about/privacy/", "/nowhere/",
)  # fmt: skip
MANAGED = (
    "", "organisations/", "posts/", "people/", "people/new/", "holidays/", "texts/", "services/",
    "processes/", "processes/e_request/", "identifiers/", "audit/",
)  # fmt: skip


def letters_of(town):
    """How many letters came in so far."""
    year = jalali.year_of(clock.now())
    book = numbering.pages_of_book(office_id=town.office.id, direction="incoming", year=year)
    return sum(len(sheet.letters) for sheet in book)


def test_two_clicks_a_second_tab_and_a_refresh_make_one_letter(town, house, browser):
    before = letters_of(town)
    with (
        an_album("fa-1280-impatient") as album,
        a_visitor(browser, house, album, width=DESKTOP) as at,
    ):
        applicant = Applicant(at=at, mobile="09120000021", national_id=a_national_id(21))
        applicant.begin()
        applicant.describe_herself()
        applicant.confirm_mobile()
        applicant.describe_request()
        applicant.attach_letter()
        review = at.page.url
        other = at.context.new_page()
        other.goto(review)
        at.page.locator(NEXT).last.dblclick(no_wait_after=True)
        other.locator(NEXT).last.dblclick(no_wait_after=True)
        for tab in (at.page, other):
            tab.wait_for_url("**/receipt/")
            tab.reload()
            tab.go_back()
            tab.goto(review)
            tab.wait_for_url("**/receipt/")
        first, second = (tab.locator(".panel").inner_text() for tab in (at.page, other))
        assert first == second
    assert letters_of(town) == before + 1


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_public_pages_speak_each_language_in_its_direction(
    house, browser, language, direction, width
):
    with (
        an_album(f"{language}-{width}-public") as album,
        a_visitor(browser, house, album, width=width, language=language) as at,
    ):
        for path in PUBLIC:
            at.go(path)
            root = at.page.locator("html")
            expect(root).to_have_attribute("dir", direction)
            expect(root).to_have_attribute("lang", language)
            at.look(path.strip("/").replace("/", "-").replace("?", "-") or "home")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_an_applicant_walks_in_another_language(house, browser, language, direction):
    number = {"en": 31, "ar": 32}[language]
    person = {"mobile": f"091200000{number}", "national_id": a_national_id(number)}
    with (
        an_album(f"{language}-{PHONE}-walk") as album,
        a_visitor(browser, house, album, width=PHONE, language=language) as at,
    ):
        applicant = Applicant(at=at, **person)
        applicant.begin()
        applicant.describe_herself()
        applicant.confirm_mobile()
        applicant.describe_request()
        applicant.attach_letter()
        at.look("review")
        registered = applicant.send()
        expect(at.page.locator("html")).to_have_attribute("dir", direction)
        applicant.track(registered)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_an_administrator_finds_every_page_in_order(town, house, browser, width):
    staff = employ(town, f"-m{width}")
    with (
        an_album(f"fa-{width}-manage") as album,
        a_visitor(browser, house, album, width=width) as at,
    ):
        at.sign_in(staff["admin"])
        for path in (*MANAGED, f"organisations/{town.office.id}/"):
            at.go(f"/manage/{path}")
            at.look(f"manage-{path.strip('/').replace('/', '-') or 'home'}")


def test_an_officer_works_by_keyboard_alone(town, house, browser):
    names = employ(town, "-keys")
    applicant = identity.actor_for_person(cast.the_second_applicant().id)
    office = Office(tree=town, staff=staff_of(town.office), applicant=applicant)
    for _ in range(2):
        office.a_request()
    with an_album("fa-1280-keys") as album, a_visitor(browser, house, album, width=DESKTOP) as at:
        at.sign_in(names["clerk"])
        at.go("/desk/")
        first = walk_the_list(at)
        open_and_leave(at, first)
        refer(at)
        expect(at.page.get_by_text("انجام شد")).to_be_visible()
        assert cases.case(first).state == "expert"


def walk_the_list(at):
    """J, J, K; the case of the line where that ends."""
    lines = at.page.locator("a[data-case]")
    for key, line in (("j", 0), ("j", 1), ("k", 0)):
        at.page.keyboard.press(key)
        expect(lines.nth(line)).to_be_focused()
    return int(lines.nth(0).get_attribute("href").rpartition("case=")[2])


def open_and_leave(at, case_id):
    """Enter, R, Escape."""
    at.page.keyboard.press("Enter")
    expect(at.page.locator(f"[data-case-open='{case_id}'] h2")).to_be_focused()
    at.look("opened")
    at.page.keyboard.press("r")
    expect(at.page.locator("[data-return] select").first).to_be_focused()
    at.look("return")
    at.page.keyboard.press("Escape")
    expect(at.page.locator("a[data-case]").nth(0)).to_be_focused()


def refer(at):
    """A, the five ticks, over the comment to the button, Enter."""
    at.page.keyboard.press("a")
    for mark in MARKS:
        expect(at.page.locator(f"[name='refer-{mark}']")).to_be_focused()
        at.page.keyboard.press("Space")
        at.page.keyboard.press("Tab")
    at.page.keyboard.press("Tab")
    at.look("refer")
    at.page.keyboard.press("Enter")


def test_the_policy_is_on_and_heard_when_offended(house, browser):
    with an_album("fa-1280-policy") as album, a_visitor(browser, house, album, width=DESKTOP) as at:
        answer = at.page.goto(house.url)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        at.page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.x = 1'}))"
        )
        assert at.page.evaluate("window.x") is None
        assert at.complaints, "the policy stopped an inline script, and the visitor heard it"
        at.complaints.clear()
