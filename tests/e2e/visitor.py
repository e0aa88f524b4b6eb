"""A person at a browser: looks at every page with axe, keeps a picture of it, hears complaints."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tools.browser import find

from pishkhan.config.paths import MADE, VAR
from pishkhan.kernel.identity import testing as cast
from pishkhan.web.testing import a_browser as a_browser_of_nobody, signed_in_staff
from tests.e2e.house import House


PICTURES = VAR / "e2e"
AXE = MADE / "vendor" / "axe" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]
HEIGHT = 800
TOTP_PERIOD_SECONDS = 30
TOTP_SECONDS_TO_TYPE = 6
WIDE = """() => {
    const root = document.documentElement, width = root.clientWidth;
    if (root.scrollWidth <= width) return [];
    const page = root.getBoundingClientRect();
    const out = [...document.body.querySelectorAll("*")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && (box.left < page.left - 1 || box.right > page.right + 1);
    });
    return [root.scrollWidth, ...out.slice(-5).map((e) => e.outerHTML.slice(0, 160))];
}"""
LOOK = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map((v) => ({
        rule: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " — " + n.failureSummary),
    }));
}"""


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium of the machine or Playwright's own; an absent one is a failure, not a skip."""
    path = os.environ.get("CHROMIUM") or find()
    assert path, "The journeys need Chromium: run `python tools/setup.py --browser`."
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright runs a loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            browser.close()
            connections.close_all()  # those of the loop; the thread's own are not seen from here
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@cache
def axe() -> str:
    """The checker; set-up puts it there."""
    assert AXE.exists(), f"{AXE} is not there: run `make setup`."
    return AXE.read_text()


@dataclass(kw_only=True)
class Album:
    """Numbered pictures of one run, in a folder of their own."""

    name: str
    number: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    @property
    def folder(self) -> Path:
        """Where they are."""
        return PICTURES / self.name

    def take(self, page: Page, title: str) -> None:
        """Keep a picture of the whole page."""
        self.number += 1
        page.screenshot(path=self.folder / f"{self.number:02}-{title}.png", full_page=True)


@contextmanager
def an_album(name: str) -> Iterator[Album]:
    """The album of one run; at its end nothing may have been wrong with any page."""
    album = Album(name=name)
    yield album
    assert not album.faults, "\n".join(album.faults)


@dataclass(kw_only=True)
class Visitor:
    """A browser window of one person."""

    house: House
    context: BrowserContext
    album: Album
    has_script: bool = True
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on(
            "console",
            lambda m: self.complaints.append(m.text) if "Security Policy" in m.text else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "response",
            lambda r: (
                self.complaints.append(f"{r.status} {r.url}")
                if r.status >= 500 or (r.status == 404 and "/static/" in r.url)
                else None
            ),
        )

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.house.url + path)

    def look(self, title: str) -> None:
        """Look at the page: nothing too wide, nothing refused by the policy, nothing axe finds.

        What is found is told when the album is closed, so that one walk tells everything.
        """
        self.album.take(self.page, title)
        self.album.faults += [f"{title}: {one}" for one in self.complaints]
        self.complaints.clear()
        wide = self.page.evaluate(WIDE)
        if wide:
            self.album.faults.append(f"{title} is wider than the screen: {wide}")
        if self.has_script:
            self.page.evaluate(axe())
            found = self.page.evaluate(LOOK)
            self.album.faults += [f"{title}: {json.dumps(v, ensure_ascii=False)}" for v in found]

    def survives_back_and_refresh(self) -> None:
        """Go back, come again, refresh: the same page, no error, nothing lost."""
        here, heading = self.page.url, self.page.locator("h1").first.inner_text()
        self.page.go_back()
        assert self.page.locator("h1").count(), f"back from {here} shows no page"
        self.page.go_forward()
        self.page.reload()
        assert self.page.url.split("?")[0].split("#")[0] == here.split("?")[0].split("#")[0]
        expect(self.page.locator("h1").first).to_have_text(heading)

    def sign_in(self, username: str) -> None:
        """Password, then the code of the code app."""
        page = self.page
        self.go("/desk/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(cast.PASSWORD)
        self.look(f"sign-in-{username}")
        page.get_by_role("button", name="ورود", exact=True).click()
        expect(page.locator("input[name=code]")).to_be_visible()
        self.look(f"second-factor-{username}")
        page.locator("input[name=code]").fill(code_of_app())
        page.get_by_role("button", name="ورود", exact=True).click()
        page.wait_for_url("**/desk/**")

    def enter(self, account_id: int) -> None:
        """As if signed in: for those whose sign-in was looked at elsewhere."""
        known = signed_in_staff(a_browser_of_nobody(), account_id).cookies
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies(
            [{"name": name, "value": known[name].value, "url": self.house.url}]
        )


def code_of_app() -> str:
    """The six digits that the code app of the cast shows."""
    return code_of(cast.TOTP_SECRET)


def code_of(secret: str) -> str:
    """The six digits that a code app shows for this secret; one about to change is not used."""
    left = TOTP_PERIOD_SECONDS - time.time() % TOTP_PERIOD_SECONDS
    if left < TOTP_SECONDS_TO_TYPE:
        time.sleep(left)
    period = int(time.time()) // TOTP_PERIOD_SECONDS
    return str(format_hotp_value(hotp_value(secret, period)))


@contextmanager
def a_visitor(
    browser: Browser,
    house: House,
    album: Album,
    *,
    width: int,
    language: str = "fa",
    has_script: bool = True,
) -> Iterator[Visitor]:
    """A new window with nothing remembered in it, of this width, in this language."""
    is_phone = width < 600
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=has_script,
        has_touch=is_phone,
        is_mobile=is_phone,
        locale=language,
        timezone_id="Asia/Tehran",
        reduced_motion="reduce",
    )
    if language != "fa":
        context.add_cookies([{"name": "language", "value": language, "url": house.url}])
    visitor = Visitor(house=house, context=context, album=album, has_script=has_script)
    try:
        yield visitor
    except BaseException as error:
        album.take(visitor.page, "broken")
        error.add_note("\n".join([f"at {visitor.page.url}", *album.faults]))
        raise
    finally:
        context.close()
