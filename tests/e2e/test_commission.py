"""A foreign student's special case: it waits for a university that lacks somebody, and goes on by itself."""

import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Browser, expect

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import Tree, give
from pishkhan.services.cartable_request.questions import SAMPLE as HOLDER
from pishkhan.services.international_commission import queries
from pishkhan.services.international_commission.service import SERVICE
from pishkhan.services.international_commission.terms import CODE, Level
from pishkhan.services.international_commission.testing import a_commission, a_deputy
from tests.contracts.walking import file_sample, ground_for
from tests.e2e.applicant import a_photo, download, latin
from tests.e2e.house import House
from tests.e2e.officer import Officer
from tests.e2e.student import Student
from tests.e2e.visitor import Album, a_visitor, an_album, code_of


PHONE, DESKTOP = 360, 1280
HOME = f"/x/{CODE.replace('_', '-')}/"
PEOPLE = {
    "commission-secretary": "کامیار روشن",
    "commission-chair": "ایران‌دخت پارسا",
    "member-1": "سهراب یکتا",
    "member-2": "لاله امیدوار",
    "member-3": "نیما جاوید",
    "deputy": "مهتاب فروغی",
}
CENTRE = {"commission-secretary": "مازیار بهین", "commission-chair": "شهرزاد وفا"}
OBJECTION = "الشرط غير ممكن في هذا الفصل."
CONDITION = "با ثبت‌نام حداکثر دوازده واحد در نیم‌سال آینده."
OWN = "a walk by the river 27"
FINAL = "با ثبت‌نام حداکثر شانزده واحد."


def test_a_case_that_waited_for_a_holder_travels_to_the_second_instance(town, house, browser):
    travel = Travel(town=town, house=house, browser=browser, university=town.other_university)
    travel.settle()
    with an_album("ar-360-commission") as album, travel.visit(album, PHONE, "ar") as at:
        student = Student(at=at, answers=travel.answers)
        case_id = travel.the_student_asks(student)
        with an_album("fa-1280-commission") as of_officers:
            travel.album = of_officers
            travel.the_university_introduces_a_holder()
            travel.the_organisation_approves()
            travel.it_resumes_by_itself(student, case_id)
            with travel.the_new_holder_comes_in() as deputy:
                travel.returned_for_a_document(deputy, student, case_id)
                deputy.decide("accept")
            travel.the_commission_decides(case_id)
            travel.the_student_reads_and_objects(student, case_id)
            travel.the_central_commission_decides(student, case_id)


def test_the_holder_is_absent_and_the_substitute_acts_under_both_names(town, house, browser):
    travel = Travel(town=town, house=house, browser=browser, university=town.university)
    ground = ground_for(SERVICE)
    absent = a_deputy(town.university)
    substitute = cast.an_account("substitute", "سودابه نیک‌فر")
    give(substitute, town.university, Role.SECRETARIAT)
    case_id = file_sample(SERVICE, ground).case_id
    both = f"{substitute.full_name} به جانشینی {absent.full_name}"
    with an_album("fa-1280-stand-in") as album:
        travel.album = album
        with travel.officer(absent) as deputy:
            deputy.names(substitute)
        with travel.officer(substitute) as standing_in:
            page = standing_in.at.page
            standing_in.at.go("/desk/")
            standing_in.at.look("desk")
            standing_in.open(case_id, "case")
            expect(page.locator(".standing-in")).to_contain_text(absent.full_name)
            standing_in.decide("accept")
            standing_in.open(case_id, "accepted")
            expect(page.locator("main")).to_contain_text(both)
        with travel.officer(travel.commission.secretary) as secretary:
            secretary.open(case_id, "seen-by-the-next")
            expect(secretary.at.page.locator("main")).to_contain_text(both)


@dataclass(kw_only=True)
class Travel:
    """The way of one case, and who is on it."""

    town: Tree
    university: OrganisationView
    house: House
    browser: Browser
    album: Album | None = None
    mobile: str = "09120004004"

    def __post_init__(self):
        for place, people in ((self.university, PEOPLE), (self.town.office, CENTRE)):
            for word, name in people.items():
                cast.an_account(f"{place.code}-{word}", name)
        self.commission = a_commission(self.university, Level.UNIVERSITY)
        self.central = a_commission(self.town.office, Level.CENTRAL)
        self.answers = {
            **SERVICE.sample,
            "study.university": str(self.university.id),
            "person.mobile": self.mobile,
        }

    def settle(self):
        """Who introduces a holder, and who approves."""
        self.liaison = cast.an_account("liaison", "بیژن سرافراز")
        give(self.liaison, self.university, Role.LIAISON)
        self.above = cast.an_account("above", "ترانه هوشیار")
        give(self.above, self.town.headquarters, Role.EXPERT)
        centre = self.town.headquarters.id
        catalogue.set_office("cartable_request", organisation_id=centre, by=Actor.system())

    def visit(self, album, width, language="fa"):
        return a_visitor(self.browser, self.house, album, width=width, language=language)

    @contextmanager
    def officer(self, account):
        with self.visit(self.album, DESKTOP) as at:
            at.enter(account.id)
            yield Deciding(at=at)

    def the_student_asks(self, student):
        student.begin()
        student.fill("study")
        expect(student.at.page.locator(".notice.warn")).to_contain_text(self.university.name)
        student.fill("person")
        student.confirm_mobile()
        for page in ("papers", "degree", "ground"):
            student.fill(page)
        student.attach("passport", "evidence")
        case_id = student.send()
        self.house.message(self.mobile, "في انتظار|لم تعيّن")
        assert cases.case(case_id).status.value == "suspended"
        student.case(case_id, "suspended")
        return case_id

    def the_university_introduces_a_holder(self):
        with self.officer(self.liaison) as liaison:
            page = liaison.at.page
            liaison.at.go("/desk/")
            liaison.at.look("liaison-desk")
            page.locator("header nav a", has_text="کارتابل‌های سازمان").click()
            liaison.at.look("cartables-of-the-university")
            page.locator("#requests + ul a").first.click()
            for key, text in HOLDER.items():
                liaison.write(key.partition(".")[2], text)
            page.set_input_files("#q-letter", a_photo("letter.jpg"))
            liaison.at.look("introduce")
            page.locator("main form .actions button").click()
            expect(page.locator(".notice.ok")).to_be_visible()
            liaison.at.look("introduced")

    def the_organisation_approves(self):
        with self.officer(self.above) as expert:
            expert.at.go("/desk/")
            expert.at.look("above-desk")
            expert.at.page.locator("a[data-case]").first.click()
            expect(expert.at.page.locator("#case .case h2")).to_be_visible()
            expert.at.look("above-case")
            expert.press(expert.decision("approve"))
            expert.at.look("above-approved")
        self.account = self.house.message(HOLDER["holder.mobile"], "گذرواژه")

    def it_resumes_by_itself(self, student, case_id):
        self.house.message(self.mobile, "بدأت")
        assert cases.case(case_id).status.value == "open"
        student.case(case_id, "resumed")
        expect(student.at.page.locator(".notice.warn")).to_have_count(0)

    @contextmanager
    def the_new_holder_comes_in(self):
        """With the first password, which is then her own; and with a code app."""
        username = re.search(r"نام کاربری: (\S+)", self.account)[1]
        password = latin(re.search(r"گذرواژهٔ نخست: (\S+)", self.account)[1])
        with self.visit(self.album, DESKTOP) as at:
            deputy = Deciding(at=at)
            at.go("/desk/")
            deputy.gives(login=username, password=password)
            deputy.gives(oldpassword=password, password1=OWN, password2=OWN, title="first-password")
            deputy.gives(password=OWN, title="confirm-oneself")
            expect(at.page.locator(".qr")).to_be_visible()
            at.look("code-app")
            at.page.locator("details summary").first.click()
            secret = re.sub(r"\s", "", at.page.locator("details bdi").first.inner_text())
            deputy.gives(code=code_of(secret))
            at.look("after-code-app")
            at.go("/desk/")
            at.look("deputy-desk")
            yield deputy

    def returned_for_a_document(self, deputy, student, case_id):
        deputy.open(case_id, "deputy-case")
        deputy.return_with_defects([("مدرک شرایط خاص", "incomplete", "مهر بیمارستان دیده نمی‌شود")])
        self.house.message(self.mobile, "ناقصة")
        student.complete(case_id)
        deputy.open(case_id, "deputy-again")

    def the_commission_decides(self, case_id):
        self.decides(self.commission, case_id, "conditions", CONDITION)
        assert cases.case(case_id).state == "granted"

    def decides(self, commission, case_id, ballot, because):
        """From the turn of a case to the signed minutes, all at the pages of a commission."""
        with ExitStack() as opened:
            secretary = opened.enter_context(self.officer(commission.secretary))
            secretary.open(case_id, "waits-for-a-session")
            secretary.at.page.locator("[data-primary] a.button").click()
            expect(secretary.at.page).to_have_url(re.compile(f"{HOME}$"))
            session = secretary.calls_a_session()
            chair = opened.enter_context(self.officer(commission.chair))
            chair.at.go(f"{HOME}sessions/{session}/")
            chair.at.look("chair-session")
            chair.press_on("آغاز رأی‌گیری")
            item = queries.live_item_of(case_id).id
            for account in commission.members:
                with self.visit(self.album, PHONE) as at:
                    at.enter(account.id)
                    at.go(f"{HOME}items/{item}/")
                    Deciding(at=at).votes(ballot, look=account == commission.members[0])
            chair.at.go(f"{HOME}items/{item}/")
            chair.votes(ballot, look=False)
            chair.at.page.fill("#because", because)
            chair.at.look("chair-closes")
            chair.press_on("شمردن آرا")
            chair.at.look("decided")
            self.the_minutes_are_written_and_signed(secretary, chair, session)

    def the_minutes_are_written_and_signed(self, secretary, chair, session):
        secretary.at.go(f"{HOME}sessions/{session}/")
        secretary.at.page.fill("#note", "جلسه با حضور همهٔ اعضا برگزار شد.")
        secretary.at.look("before-minutes")
        secretary.press_on("نوشتن صورت‌جلسه")
        chair.at.go(f"{HOME}sessions/{session}/")
        chair.press_on("امضای صورت‌جلسه")
        chair.at.look("signed")
        minutes = download(chair.at, "a[href$='minutes.pdf']").content
        assert "تالار" in text_of(minutes)
        keep(self.album, "minutes", minutes)

    def the_student_reads_and_objects(self, student, case_id):
        said = self.house.message(self.mobile, "صدر قرار اللجنة|قرار اللجنة")
        order = student.at.context.request.get(re.search(r"http\S+pdf", said)[0])
        assert "المشروطة" in text_of(order.body())
        keep(student.at.album, "order", order.body())
        for language in ("en", "ar"):
            student.at.go(f"/my/{case_id}/?lang={language}")
            student.at.look(f"decided-{language}")
        student.object(case_id, OBJECTION)
        assert cases.case(case_id).state == "central_agenda"

    def the_central_commission_decides(self, student, case_id):
        with an_album("fa-1280-central-commission") as album:
            self.album = album
            self.decides(self.central, case_id, "agree", FINAL)
        assert cases.case(case_id).outcome == "granted"
        self.house.message(self.mobile, "القرار النهائي")
        student.case(case_id, "final")
        expect(student.at.page.locator(".letter-text").last).to_contain_text(FINAL)


@dataclass(frozen=True, kw_only=True)
class Deciding(Officer):
    """An officer at the pages of this service."""

    def open(self, case_id, title):
        self.at.go(f"/desk/case/{case_id}/")
        self.at.look(title)

    def decide(self, action):
        self.press(self.decision(action))

    def gives(self, *, title="", **fields):
        """What a page of signing in asks."""
        for name, text in fields.items():
            self.at.page.fill(f"main input[name={name}]", text)
        if title:
            self.at.look(title)
        with self.at.page.expect_navigation():
            self.at.page.locator("main form button.button").first.click()

    def write(self, name, text):
        """An answer; a date goes into its three fields."""
        page = self.at.page
        if page.locator(f"main [name='{name}_day']").count() and text:
            year, month, day = text.split("/")
            page.fill(f"main [name='{name}_day']", day)
            page.select_option(f"main [name='{name}_month']", str(int(month)))
            page.fill(f"main [name='{name}_year']", year)
        elif text:
            page.fill(f"main [name='{name}']", text)

    def press_on(self, button):
        """A button by what stands on it; the page says that it was done."""
        with self.at.page.expect_navigation():
            self.at.page.get_by_role("button", name=button).first.click()
        expect(self.at.page.locator(".notice.ok").first).to_be_visible()

    def names(self, substitute):
        """For every post of one's own, from today for three days."""
        page = self.at.page
        self.at.go("/desk/stand-in/")
        for box in page.locator("input[name=lent]").all():
            box.check()
        page.select_option("select[name=who]", str(substitute.id))
        for name, days in (("from", 0), ("to", 3)):
            day = jalali.of(clock.today() + timedelta(days=days))
            self.write(name, f"{day.year}/{day.month}/{day.day}")
        self.at.look("names-a-substitute")
        self.press_on("گماشتن جانشین")
        self.at.look("named")

    def calls_a_session(self):
        """For today: invites, fills the agenda, writes who is there, begins; its number."""
        page, at = self.at.page, self.at
        at.go("/desk/")
        page.locator("header nav a", has_text="کمیسیون").click()
        at.look("commission")
        page.locator("main a.button").first.click()
        now = clock.in_tehran(clock.now())
        today = jalali.of(now.date())
        self.write("day", f"{today.year}/{today.month}/{today.day}")
        self.write("hour", f"{now:%H:%M}")
        self.write("place", "تالار شورا")
        at.look("new-session")
        page.locator("main form .actions button").click()
        if page.locator("#closed").count():  # today is no day of work
            at.look("new-session-on-a-closed-day")
            page.check("#closed")
            page.locator("main form .actions button").click()
        at.look("session-called")
        self.press_on("دعوت اعضا")
        self.press_on("افزودن به دستور جلسه")
        for seat in page.locator("select[name^='seat-']").all():
            seat.select_option("present")
        self.press_on("نوشتن حضور و غیاب")
        self.press_on("آغاز جلسه")
        at.look("session-held")
        return int(re.search(r"/sessions/(\d+)/", page.url)[1])

    def votes(self, ballot, *, look):
        self.at.page.locator(f"input[name=ballot][value={ballot}]").check()
        if look:
            self.at.look("member-votes")
        self.press_on("ثبت رأی")


def keep(album, name, content):
    """A PDF beside the pictures, for whoever looks at them."""
    (album.folder / f"{name}.pdf").write_bytes(content)
