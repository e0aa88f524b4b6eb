"""One request from the first field to the signed answer, by everybody who touches it."""

import io

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.e2e.applicant import Applicant, latin
from tests.e2e.house import employ
from tests.e2e.officer import Officer
from tests.e2e.visitor import a_visitor, an_album


PHONE, DESKTOP = 360, 1280
ANSWER = "با سلام\n\nنام پدر در کارنامهٔ شما اصلاح شد و کارنامهٔ تازه صادر می‌شود."


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_request_travels_from_the_first_field_to_the_signed_answer(town, house, browser, width):
    with an_album(f"fa-{width}") as album:
        walk(town, house, browser, album, width)


def walk(town, house, browser, album, width):
    staff = employ(town, f"-{width}")
    person = {
        "mobile": f"091200{width:05}",
        "national_id": {PHONE: "0001010107", DESKTOP: "0002020203"}[width],
    }

    with a_visitor(browser, house, album, width=width) as at:
        applicant = Applicant(at=at, **person)
        applicant.begin()
        applicant.describe_herself()
        at.survives_back_and_refresh()
        applicant.confirm_mobile()
        at.survives_back_and_refresh()
        applicant.describe_request()
        at.survives_back_and_refresh()
        applicant.attach_letter()
        at.survives_back_and_refresh()
        at.look("review")
        registered = applicant.send()
        at.survives_back_and_refresh()
        assert applicant.read_receipt() == registered
        receipt = applicant.download("a[href$='receipt.pdf']")
        assert receipt.name == f"{registered.tracking_code}.pdf"
        assert is_pdf(receipt.content)
        news = latin(house.message(applicant.mobile, "ثبت شد"))
        assert registered.letter_number in news
        assert registered.tracking_code in news

    with a_visitor(browser, house, album, width=width) as at:
        clerk = Officer(at=at)
        at.sign_in(staff["clerk"])
        clerk.open_case(registered.letter_number, "secretariat")
        clerk.return_with_defects(
            [
                ("نام پدر", "incorrect", "با شناسنامه نمی‌خواند"),
                ("تصویر برگهٔ دست‌نویس درخواست", "incomplete", "امضا دیده نمی‌شود"),
            ]
        )
        house.message(applicant.mobile, "نقص")

    with a_visitor(browser, house, album, width=PHONE) as at:
        applicant = Applicant(at=at, **person)
        applicant.track(registered)
        expect(at.page.get_by_text("با شناسنامه نمی‌خواند")).to_be_visible()
        applicant.complete()

    with a_visitor(browser, house, album, width=width) as at:
        clerk = Officer(at=at)
        at.sign_in(staff["clerk2"])
        clerk.open_case(registered.letter_number, "secretariat-again")
        expect(at.page.locator(".changes del").first).to_contain_text("کیوان")
        expect(at.page.locator(".changes ins").first).to_contain_text("کیوان‌پور")
        clerk.refer()

    with a_visitor(browser, house, album, width=width) as at:
        expert = Officer(at=at)
        at.sign_in(staff["expert"])
        expert.open_case(registered.letter_number, "expert")
        expert.propose(ANSWER)

    with a_visitor(browser, house, album, width=width) as at:
        signer = Officer(at=at)
        at.sign_in(staff["signer"])
        signer.open_case(registered.letter_number, "signer")
        expect(at.page.locator(".proposal")).to_contain_text("نام پدر در کارنامهٔ شما اصلاح شد")
        signer.sign()
        house.message(applicant.mobile, "پاسخ نامه")

    with a_visitor(browser, house, album, width=width) as at:
        applicant = Applicant(at=at, **person)
        applicant.track(registered)
        expect(at.page.locator(".letter-text")).to_contain_text("کارنامهٔ تازه صادر می‌شود")
        answer = applicant.download("a[href$='answer.pdf']")
        assert is_pdf(answer.content)


def is_pdf(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages) > 0
