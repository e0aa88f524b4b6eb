"""Posts: created, given, lent to a stand-in, ended."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from pishkhan.foundation import clock
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import HoldingView, OrganisationView, PostView
from pishkhan.kernel.organisations.terms import Act, Confidentiality, Role
from pishkhan.surfaces.manage import finding, questions
from pishkhan.surfaces.manage.gate import kept, needs, paths
from pishkhan.surfaces.manage.pages import (
    Crumb,
    done,
    role_label,
    service_title,
    show,
    show_form,
)
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


SECTION = "organisations"
managing = needs(Act.MANAGE_ORGANISATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHolding:
    """A period with where it stands today: past, now or next."""

    holding: HoldingView
    tense: str

    @property
    def is_over(self) -> bool:
        """Whether it cannot be ended any more."""
        return self.tense == "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """A post as lists show it."""

    post: PostView
    place: OrganisationView | None
    role: str
    service: str
    holders: list[HoldingView]

    @property
    def clearance(self) -> Confidentiality:
        """How confidential the cases may be that it opens."""
        return Confidentiality.of(self.post.clearance)


def shown_post(post: PostView) -> ShownPost:
    """A post with its holders of now; two queries."""
    return ShownPost(
        post=post,
        place=organisations.organisation(post.organisation_id),
        role=role_label(post.role),
        service=service_title(post.service),
        holders=[one.holding for one in shown_holdings(post.id) if one.tense == "now"],
    )


def shown_holdings(post_id: int) -> list[ShownHolding]:
    """The periods of a post, newest first."""
    return [
        ShownHolding(holding=one, tense=tense_of(one)) for one in organisations.holdings(post_id)
    ]


def tense_of(holding: HoldingView) -> str:
    """Where a period stands today."""
    now = clock.now()
    if holding.valid_to and holding.valid_to <= now:
        return "past"
    return "next" if holding.valid_from > now else "now"


def _post(request: Request, post_id: int) -> ShownPost:
    post = organisations.post(post_id)
    if post is None:
        raise Http404
    kept(request.actor, post.organisation_id)
    return shown_post(post)


def _crumbs(shown: ShownPost, *more: Crumb) -> list[Crumb]:
    place = shown.place
    above = (
        [(place.named(language()), reverse("manage:organisation", args=[place.id]))]
        if place
        else []
    )
    own = (translated(shown.post.title), reverse("manage:post", args=[shown.post.id]))
    return [*above, own, *more]


@managing
def index(request: Request) -> HttpResponse:
    """The posts that nobody holds today."""
    vacant = organisations.vacant_posts(paths(request.actor))
    return show(request, "posts", "posts", posts=[shown_post(post) for post in vacant])


@managing
def one(request: Request, post_id: int) -> HttpResponse:
    """A post and everybody who held, holds and will hold it."""
    shown = _post(request, post_id)
    holdings = shown_holdings(post_id)
    return show(request, "post", SECTION, *_crumbs(shown), shown=shown, holdings=holdings)


@managing
def create(request: Request, organisation_id: int) -> HttpResponse:
    """A post at an organisation."""
    office = kept(request.actor, organisation_id)
    services = [(one.code, one.title) for one in catalogue.services()]
    sheet = Sheet(request, questions.new_post(services), submit=_("ساختن سمت"))
    if sheet.does(
        lambda said: organisations.create_post(
            organisation_id=office.id,
            role=Role(said.text("role")),
            service=said.text("service"),
            title=said.text("title"),
            title_en=said.text("title_en"),
            title_ar=said.text("title_ar"),
            by=request.actor,
        )
    ):
        message = _("سمت ساخته شد؛ اکنون دارندهٔ آن را بگمارید.")
        return done(request, message, "organisation", office.id)
    place = (office.named(language()), reverse("manage:organisation", args=[office.id]))
    return show_form(request, sheet, SECTION, place, (sheet.title, ""))


@managing
def appoint(request: Request, post_id: int) -> HttpResponse:
    """Give a post to somebody."""
    shown = _post(request, post_id)
    sheet = Sheet(request, questions.APPOINT, submit=_("گماشتن"))
    if sheet.does(
        lambda said: organisations.appoint(
            post_id=post_id,
            account_id=finding.account_meant(said.text("account")).id,
            from_=finding.beginning(said.on("from")),
            to=finding.end(said.on("to")),
            by=request.actor,
        )
    ):
        return done(request, _("گماشته شد."), "post", post_id)
    return show_form(request, sheet, SECTION, *_crumbs(shown, (sheet.title, "")))


@managing
def stand_in(request: Request, post_id: int) -> HttpResponse:
    """Let somebody stand in for a holder."""
    shown = _post(request, post_id)
    own = [one.holding for one in shown_holdings(post_id) if not one.is_over]
    holders = [(str(one.account_id), one.name) for one in own if one.on_behalf_of is None]
    sheet = Sheet(request, questions.stand_in(dict(holders).items()), submit=_("گماشتن جانشین"))
    if sheet.does(
        lambda said: organisations.appoint(
            post_id=post_id,
            account_id=finding.account_meant(said.text("account")).id,
            from_=finding.beginning(said.on("from")),
            to=finding.end(said.on("to")),
            on_behalf_of=int(said.text("on_behalf_of")),
            by=request.actor,
        )
    ):
        return done(request, _("جانشین گماشته شد."), "post", post_id)
    return show_form(request, sheet, SECTION, *_crumbs(shown, (sheet.title, "")))


@managing
def clearance(request: Request, post_id: int) -> HttpResponse:
    """How confidential the cases may be that the post opens."""
    shown = _post(request, post_id)
    sheet = Sheet(request, questions.CLEARANCE, submit=_("تعیین رده"))
    if sheet.does(
        lambda said: organisations.clear_post(
            post_id=post_id, clearance=Confidentiality(said.text("level")), by=request.actor
        )
    ):
        return done(request, _("ردهٔ دسترسی تعیین شد."), "post", post_id)
    return show_form(request, sheet, SECTION, *_crumbs(shown, (sheet.title, "")))


@managing
def end(request: Request, post_id: int, holding_id: int) -> HttpResponse:
    """End a period."""
    shown = _post(request, post_id)
    if holding_id not in {one.id for one in organisations.holdings(post_id)}:
        raise Http404
    sheet = Sheet(request, questions.END, submit=_("پایان دادن"), is_danger=True)
    if sheet.does(
        lambda said: organisations.end_holding(
            holding_id=holding_id,
            because=said.text("because"),
            at=finding.end(finding.not_past(said.on("at"))),
            by=request.actor,
        )
    ):
        return done(request, _("دوره پایان یافت."), "post", post_id)
    return show_form(request, sheet, SECTION, *_crumbs(shown, (sheet.title, "")))
