"""A rush: the waiting room, how fast it lets in and for which pages, and what is left out."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.spec import Choice, Page
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Feature, Mode
from pishkhan.kernel.surge.spec import LEVELS, MOST_A_MINUTE
from pishkhan.surfaces.manage import questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.questions import ask, text
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "surge"
managing = needs(Act.MANAGE_SERVICES)
ROOM_MODES = (
    Choice(value=Mode.AUTOMATIC, label=_("خودکار، به اندازهٔ بار")),
    Choice(value=Mode.ON, label=_("باز؛ تازه‌واردها در صف می‌مانند")),
    Choice(value=Mode.OFF, label=_("بسته؛ کسی در صف نمی‌ماند")),
)
FEATURE_MODES = tuple(Choice(value=one, label=one.label) for one in Mode)
ROOM = Page(
    code="room",
    title=_("تنظیم اتاق انتظار"),
    intro=_("کسانی که درون‌اند، پیش‌نویس‌ها، پیگیری، بارگذاری و صفحه‌های کارکنان هیچ‌گاه پشت صف نمی‌مانند."),
    questions=(
        ask(code="mode", label=_("اتاق انتظار"), kind=QuestionKind.CHOICE, choices=ROOM_MODES),
        ask(
            code="rate",
            label=_("شمار ورود در دقیقه"),
            kind=QuestionKind.NUMBER,
            minimum=1,
            maximum=MOST_A_MINUTE,
        ),
        text(
            code="doors",
            label=_("پشت صف: کد خدمت یا آغاز نشانی"),
            max_length=500,
            help=_("با ویرگول از هم جدا کنید، مانند e_request یا /s/؛ همهٔ خدمت‌ها: /s/"),
        ),
        questions.BECAUSE,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A feature as the list shows it."""

    feature: Feature
    mode: Mode
    is_there: bool
    level: int


@managing
def index(request: Request) -> HttpResponse:
    """How it is now."""
    now = surge.look()
    lines = [
        Line(
            feature=one,
            mode=now.modes.get(one, Mode.AUTOMATIC),
            is_there=now.has(one),
            level=LEVELS[one],
        )
        for one in Feature
    ]
    mode = next(one.label for one in ROOM_MODES if one.value == now.mode)
    return show(
        request,
        "surge",
        SECTION,
        surge=now,
        mode=translated(mode),
        a_minute=round(now.rate * 60),
        minutes_left=round(now.waiting / now.rate / 60),
        busy=round(now.busy * 100),
        lines=lines,
    )


@managing
def room(request: Request) -> HttpResponse:
    """Open, close, or leave it to the load."""
    now = surge.look()
    values = {
        "mode": now.mode.value,
        "rate": str(round(now.rate * 60)),
        "doors": ", ".join(now.doors),
    }
    sheet = Sheet(request, ROOM, values, submit=_("ذخیره"))
    if sheet.does(
        lambda said: surge.set_room(
            mode=Mode(said.text("mode")),
            a_minute=said.number("rate"),
            doors=doors_of(said.text("doors")),
            because=said.text("because"),
            by=request.actor,
        )
    ):
        return done(request, _("اتاق انتظار تنظیم شد."), SECTION)
    return show_form(request, sheet, SECTION, (translated(ROOM.title), ""))


@managing
def feature(request: Request, code: str) -> HttpResponse:
    """Switch one feature, or leave it to the load."""
    found = next((one for one in Feature if one == code), None)
    if found is None:
        raise Http404
    page = Page(
        code="feature",
        title=found.label,
        questions=(
            ask(code="mode", label=_("وضعیت"), kind=QuestionKind.CHOICE, choices=FEATURE_MODES),
            questions.BECAUSE,
        ),
    )
    kept = surge.look().modes.get(found, Mode.AUTOMATIC)
    sheet = Sheet(request, page, {"mode": kept.value}, submit=_("ذخیره"))
    if sheet.does(
        lambda said: surge.set_feature(
            found,
            mode=Mode(said.text("mode")),
            because=said.text("because"),
            by=request.actor,
        )
    ):
        return done(request, _("ذخیره شد."), SECTION)
    return show_form(request, sheet, SECTION, (translated(found.label), ""))


def doors_of(typed: str) -> list[str]:
    """Prefixes from what was typed: the code of a service stands for its pages."""
    codes = {one.code for one in catalogue.services()}
    words = [word.strip() for word in typed.replace("،", ",").split(",")]
    return [f"/s/{word}/" if word in codes else word for word in words if word]
