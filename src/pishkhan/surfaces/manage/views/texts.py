"""What messages say: read, reworded, tried, put back."""

from collections.abc import Iterable
from itertools import groupby

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request


SECTION = "texts"
LANGUAGES = ("fa", "en", "ar")
managing = needs(Act.MANAGE_TEXTS)


@managing
def index(request: Request) -> HttpResponse:
    """Every message by event, channel and language."""
    found = groupby(notifications.wordings(), lambda one: one.template.event)
    events = [(event, sorted(several, key=_order)) for event, several in found]
    titled = [(event, title_of(several), several) for event, several in events]
    return show(request, "texts", SECTION, events=titled)


def title_of(wordings: Iterable[notifications.Wording]) -> str:
    """What an event is called: the Persian title of a message of it that has one."""
    return next((one.title for one in wordings if one.title), "")


def _order(one: notifications.Wording) -> tuple[int, int]:
    return list(Channel).index(one.template.channel), LANGUAGES.index(one.template.language)


@managing
def edit(request: Request, event: str, channel: str, language: str) -> HttpResponse:
    """Reword a message; `preview` shows how it would read and writes nothing."""
    now = _wording(event, channel, language)
    road, example = now.template.channel, now
    page = questions.wording(now.template)
    sheet = Sheet(request, page, {"title": now.title, "text": now.text}, submit=_("ذخیرهٔ متن"))

    def try_it(said: Facts) -> None:
        nonlocal example
        example = notifications.preview(event, road, language, said.text("text"))

    def keep_it(said: Facts) -> None:
        title = said.text("title") if road is not Channel.SMS else ""
        notifications.set_text(
            event, road, language, text=said.text("text"), title=title, by=request.actor
        )

    is_trial = "preview" in request.POST
    is_done = sheet.does(try_it if is_trial else keep_it)
    if is_done and not is_trial:
        return done(request, _("متن پیام ذخیره شد."), SECTION)
    context = {
        "form": sheet,
        "now": now,
        "example": example,
        "is_trial": is_done,
        "placeholders": sorted(now.template.known),
    }
    return show(request, "text", SECTION, (event, ""), **context)


@managing
@require_POST
def reset(request: Request, event: str, channel: str, language: str) -> HttpResponse:
    """Back to the declared wording."""
    now = _wording(event, channel, language)
    notifications.reset_text(event, now.template.channel, language, by=request.actor)
    return done(request, _("متن به متن اصلی برگشت."), SECTION)


def _wording(event: str, channel: str, language: str) -> notifications.Wording:
    wanted = (event, channel, language)
    for one in notifications.wordings():
        if (one.template.event, one.template.channel, one.template.language) == wanted:
            return one
    raise Http404
