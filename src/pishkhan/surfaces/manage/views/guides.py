"""Guides for their editors: written, tried, illustrated, published, compared, taken back."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.spec import Place, Reader, VersionState, VersionView
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import guide_questions, questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, service_title, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.fields import messages as worded
from pishkhan.web.people import Request


SECTION, ONE = "guides", "guide"
REVIEWED_WITHIN = timedelta(days=180)
SOON = timedelta(days=30)
managing = needs(Act.MANAGE_TEXTS)


@managing
def index(request: Request) -> HttpResponse:
    """Every guide by its newest version, and those to be read again soon."""
    context = {
        "guides": [(service_title(one.place.service), one) for one in guides.latest()],
        "to_review": guides.to_review(clock.today() + SOON),
        "today": clock.today(),
    }
    return show(request, "guides", SECTION, **context)


@managing
def create(request: Request) -> HttpResponse:
    """Begin a guide."""
    page = guide_questions.new_guide()
    sheet = Sheet(request, page, {"review_by": _typed(_next_review())}, submit=_("ذخیرهٔ پیش‌نویس"))
    begun: list[VersionView] = []

    def begin(said: Facts) -> None:
        place = Place(
            service=said.text("service"),
            reader=Reader(said.text("reader")),
            slug=said.text("slug"),
            language=said.text("language"),
        )
        begun.append(guides.begin(place, **_text(said), by=request.actor))

    if sheet.does(begin):
        return done(request, _("پیش‌نویس ذخیره شد."), "guide", begun[0].guide_id)
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
def one(request: Request, guide_id: int) -> HttpResponse:
    """Write the next version; `preview` shows how it would read and writes nothing."""
    history = guides.versions(guide_id)
    latest, html = history[0], ""
    values = {
        "title": latest.title,
        "body": latest.body,
        "editor": latest.editor,
        "review_by": _typed(max(latest.review_by, _next_review())),
    }
    sheet = Sheet(request, guide_questions.GUIDE, values, submit=_("ذخیرهٔ پیش‌نویس"))

    def try_it(said: Facts) -> None:
        nonlocal html
        names = [picture.name for picture in guides.pictures(guide_id)]
        guides.check(said.text("title"), said.text("body"), known=names)
        html = guides.drawn(guide_id, said.text("body"))

    def keep_it(said: Facts) -> None:
        guides.write(guide_id, **_text(said), by=request.actor)

    is_trial = "preview" in request.POST
    if sheet.does(try_it if is_trial else keep_it) and not is_trial:
        return done(request, _("پیش‌نویس ذخیره شد؛ برای دیده شدن منتشرش کنید."), ONE, guide_id)
    context = {
        "form": sheet,
        "latest": latest,
        "history": _named(history),
        "published": next((v for v in history if v.state is VersionState.PUBLISHED), None),
        "pictures": guides.pictures(guide_id),
        "html": html or guides.drawn(guide_id, latest.body),
        "is_trial": bool(html),
        "service": service_title(latest.place.service),
        "asks_picture": guide_questions.PICTURE_NAME,
    }
    return show(request, "guide", SECTION, (latest.title, ""), **context)


@managing
@require_POST
def picture(request: Request, guide_id: int) -> HttpResponse:
    """Take a picture for the text."""
    stream = request.FILES.get("picture")
    try:
        if stream is None:
            messages.error(request, gettext("فایلی برگزیده نشده است."))
        else:
            name = request.POST.get("name", "").strip()
            guides.add_picture(guide_id, stream, name=name, by=request.actor)
            messages.success(request, gettext("تصویر رسید؛ اکنون در متن بیاوریدش."))
    except DomainError as error:
        messages.error(request, worded([error])[0])
    return redirect("manage:guide", guide_id)


@managing
def version(request: Request, version_id: int) -> HttpResponse:
    """One version, and what it changed."""
    found = guides.version(version_id)
    others = [one for one in guides.versions(found.guide_id) if one.id != found.id]
    before = request.GET.get("before", "")
    chosen = next((one for one in others if str(one.id) == before), None)
    context = {
        "version": found,
        "html": guides.drawn(found.guide_id, found.body),
        "lines": guides.differences(version_id, before=chosen.id if chosen else None),
        "others": others,
        "chosen": chosen,
    }
    crumbs = (
        (found.title, reverse("manage:guide", args=[found.guide_id])),
        (f"{found.number}", ""),
    )
    return show(request, "guide_version", SECTION, *crumbs, **context)


@managing
@require_POST
def publish(request: Request, version_id: int) -> HttpResponse:
    """Show a draft to its readers."""
    found = guides.publish(version_id, by=request.actor)
    return done(request, _("راهنما منتشر شد."), ONE, found.guide_id)


@managing
@require_POST
def restore(request: Request, version_id: int) -> HttpResponse:
    """An earlier text as a new draft."""
    found = guides.restore(version_id, review_by=_next_review(), by=request.actor)
    return done(request, _("متن پیشین، پیش‌نویس تازه شد."), ONE, found.guide_id)


@managing
def withdraw(request: Request, guide_id: int) -> HttpResponse:
    """Show the guide to nobody."""
    latest = guides.versions(guide_id)[0]
    sheet = Sheet(request, guide_questions.WITHDRAW, submit=_("برداشتن راهنما"), is_danger=True)

    def take_back(said: Facts) -> None:
        guides.withdraw(guide_id, because=said.text(questions.BECAUSE.code), by=request.actor)

    if sheet.does(take_back):
        return done(request, _("راهنما دیگر دیده نمی‌شود."), ONE, guide_id)
    crumb = (latest.title, reverse("manage:guide", args=[guide_id]))
    return show_form(request, sheet, SECTION, crumb, (sheet.title, ""))


def _text(said: Facts) -> guide_questions.Written:
    return {
        "title": said.text("title"),
        "body": said.text("body"),
        "editor": said.text("editor"),
        "review_by": said.on("review_by") or _next_review(),
    }


def _next_review() -> date:
    return clock.today() + REVIEWED_WITHIN


def _typed(day: date) -> str:
    return jalali.format_numbers(day)


def _named(history: list[VersionView]) -> list[tuple[VersionView, str]]:
    ids = {one.written_by for one in history if one.written_by}
    names = identity.account_names(ids)
    return [(one, names.get(one.written_by or 0, "")) for one in history]
