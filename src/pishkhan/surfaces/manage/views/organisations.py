"""The tree: found, read, created, renamed, moved, closed; its letter books."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act, OrganisationKind
from pishkhan.surfaces.manage import finding, questions
from pishkhan.surfaces.manage.gate import kept, needs, paths, require_kept
from pishkhan.surfaces.manage.pages import Crumb, done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.surfaces.manage.views.posts import shown_post
from pishkhan.web.people import Request
from pishkhan.web.sentences import language


SECTION = "organisations"
managing = needs(Act.MANAGE_ORGANISATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An organisation with those right under it."""

    organisation: OrganisationView
    children: list[OrganisationView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A letter book of an office, opened or not, and how its next number will look."""

    direction: Direction
    book: numbering.LetterBook | None

    @property
    def example(self) -> str:
        """How a number of it is written."""
        pattern = self.book.pattern if self.book else "{seq}"
        return pattern.format(seq=1234, unit=self.book.unit if self.book else "", year=1405)


def crumbs_of(request: Request, organisation_id: int) -> list[Crumb]:
    """From the highest organisation that the actor keeps to this one."""
    mine = paths(request.actor)
    return [
        (one.named(language()), reverse("manage:organisation", args=[one.id]))
        for one in organisations.ancestors(organisation_id)
        if any(one.path.startswith(path) for path in mine)
    ]


@managing
def index(request: Request) -> HttpResponse:
    """The tree from its top, or what a search finds in the part that the actor keeps."""
    text, mine = request.GET.get("q", ""), paths(request.actor)
    found = organisations.organisations(text=text) if text.strip() else []
    inside = [one for one in found if any(one.path.startswith(path) for path in mine)]
    branches = [] if text.strip() else [_branch(one) for one in _tops(mine)]
    return show(request, "organisations", SECTION, text=text, found=inside, branches=branches)


def _tops(mine: tuple[str, ...]) -> list[OrganisationView]:
    if "" in mine:
        return organisations.organisations()
    ids = sorted({int(path.rstrip("/").rpartition("/")[2]) for path in mine})
    return [one for one in map(organisations.organisation, ids) if one]


def _branch(organisation: OrganisationView) -> Branch:
    children = organisations.organisations(parent_id=organisation.id)
    return Branch(organisation=organisation, children=children)


@managing
def one(request: Request, organisation_id: int) -> HttpResponse:
    """An organisation: what it is, what is under it, its posts and books."""
    organisation = kept(request.actor, organisation_id)
    books = {book.direction: book for book in numbering.books_of(organisation_id)}
    return show(
        request,
        "organisation",
        SECTION,
        *crumbs_of(request, organisation_id),
        organisation=organisation,
        children=organisations.organisations(parent_id=organisation_id),
        posts=[shown_post(post) for post in organisations.posts(organisation_id)],
        books=[Book(direction=one, book=books.get(one)) for one in Direction],
    )


@managing
def create(request: Request, organisation_id: int) -> HttpResponse:
    """A new organisation under this one."""
    parent = kept(request.actor, organisation_id)
    sheet = Sheet(request, questions.NEW_ORGANISATION, submit=_("ساختن"))
    if sheet.does(
        lambda said: organisations.create_organisation(
            kind=OrganisationKind(said.text("kind")),
            code=finding.code(said.text("code")),
            name=said.text("name"),
            name_en=said.text("name_en"),
            name_ar=said.text("name_ar"),
            parent_id=parent.id,
            by=request.actor,
        )
    ):
        return done(request, _("سازمان ساخته شد."), "organisation", parent.id)
    return show_form(request, sheet, SECTION, *crumbs_of(request, parent.id), _here(sheet))


@managing
def rename(request: Request, organisation_id: int) -> HttpResponse:
    """Another name, or the names in other languages."""
    organisation = kept(request.actor, organisation_id)
    now = {
        "name": organisation.name,
        "name_en": organisation.name_en,
        "name_ar": organisation.name_ar,
    }
    sheet = Sheet(request, questions.RENAME, now, submit=_("تغییر نام"))
    if sheet.does(
        lambda said: organisations.rename_organisation(
            organisation_id=organisation.id,
            name=said.text("name"),
            name_en=said.text("name_en"),
            name_ar=said.text("name_ar"),
            because=said.text("because"),
            by=request.actor,
        )
    ):
        return done(request, _("نام سازمان عوض شد."), "organisation", organisation.id)
    return show_form(request, sheet, SECTION, *crumbs_of(request, organisation.id), _here(sheet))


@managing
def move(request: Request, organisation_id: int) -> HttpResponse:
    """Under another parent; both must be kept by the actor."""
    organisation = kept(request.actor, organisation_id)
    sheet = Sheet(request, questions.MOVE, submit=_("جابه‌جایی"))

    def to_parent(named: str) -> int:
        parent = finding.organisation_meant(named)
        require_kept(request.actor, parent.id)
        return parent.id

    if sheet.does(
        lambda said: organisations.move_organisation(
            organisation_id=organisation.id,
            parent_id=to_parent(said.text("parent")),
            because=said.text("because"),
            by=request.actor,
        )
    ):
        return done(request, _("سازمان جابه‌جا شد."), "organisation", organisation.id)
    return show_form(request, sheet, SECTION, *crumbs_of(request, organisation.id), _here(sheet))


@managing
def close(request: Request, organisation_id: int) -> HttpResponse:
    """For good."""
    organisation = kept(request.actor, organisation_id)
    sheet = Sheet(request, questions.CLOSE, submit=_("بستن سازمان"), is_danger=True)
    if sheet.does(
        lambda said: organisations.close_organisation(
            organisation_id=organisation.id, because=said.text("because"), by=request.actor
        )
    ):
        return done(request, _("سازمان بسته شد."), "organisation", organisation.id)
    return show_form(request, sheet, SECTION, *crumbs_of(request, organisation.id), _here(sheet))


@managing
def book(request: Request, organisation_id: int, direction: str) -> HttpResponse:
    """How the numbers of a letter book are written."""
    office = kept(request.actor, organisation_id)
    if direction not in set(Direction):
        raise Http404
    known = next((b for b in numbering.books_of(office.id) if b.direction == direction), None)
    now = {"unit": known.unit, "pattern": known.pattern} if known else {"pattern": "{seq}/{unit}"}
    sheet = Sheet(request, questions.BOOK, now, submit=_("ذخیره"))
    if sheet.does(
        lambda said: numbering.open_book(
            office_id=office.id,
            direction=direction,
            unit=said.text("unit"),
            pattern=said.text("pattern"),
            by=request.actor,
        )
    ):
        return done(request, _("دفتر نامه‌ها ذخیره شد."), "organisation", office.id)
    return show_form(request, sheet, SECTION, *crumbs_of(request, office.id), _here(sheet))


def _here(sheet: Sheet) -> Crumb:
    return sheet.title, ""
