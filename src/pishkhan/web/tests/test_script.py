"""What the script adds, in a real browser; and that everything works without it."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FORM = "/ui/form_page/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright runs a loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": 360, "height": 740})
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext, live_server) -> Iterator[Page]:
    found = context.new_page()
    complaints: list[str] = []
    found.on(
        "console", lambda m: complaints.append(m.text) if "Security Policy" in m.text else None
    )
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.goto(live_server.url + FORM)
    yield found
    assert complaints == []


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page: Page):
    expect(page.locator("[data-errors]")).to_be_focused()
    page.click("[data-errors] a")
    expect(page.locator("#q-nid")).to_be_focused()


def test_a_question_appears_when_its_answer_is_given(page: Page):
    company = page.get_by_label("شناسهٔ ملی")
    expect(company).to_be_hidden()
    page.get_by_label("حقوقی").check()
    expect(company).to_be_visible()
    expect(page.get_by_text("فقط اگر")).to_be_hidden()


def test_each_field_is_saved_after_a_change(page: Page):
    with page.expect_request(lambda r: r.method == "POST") as sent:
        page.get_by_label("نام", exact=True).fill("پریسا")
        page.get_by_label("کد ملی").focus()
    assert "field=person.first" in (sent.value.post_data or "")
    expect(page.get_by_text("ذخیره شد", exact=True)).to_be_visible()


def test_what_is_typed_on_a_lost_line_is_kept_over_a_reload_and_sent_again(page: Page):
    page.route("**/ui/", lambda route: route.abort())
    page.get_by_label("نام", exact=True).fill("پریسا")
    page.get_by_label("کد ملی").focus()
    expect(page.get_by_text("دوباره تلاش می‌کنیم")).to_be_visible()
    page.reload()
    expect(page.get_by_label("نام", exact=True)).to_have_value("پریسا")
    expect(page.get_by_text("دوباره تلاش می‌کنیم")).to_be_visible()
    page.unroute("**/ui/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("ذخیره شد", exact=True)).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("is_quick", [True, False])
def test_the_human_check_is_passed_by_itself(page: Page, *, is_quick: bool):
    if not is_quick:
        expect(page.get_by_text("بررسی خودکار انجام شد")).to_be_visible()
    page.get_by_role("button", name="ثبت و دریافت کد تأیید").click()
    expect(page.get_by_text("پذیرفته شد.")).to_be_visible()


def test_two_clicks_are_one_submit(page: Page):
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.is_navigation_request() else None)
    page.evaluate("""() => {
        const button = document.querySelector("form .button");
        button.click(); button.click(); button.click();
    }""")
    expect(page.get_by_text("پذیرفته شد.")).to_be_visible()
    assert len(posts) == 1


def test_the_image_is_fetched_only_when_it_is_wanted(page: Page):
    expect(page.locator(".human img")).to_have_count(0)
    page.get_by_text("کد تصویری به‌جای").click()
    expect(page.get_by_alt_text("تصویری از پنج رقم")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_no_page_is_wider_than_the_screen(page: Page, live_server, language: str, width: int):
    page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 740})
    too_wide = []
    for screen in ("form_page", "timeline", "receipt", "home", "desk"):
        page.goto(f"{live_server.url}/ui/{screen}/")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(screen)
    assert too_wide == []


def test_without_javascript_every_question_and_the_image_code_are_there(
    browser: Browser, live_server
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + FORM)
    expect(page.get_by_label("شناسهٔ ملی")).to_be_visible()
    expect(page.get_by_text("فقط اگر «نوع شخص» «حقوقی» است")).to_be_visible()
    expect(page.get_by_alt_text("تصویری از پنج رقم")).to_be_visible()
    page.get_by_label("پنج رقم تصویر").fill("1")
    page.get_by_role("button", name="ثبت و دریافت کد تأیید").click()
    expect(page.locator(".notice").first).to_have_text(re.compile("کد تصویری درست نیست"))
    context.close()


def test_what_says_that_a_field_was_saved_moves_no_button_away_from_the_finger(page: Page):
    button = page.locator("form button").last
    before = button.bounding_box()
    said = "for (const one of document.querySelectorAll('.saved')) one.textContent = 'ذخیره شد'"
    assert page.locator(".saved").count()
    page.evaluate(said)
    assert button.bounding_box() == before
