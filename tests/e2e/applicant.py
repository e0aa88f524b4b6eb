"""She who asks, at a browser of hers: fills the pages, confirms, sends, follows, completes."""

import io
import re
from dataclasses import dataclass

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from pishkhan.web.human_check.testing import read_image
from tests.e2e.visitor import Visitor


NEXT = ".actions button.button:not(.quiet)"
SUBJECT = "اصلاح نام پدر در کارنامه"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What the receipt says."""

    letter_number: str
    tracking_code: str


@dataclass(frozen=True, kw_only=True)
class Downloaded:
    """A file with the name the site gives it."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """What she types, and where."""

    at: Visitor
    mobile: str
    national_id: str
    first_name: str = "مهسا"
    last_name: str = "بهرامی‌نیا"
    father_name: str = "کیوان"

    def begin(self) -> None:
        """From the first page to the first question."""
        page = self.at.page
        self.at.go("/")
        self.at.look("home")
        page.locator("a[href^='/s/e_request/']").first.click()
        self.at.look("service")
        page.locator("form[action*='/start/'] button").first.click()

    def describe_herself(self) -> None:
        """Who she is, and that she is human."""
        page = self.at.page
        page.locator("input[name='kind'][value='natural']").check()
        for code, text in (
            ("first_name", self.first_name),
            ("last_name", self.last_name),
            ("father_name", self.father_name),
            ("national_id", self.national_id),
            ("mobile", self.mobile),
        ):
            page.fill(f"#q-{code}", text)
        self.at.look("person")
        self.pass_human_check()
        self.go_on()

    def pass_human_check(self) -> None:
        """With script the page does it by itself; without, the digits of the picture are typed."""
        if not self.at.has_script and self.at.page.locator(".human").count():
            read = read_image(self.at.page.content())
            self.at.page.fill("[name=human_image]", read["human_image"])

    def confirm_mobile(self, *, received: int = 0) -> None:
        """The code that came by SMS."""
        expect(self.at.page.locator("#code")).to_be_visible()
        self.at.look("code")
        self.at.page.fill("#code", self.at.house.code(self.mobile, after=received))
        self.go_on()

    def describe_request(self) -> None:
        """What it is about."""
        page = self.at.page
        page.select_option("#q-topic", "correction")
        page.fill("#q-subject", SUBJECT)
        page.select_option("#q-exam", "national")
        page.fill("#q-year", "۱۴۰۴")
        self.at.look("request")
        self.go_on()

    def attach_letter(self) -> None:
        """A photo of the hand-written letter."""
        page = self.at.page
        self.at.look("documents-empty")
        page.set_input_files("#file-letter", a_photo("letter.jpg"))
        if not self.at.has_script:  # with script a chosen file is sent at once
            page.locator("#kind-letter form[enctype] button").first.click()
        expect(page.locator("#kind-letter .files li")).to_have_count(1)
        self.at.look("documents")
        self.go_on()

    def send(self) -> Registered:
        """Send, and read the two numbers."""
        self.at.page.locator(NEXT).last.click()
        self.at.page.wait_for_url("**/receipt/")
        self.at.look("receipt")
        return self.read_receipt()

    def read_receipt(self) -> Registered:
        """The two numbers of the receipt on the screen."""
        numbers = self.at.page.locator(".panel .big")
        return Registered(
            letter_number=latin(numbers.nth(0).inner_text()),
            tracking_code=re.sub(r"\D", "", latin(numbers.nth(1).inner_text())),
        )

    def track(self, registered: Registered) -> None:
        """By the two numbers, without signing in."""
        page = self.at.page
        self.at.go("/track/")
        page.fill("#q-letter_number", registered.letter_number)
        page.fill("#q-tracking_code", registered.tracking_code)
        self.pass_human_check()
        self.at.look("track")
        page.locator("main form button").last.click()
        page.wait_for_url("**/track/case/**")
        self.at.look("tracked")

    def complete(self) -> None:
        """From the page of tracking: sign in by SMS, put right what was returned, send again."""
        page = self.at.page
        received = len(self.at.house.messages(self.mobile))
        page.locator(".notice a.button").first.click()
        self.sign_in(received=received)
        self.at.look("complete")
        page.fill("[name$='father_name']", "کیوان‌پور")
        page.set_input_files("main input[type=file]", a_photo("better.jpg"))
        page.locator(NEXT).last.click()
        page.wait_for_url(re.compile(r"/my/\d+/$"))
        self.at.look("completed")

    def sign_in(self, *, received: int) -> None:
        """By one-time code, with the identifier and the number she gave."""
        page = self.at.page
        self.at.look("sign-in")
        page.fill("input[name$='identifier'], input[name$='national_id']", self.national_id)
        page.fill("input[name$='mobile']", self.mobile)
        self.pass_human_check()
        self.go_on()
        self.confirm_mobile(received=received)

    def go_on(self) -> None:
        """The main button, and wait for what comes."""
        with self.at.page.expect_navigation(timeout=30_000):
            self.at.page.locator(NEXT).last.click()

    def download(self, link: str) -> Downloaded:
        """The file that a link of the page gives."""
        return download(self.at, link)


def download(at: Visitor, link: str) -> Downloaded:
    """The file that a link of the page gives."""
    address = at.page.locator(link).first.get_attribute("href")
    answer = at.context.request.get(f"{at.house.url}{address}")
    assert answer.ok, f"{address}: {answer.status}"
    named = answer.headers["content-disposition"]
    return Downloaded(name=re.findall(r'filename="?([^";]+)', named)[0], content=answer.body())


def a_photo(name: str) -> dict[str, str | bytes]:
    """A photo of a sheet of paper, as a telephone makes one."""
    image, target = Image.new("RGB", (1200, 1600), "#f3efe4"), io.BytesIO()
    draw = ImageDraw.Draw(image)
    for line in range(14):
        draw.line([(160, 240 + line * 80), (1040, 240 + line * 80)], fill="#445", width=6)
    draw.text((160, 1400), name, fill="#445", font_size=60)  # no two are alike
    image.save(target, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": target.getvalue()}


def a_national_id(number: int) -> str:
    """A right national id of the place 000, which does not exist."""
    digits = f"000{number:06}"
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return f"{digits}{rest if rest < 2 else 11 - rest}"


def latin(text: str) -> str:
    """A number as a keyboard without Persian digits writes it."""
    table = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
    return re.sub(r"[\u2066-\u2069\u200e\u200f\s]", "", text).translate(table)
