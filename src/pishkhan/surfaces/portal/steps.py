"""The way through a form: which page is next, and which may be opened already."""

from dataclasses import dataclass

from django.urls import reverse

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.spec import Page
from pishkhan.kernel.forms.terms import PageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page of a draft with its place on the way."""

    draft: Draft
    page: Page
    pages: tuple[Page, ...]

    @property
    def number(self) -> int:
        """The place of this page, from 1."""
        return self.pages.index(self.page) + 1

    @property
    def total(self) -> int:
        """How many pages there are to walk."""
        return len(self.pages)

    @property
    def title(self) -> str:
        """The title of the service."""
        return catalogue.service(self.draft.service).title

    @property
    def address(self) -> str:
        """Where this page is."""
        return address(self.draft, self.page)

    @property
    def after(self) -> str:
        """Where the next page is; a code that was entered is not asked for again."""
        rest = self.pages[self.number :]
        if rest and rest[0].kind is PageKind.MOBILE_CHECK and forms.is_confirmed(self.draft):
            rest = rest[1:]
        return address(self.draft, rest[0] if rest else self.page)

    @property
    def before(self) -> str:
        """Where the page before is; empty on the first."""
        earlier = [p for p in self.pages[: self.number - 1] if p.kind is not PageKind.MOBILE_CHECK]
        return address(self.draft, earlier[-1]) if earlier else ""

    @property
    def leads_to_code(self) -> bool:
        """Whether a one-time code is sent when this page is right."""
        following = self.pages[self.number : self.number + 1]
        is_last = bool(following) and following[0].kind is PageKind.MOBILE_CHECK
        return is_last and not forms.is_confirmed(self.draft)


def step(draft: Draft, code: str) -> Step | None:
    """The page under `code`, if the answers so far call for it."""
    pages = forms.asked_pages(draft)
    page = next((page for page in pages if page.code == code), None)
    return Step(draft=draft, page=page, pages=pages) if page else None


def address(draft: Draft, page: Page) -> str:
    """Where a page of a draft is."""
    return reverse("portal:page", args=[draft.token, page.code])


def first_unfinished(draft: Draft) -> Page:
    """The first page where something is missing or wrong; the last one if nothing is."""
    pages = forms.asked_pages(draft)
    return next((page for page in pages if not is_finished(draft, page)), pages[-1])


def is_finished(draft: Draft, page: Page) -> bool:
    """Whether nothing on the page stands in the way."""
    if page.kind is PageKind.MOBILE_CHECK:
        return forms.is_confirmed(draft)
    if page.kind is PageKind.ATTACHMENTS:
        kinds = {file.kind for file in attachments.of_draft(draft.pk)}
        return not attachments.missing(catalogue.service(draft.service).attachments, kinds)
    return page.kind is PageKind.QUESTIONS and forms.page_state(draft, page).is_right


def locked_behind(draft: Draft, page: Page) -> Page | None:
    """The page to go to instead: none is opened past the one-time code before it was entered."""
    pages = forms.asked_pages(draft)
    check = next((p for p in pages if p.kind is PageKind.MOBILE_CHECK), None)
    if check is None or pages.index(page) < pages.index(check) or forms.is_confirmed(draft):
        return None
    wrong = [p for p in pages[: pages.index(check)] if not is_finished(draft, p)]
    if wrong:
        return wrong[0]
    return None if page is check else check


def page_of_kind(draft: Draft, kind: PageKind) -> Page:
    """The page of this kind."""
    return next(page for page in forms.pages(draft.service) if page.kind is kind)
