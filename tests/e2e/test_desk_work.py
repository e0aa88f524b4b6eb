"""The pages of the work at the desk, wide and on a phone, in two languages, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Addressee
from pishkhan.kernel.cases.terms import LabelColour, ReferralKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give, staff_of
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web.accounts import give_code_app
from tests.e2e.house import employ
from tests.e2e.visitor import a_visitor, an_album


PAGES = ("follow-up/", "sent/", "drafts/", "labels/", "views/?of=sort%3Dnewest", "keys/", "runs/",
         "stand-in/", "search/?q=نظر", "?sort=newest", "?view=referred")  # fmt: skip


def work(town, names):
    """A case of the clerk that was referred to the expert, labelled, half decided; its id."""
    staff = staff_of(town.office)
    case_id = Office(tree=town, staff=staff, applicant=_applicant()).a_request()
    account = identity.account_by_username(names["clerk"])
    clerk = organisations.actor_for_account(account.id)
    to = Addressee(
        organisation_id=town.office.id,
        role=Role.EXPERT.value,
        kind=ReferralKind.OPINION,
        order="نظر فنی بدهید",
        working_days=3,
        is_blocking=True,
    )
    task = cases.tasks(case_id)[0]
    cases.refer(task_id=task.id, to=[to], by=clerk)
    label = cases.make_label(name=f"ویژه {names['clerk']}", colour=LabelColour.RED, by=clerk)
    cases.put_labels(case_id=case_id, label_ids={label}, by=clerk)
    cases.keep_answer(case_id=case_id, action="close", typed={"comment": "نیمه‌کاره"}, by=clerk)
    cases.press_on_many(task_ids=[task.id], action="refer", title="ارجاع", by=clerk)
    return case_id


@pytest.mark.parametrize(
    ("language", "width"), [("fa", 1280), ("fa", 360), ("en", 1280), ("en", 360), ("ar", 360)]
)
def test_every_page_of_the_desk_is_in_order(town, house, browser, language, width):
    names = employ(town, f"-w{language}{width}")
    case_id = work(town, names)
    with (
        an_album(f"{language}-{width}-work") as album,
        a_visitor(browser, house, album, width=width) as at,
    ):
        at.sign_in(names["clerk"])
        at.context.add_cookies([{"name": "language", "value": language, "url": house.url}])
        run = cases.runs_of(_actor(names["clerk"]))[0].id
        of_case = (f"case/{case_id}/", f"case/{case_id}/refer/", f"run/{run}/")
        for path in (*PAGES, *of_case):
            at.go(f"/desk/{path}")
            at.look(path.partition("?")[0].strip("/").replace("/", "-") or "list")
        at.go("/desk/")
        at.look("desk")
        at.page.locator("input[name=task]").first.check()
        at.page.locator("button[form=bulk]").click()
        expect(at.page.locator("input[name=deed][value=claim]")).to_have_count(1)
        at.look("verbs-for-many")


def test_a_referral_is_made_and_answered_by_keyboard(town, house, browser):
    names = employ(town, "-wkeys")
    case_id = work(town, names)
    with an_album("fa-1280-refer") as album, a_visitor(browser, house, album, width=1280) as at:
        at.sign_in(names["expert"])
        at.go(f"/desk/case/{case_id}/")
        at.look("asked")
        answer = at.page.locator("[data-asked] textarea").first
        answer.focus()
        at.page.keyboard.type("مانعی ندارد")
        at.page.keyboard.press("Tab")
        at.page.keyboard.press("Enter")
        expect(at.page.get_by_text("پاسخ شما برای فرستنده رفت")).to_be_visible()
        assert cases.referrals(case_id)[0].answer == "مانعی ندارد"


def test_of_two_officers_and_two_tabs_one_wins_and_the_others_are_told(town, house, browser):
    names = employ(town, "-wrace")
    staff = staff_of(town.office)
    case_id = Office(tree=town, staff=staff, applicant=_applicant()).a_request()
    with (
        an_album("fa-1280-race") as album,
        a_visitor(browser, house, album, width=1280) as one,
        a_visitor(browser, house, album, width=1280) as other,
    ):
        for at, word in ((one, "clerk"), (other, "clerk2")):
            at.enter(identity.account_by_username(names[word]).id)
            at.go(f"/desk/case/{case_id}/")
        expect(other.page.locator(".beside")).to_contain_text("لیلا نوروزیان")
        other.look("somebody-is-here")
        tab = one.context.new_page()
        tab.goto(one.page.url)
        press_refer(one.page)
        expect(one.page.locator("[role=status] .notice.ok")).to_be_visible()
        press_refer(other.page)
        told = other.page.locator(".notice[role=alert]")
        expect(told).to_contain_text("لیلا نوروزیان")
        expect(told).to_contain_text(re.compile("[۰-۹]{2}:[۰-۹]{2}"))
        other.look("somebody-was-quicker")
        press_refer(tab)
        expect(tab.get_by_text("این کار را پیش‌تر انجام داده‌اید")).to_be_visible()
    acted = [one for one in cases.events(case_id) if one.kind == "action"]
    assert [one.actor_name for one in acted] == ["لیلا نوروزیان"]


def press_refer(page):
    """All five ticks and the button, whatever was done meanwhile."""
    form = page.locator("form[action$='/refer/']").last
    for box in form.locator("input[type=checkbox][name^='refer-']").all():
        box.check()
    with page.expect_navigation():
        form.locator(".actions button.button").first.click()


def test_many_at_once_by_keyboard_with_preview_results_and_the_way_back(town, house, browser):
    names = employ(town, "-wmany")
    office = Office(tree=town, staff=staff_of(town.office), applicant=_applicant())
    in_force_with(town, "expert", ["back"])
    ids = [office.referred() for _ in range(3)]
    with an_album("fa-1280-many") as album, a_visitor(browser, house, album, width=1280) as at:
        at.enter(identity.account_by_username(names["expert"]).id)
        at.go("/desk/?sort=newest")
        for _line in ids:
            at.page.keyboard.press("j")
            at.page.keyboard.press("x")
        expect(at.page.locator("input[name=task]:checked")).to_have_count(len(ids))
        at.look("ticked")
        at.page.get_by_role("button", name="اقدام گروهی").click()
        expect(at.page.get_by_text("هنوز چیزی انجام نشده است")).to_be_visible()
        assert {cases.case(one).state for one in ids} == {"expert"}
        at.page.fill("main textarea[name=comment]", "برگهٔ دست‌نویس خوانا نیست")
        at.look("preview")
        at.page.get_by_role("button", name="عودت به دبیرخانه").click()
        done = at.page.get_by_text("۳ از ۳ پرونده انجام شد")
        expect(done).to_be_visible(timeout=20_000)
        assert {cases.case(one).state for one in ids} == {"secretariat"}
        at.look("results")
        at.page.get_by_role("button", name="بازپس‌گیری همهٔ آنچه دیده نشده").click()
        expect(at.page.get_by_text("۳ پرونده بازپس گرفته شد")).to_be_visible(timeout=20_000)
        at.look("taken-back")
    assert {cases.case(one).state for one in ids} == {"expert"}


def in_force_with(town, state, bulk):
    """A version of the process that lets these buttons of a state be pressed on many."""
    body = cases.read_draft((catalogue.folder("e_request") / "process.yaml").read_text())
    body["states"][state]["bulk"] = bulk
    staff = staff_of(town.office)
    draft = cases.save_draft("e_request", {**body, "version": 99}, by=staff[Role.OFFICE_MANAGER])
    cases.propose_definition(draft.id, by=staff[Role.OFFICE_MANAGER])
    cases.approve_definition(draft.id, by=staff[Role.ADMINISTRATOR])


def _applicant():
    return identity.actor_for_person(cast.the_second_applicant().id)


def test_a_manager_finds_the_page_of_sharing_out(town, house, browser):
    names = employ(town, "-wboss")
    work(town, names)
    boss = cast.an_account("manager-wboss", "آذر پگاه‌نیا")
    give_code_app(boss.id, cast.TOTP_SECRET)
    give(boss, town.office, Role.OFFICE_MANAGER)
    with an_album("fa-360-share") as album, a_visitor(browser, house, album, width=360) as at:
        at.sign_in("manager-wboss")
        at.go("/desk/distribute/")
        at.look("heaps")
        at.page.locator("a[href^='?cartable=']").first.click()
        at.look("heap")


def _actor(username):
    return organisations.actor_for_account(identity.account_by_username(username).id)
