"""One request from the first field to the signed answer, by everybody who touches it."""

import io
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.applicant import Applicant, a_national_id, latin
from tests.e2e.house import House, employ
from tests.e2e.officer import Officer
from tests.e2e.visitor import Album, a_visitor, an_album


PHONE, DESKTOP = 360, 1280
ANSWER = "با سلام\n\nنام پدر در کارنامهٔ شما اصلاح شد و کارنامهٔ تازه صادر می‌شود."
DEFECTS = (
    ("نام پدر", "incorrect", "با شناسنامه نمی‌خواند"),
    ("تصویر برگهٔ دست‌نویس درخواست", "incomplete", "امضا دیده نمی‌شود"),
)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_request_travels_from_the_first_field_to_the_signed_answer(town, house, browser, width):
    staff = employ(town, f"-{width}")
    with an_album(f"fa-{width}") as album:
        travel = Travel(house=house, browser=browser, album=album, width=width, staff=staff)
        registered = travel.the_applicant_sends()
        travel.the_secretariat_returns(registered)
        travel.the_applicant_completes_on_the_phone(registered)
        travel.the_secretariat_sees_the_difference_and_refers(registered)
        travel.the_expert_proposes(registered)
        travel.the_signer_signs(registered)
        travel.the_applicant_reads_the_answer(registered)


@dataclass(frozen=True, kw_only=True)
class Travel:
    """The way of one request; every act has a window of its own."""

    house: House
    browser: Browser
    album: Album
    width: int
    staff: dict[str, str]

    @property
    def mobile(self):
        return f"091200{self.width:05}"

    @contextmanager
    def applicant(self, width=0):
        with self.window(width) as at:
            person = {"mobile": self.mobile, "national_id": a_national_id(self.width)}
            yield Applicant(at=at, **person)

    @contextmanager
    def officer(self, word):
        with self.window() as at:
            at.sign_in(self.staff[word])
            yield Officer(at=at)

    def window(self, width=0):
        return a_visitor(self.browser, self.house, self.album, width=width or self.width)

    def the_applicant_sends(self):
        with self.applicant() as applicant:
            applicant.begin()
            for step in (
                applicant.describe_herself,
                applicant.confirm_mobile,
                applicant.describe_request,
                applicant.attach_letter,
            ):
                step()
                applicant.at.survives_back_and_refresh()
            applicant.at.look("review")
            registered = applicant.send()
            applicant.at.survives_back_and_refresh()
            assert applicant.read_receipt() == registered
            receipt = applicant.download("a[href$='receipt.pdf']")
        assert receipt.name == f"{registered.tracking_code}.pdf"
        assert is_pdf(receipt.content)
        news = latin(self.house.message(self.mobile, "ثبت شد"))
        assert registered.letter_number in news
        assert registered.tracking_code in news
        return registered

    def the_secretariat_returns(self, registered):
        with self.officer("clerk") as clerk:
            clerk.open_case(registered.letter_number, "secretariat")
            clerk.return_with_defects(DEFECTS)
        self.house.message(self.mobile, "نقص")

    def the_applicant_completes_on_the_phone(self, registered):
        with self.applicant(PHONE) as applicant:
            applicant.track(registered)
            for _label, _kind, note in DEFECTS:
                expect(applicant.at.page.get_by_text(note)).to_be_visible()
            applicant.complete()

    def the_secretariat_sees_the_difference_and_refers(self, registered):
        with self.officer("clerk2") as clerk:
            clerk.open_case(registered.letter_number, "secretariat-again")
            difference = clerk.at.page.locator(".changes")
            expect(difference.locator("del").first).to_contain_text("کیوان")
            expect(difference.locator("ins").first).to_contain_text("کیوان‌پور")
            expect(difference.get_by_text("فایل تازه")).to_be_visible()
            clerk.refer()

    def the_expert_proposes(self, registered):
        with self.officer("expert") as expert:
            expert.open_case(registered.letter_number, "expert")
            expert.propose(ANSWER)

    def the_signer_signs(self, registered):
        with self.officer("signer") as signer:
            signer.open_case(registered.letter_number, "signer")
            expect(signer.at.page.locator(".proposal")).to_contain_text("کارنامهٔ تازه صادر می‌شود")
            signer.sign()
        self.house.message(self.mobile, "پاسخ نامه")

    def the_applicant_reads_the_answer(self, registered):
        with self.applicant() as applicant:
            applicant.track(registered)
            letter = applicant.at.page.locator(".letter-text")
            expect(letter).to_contain_text("کارنامهٔ تازه صادر می‌شود")
            assert is_pdf(applicant.download("a[href$='answer.pdf']").content)


def is_pdf(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages) > 0
