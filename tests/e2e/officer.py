"""Those of the office, at a browser of theirs: open a case from the list, decide, send on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.e2e.applicant import latin
from tests.e2e.visitor import Visitor


MARKS = ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")


@dataclass(frozen=True, kw_only=True)
class Officer:
    """Somebody with a post, signed in."""

    at: Visitor

    def open_case(self, letter_number: str, title: str) -> None:
        """From the list, the line of this letter."""
        page = self.at.page
        self.at.go("/desk/")
        self.at.look(f"{title}-list")
        self.line(letter_number).click()
        expect(page.locator("#case .case h2")).to_be_visible()
        self.at.look(f"{title}-case")

    def line(self, letter_number: str) -> Locator:
        """The link of a line of the list."""
        links = self.at.page.locator("a[data-case]")
        for number in range(links.count()):
            if letter_number in latin(links.nth(number).inner_text()):
                return links.nth(number)
        raise AssertionError(f"{letter_number} is not in the list: {links.all_inner_texts()}")

    def return_with_defects(self, defects: Iterable[tuple[str, str, str]]) -> None:
        """Return the case: for each label what kind of defect it has, and the note."""
        form = self.decision("return")
        form.locator("xpath=..").locator("summary").first.click()
        for label, kind, note in defects:
            line = form.locator(
                ".defect", has=self.at.page.locator("b", has_text=re.compile(f"^{label}$"))
            ).first
            line.locator("select").select_option(kind)
            line.locator("input").fill(note)
        self.at.look("return")
        self.press(form)

    def refer(self) -> None:
        """All five marks are on the sheet: to the expert."""
        form = self.decision("refer")
        for mark in MARKS:
            form.locator(f"input[name$='{mark}']").check()
        self.at.look("refer")
        self.press(form)

    def propose(self, text: str) -> None:
        """The answer to be signed."""
        form = self.decision("propose")
        form.locator("textarea[name$='-text']").fill(text)
        form.locator("textarea[name$='-comment']").fill("با مدارک می‌خواند؛ پیشنهاد پاسخ مثبت.")
        self.at.look("propose")
        self.press(form)

    def sign(self) -> None:
        """What was proposed goes out."""
        form = self.decision("sign")
        self.at.look("sign")
        self.press(form)

    def decision(self, action: str) -> Locator:
        """The form of one button."""
        return self.at.page.locator(f"form[action$='/{action}/']")

    def press(self, form: Locator) -> None:
        """The button of a form; the office is told that it was done."""
        form.locator(".actions button.button").last.click()
        done = self.at.page.locator("[role=status] .notice.ok")
        expect(done).to_be_visible()
