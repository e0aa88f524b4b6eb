"""A foreign student with a cheap phone, in her own language: asks, follows, completes, objects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import expect

from pishkhan.services.international_commission.service import SERVICE
from tests.e2e.applicant import NEXT, a_photo
from tests.e2e.visitor import Visitor


TEXTS = ("text", "tel", "number", "date", "email")


@dataclass(frozen=True, kw_only=True)
class Student:
    """What she types, and where."""

    at: Visitor
    answers: Mapping[str, str]

    @property
    def mobile(self) -> str:
        """Where she is told."""
        return self.answers["person.mobile"]

    def begin(self) -> None:
        """From the card of the service to the first question."""
        self.at.go("/s/international_commission/")
        self.at.look("service")
        self.at.page.locator("form[action*='/start/'] button").first.click()

    def fill(self, page: str) -> None:
        """Answer a page of questions and go on."""
        for question in next(one for one in SERVICE.pages if one.code == page).questions:
            if text := self.answers.get(f"{page}.{question.code}", ""):
                self._answer(question.code, text)
        self.at.look(page)
        self.go_on()

    def _answer(self, code: str, text: str) -> None:
        field = self.at.page.locator(f"main [name='{code}']")
        kind = field.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind == "select":
            field.select_option(text)
        elif kind == "radio":
            self.at.page.locator(f"main [name='{code}'][value='{text}']").check()
        else:
            field.fill(text)

    def confirm_mobile(self) -> None:
        """The code that came by SMS."""
        expect(self.at.page.locator("#code")).to_be_visible()
        self.at.page.fill("#code", self.at.house.code(self.mobile))
        self.go_on()

    def attach(self, *kinds: str) -> None:
        """A photo of each paper that must be there."""
        for kind in kinds:
            self.at.page.set_input_files(f"#file-{kind}", a_photo(f"{kind}.jpg"))
            expect(self.at.page.locator(f"#kind-{kind} .files li")).to_have_count(1)
        self.at.look("documents")
        self.go_on()

    def send(self) -> int:
        """Send, and go from the receipt to the page of the case; its number."""
        self.at.look("review")
        self.go_on()
        self.at.page.wait_for_url("**/receipt/")
        self.at.look("receipt")
        self.at.go("/my/")
        self.at.look("my")
        self.at.page.locator("main a[href^='/my/']").locator("visible=true").first.click()
        self.at.page.wait_for_url(re.compile(r"/my/\d+/"))
        return int(re.findall(r"/my/(\d+)/", self.at.page.url)[0])

    def case(self, case_id: int, title: str) -> None:
        """The page of her case."""
        self.at.go(f"/my/{case_id}/")
        self.at.look(title)

    def complete(self, case_id: int) -> None:
        """Put another photo in place of the one that was returned."""
        self.case(case_id, "returned")
        self.at.page.locator(".notice a.button").first.click()
        self.at.look("complete")
        self.at.page.set_input_files("main input[type=file]:not(.camera)", a_photo("better.jpg"))
        self.at.page.locator(NEXT).last.click()
        self.at.page.wait_for_url(re.compile(r"/my/\d+/$"))
        self.at.look("completed")

    def object(self, case_id: int, why: str) -> None:
        """Object to what was decided."""
        self.at.page.locator(f"a[href$='/my/{case_id}/object/']").click()
        self.at.page.locator("main textarea").fill(why)
        self.at.look("object")
        self.at.page.locator(NEXT).last.click()
        self.at.page.wait_for_url(re.compile(r"/my/\d+/$"))
        self.at.look("objected")

    def go_on(self) -> None:
        """The main button, and wait for what comes."""
        with self.at.page.expect_navigation(timeout=30_000):
            self.at.page.locator(NEXT).last.click()
