"""Files on a bad line, in a real browser: cut, closed, gone on with; made small; looked at."""

import io
import random

from PIL import Image, ImageFilter
from playwright.sync_api import expect

from pishkhan.kernel.attachments.models import Attachment, Upload
from tests.e2e.applicant import Applicant, a_photo
from tests.e2e.visitor import a_visitor, an_album


FILES = "#kind-letter .files li"


def a_picture(name, width, height, *, colour=255, blur=0):
    """Something with edges everywhere, or with none; no two are alike."""
    noise = Image.frombytes("L", (width // 4, height // 4), random.randbytes(width * height // 16))  # noqa: S311 - pixels
    picture = noise.point(lambda v: colour if v > 90 else colour // 6).resize((width, height), 0)
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_photos_arrive_over_a_bad_line_and_unreadable_ones_are_asked_about(house, browser):
    with an_album("uploads") as album, a_visitor(browser, house, album, width=360) as at:
        applicant = Applicant(at=at, mobile="09120000777", national_id="0003030301")
        applicant.begin()
        applicant.describe_herself()
        applicant.confirm_mobile()
        applicant.describe_request()
        goes_on_after_a_cut_and_in_a_new_tab(at)
        is_made_small(at)
        is_asked_about(at)
        is_refused_in_words(at)


def count(page, n):
    expect(page.locator(FILES)).to_have_count(n, timeout=20_000)


def goes_on_after_a_cut_and_in_a_new_tab(at):
    page, context, address = at.page, at.page.context, at.page.url
    sent, offsets = [], []

    def cut_after_the_first(route):
        offsets.append(int(route.request.headers["upload-offset"]))
        if sent:
            route.abort("internetdisconnected")
            return
        sent.append(route)
        route.continue_()

    context.route("**/uploads/*", lambda route: (
        cut_after_the_first(route) if route.request.method == "PATCH" else route.continue_()
    ))  # fmt: skip
    photo = a_picture("bad-line.jpg", 1600, 1200)
    assert 300_000 < len(photo["buffer"]) < 1_500_000, len(photo["buffer"])
    page.set_input_files("#file-letter", photo)
    page.wait_for_timeout(2500)
    assert len(sent) == 1
    assert max(offsets) == 256 * 1024
    at.look("upload-cut")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    context.unroute_all()
    page.goto(address)  # nobody chooses the photo again
    count(page, 1)
    assert Attachment.objects.filter(kind="letter").latest("id").size > 0


def is_made_small(at):
    photo = a_picture("large.jpg", 4200, 3000)
    at.page.set_input_files("#file-letter", photo)
    count(at.page, 2)
    assert len(photo["buffer"]) > 1_500_000
    assert Upload.objects.latest("id").length < len(photo["buffer"]) * 0.7


def is_asked_about(at):
    page = at.page
    for photo, words in (
        (a_picture("blurred.jpg", 1600, 1200, blur=14), "تار"),
        (a_picture("dark.jpg", 1600, 1200, colour=40), "تاریک"),
    ):
        page.set_input_files("#file-letter", photo)
        expect(page.locator("#kind-letter")).to_contain_text(words)
        at.look(photo["name"].partition(".")[0])
        page.get_by_text("عکس دیگری می‌گیرم").click()
        expect(page.locator("#kind-letter")).not_to_contain_text(words)
    count(page, 2)
    page.set_input_files("#file-letter", a_picture("dark.jpg", 1600, 1200, colour=40))
    page.get_by_text("همین را بفرست").click()
    count(page, 3)


def is_refused_in_words(at):
    page = at.page
    page.locator(f"{FILES} button").first.click()
    count(page, 2)
    page.set_input_files(
        "#file-letter", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"MZ not a picture"}
    )
    expect(page.locator("#kind-letter .error")).to_contain_text("پذیرفته نیست")
    page.set_input_files("#file-letter", a_photo("good.jpg"))
    count(page, 3)
