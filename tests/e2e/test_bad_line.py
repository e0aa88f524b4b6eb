"""A photo over a slow line that is cut, and a telephone that is switched off until the next day."""

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from tools.browser import find

from pishkhan.kernel.attachments.models import Upload
from tests.e2e.applicant import Applicant, a_national_id
from tests.e2e.line import a_line
from tests.e2e.test_uploads import FILES, a_picture
from tests.e2e.visitor import FLAGS, Visitor, an_album


SLOW = 60_000  # bytes a second: a third-generation line
OVERHEAD = 120_000  # pages, headers and small pictures' addresses on the way up
WAITING = re.compile("ارتباط قطع شد")


@pytest.fixture
def line(house):
    with a_line(house.url) as one:
        yield one


@contextmanager
def a_phone(browser, folder, house, album):
    """A browser that keeps everything in `folder`, as a telephone does when it is switched off."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=find(),
        args=FLAGS,
        viewport={"width": 360, "height": 800},
        has_touch=True,
        is_mobile=True,
        locale="fa",
        timezone_id="Asia/Tehran",
        reduced_motion="reduce",
    )
    try:
        yield Visitor(house=house, context=context, album=album)
    finally:
        context.close()


def to_the_files(at, mobile, national_id):
    """From the first page to the page of files; its address."""
    applicant = Applicant(at=at, mobile=mobile, national_id=national_id)
    applicant.begin()
    applicant.describe_herself()
    applicant.confirm_mobile()
    applicant.describe_request()
    return at.page.url


def test_a_phone_switched_off_in_the_middle_goes_on_the_next_day_where_it_was(
    house, browser, line, tmp_path
):
    there = replace(house, url=line.url)
    photo = a_picture("next-day.jpg", 1600, 1200)
    with an_album("next-day") as album:
        with a_phone(browser, tmp_path, there, album) as at:
            address = to_the_files(at, "09120000778", a_national_id(303041))
            line.mend()
            line.rate, line.cut_at = SLOW, 600_000
            expect(at.page.locator("label[for=camera-letter]")).to_be_visible()
            camera = at.page.locator("#camera-letter")
            assert camera.get_attribute("capture") == "environment"
            camera.set_input_files(photo)
            expect(at.page.locator("#kind-letter")).to_contain_text(WAITING, timeout=30_000)
            at.look("cut")
        kept = Upload.objects.latest("id")
        assert 256 * 1024 <= kept.received < kept.length == len(photo["buffer"])
        line.rate = 0
        line.mend()
        with a_phone(browser, tmp_path, there, album) as at:
            at.page.goto(address)  # nobody chooses the photo again
            expect(at.page.locator(FILES)).to_have_count(1, timeout=30_000)
            at.look("arrived")
    assert line.up <= kept.length - kept.received + OVERHEAD
    assert Upload.objects.latest("id").attachment_id


def test_after_a_cut_it_goes_on_by_itself_and_so_after_flight_mode(house, browser, line, tmp_path):
    there = replace(house, url=line.url)
    with an_album("cut-line") as album, a_phone(browser, tmp_path, there, album) as at:
        to_the_files(at, "09120000779", a_national_id(303042))
        line.mend()
        line.rate, line.cut_at = SLOW, 400_000
        photo = a_picture("cut.jpg", 1600, 1200)
        at.page.set_input_files("#file-letter", photo)
        expect(at.page.locator("#kind-letter")).to_contain_text(WAITING, timeout=30_000)
        kept = Upload.objects.latest("id")
        line.mend()
        line.rate = 0
        expect(at.page.locator(FILES)).to_have_count(1, timeout=60_000)
        assert line.up <= kept.length - kept.received + OVERHEAD
        flies(at, line)


def flies(at, line):
    line.mend()
    line.rate = SLOW
    at.page.set_input_files("#file-letter", a_picture("flight.jpg", 1600, 1200))
    expect(at.page.locator("#kind-letter progress")).to_have_attribute(
        "value", re.compile(r"0\.[2-9]"), timeout=30_000
    )
    at.context.set_offline(True)
    expect(at.page.locator("#kind-letter")).to_contain_text(WAITING, timeout=30_000)
    at.look("flight-mode")
    line.rate = 0
    at.context.set_offline(False)
    expect(at.page.locator(FILES)).to_have_count(2, timeout=60_000)
