"""The forms of guides and of support contacts, declared as data."""

from datetime import date
from functools import partial
from typing import TypedDict

from django.conf import settings

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.spec import Choice, Page, Question
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.guides.spec import Lane, Reader
from pishkhan.surfaces.manage.questions import BECAUSE, ask, day, options, pairs, text


select = partial(ask, kind=QuestionKind.SELECT)
LONGEST = 50_000
PICTURE_NAME = _("نام تصویر: حروف کوچک لاتین، رقم و خط تیره؛ مانند receipt-page")


class Written(TypedDict):
    """What an editor writes."""

    title: str
    body: str
    editor: str
    review_by: date


def _service() -> Question:
    found = [(one.code, one.title) for one in catalogue.services()]
    return select(
        code="service",
        label=_("خدمت"),
        required=False,
        help=_("خالی یعنی همهٔ سامانه."),
        choices=pairs(found),
    )


def _language() -> Question:
    return select(code="language", label=_("زبان"), choices=pairs(settings.LANGUAGES))


READER = select(code="reader", label=_("خواننده"), choices=options(Reader))
TEXT = (
    text(code="title", label=_("عنوان"), max_length=200),
    ask(
        code="body",
        label=_("متن"),
        kind=QuestionKind.LONG_TEXT,
        max_length=LONGEST,
        help=_(
            "«## » عنوان، «- » فهرست، «1. » گام، «> » یادآوری، **پررنگ**، [پیوند](/track/) و در یک "
            "سطر جدا ![آنچه در تصویر است](نام). «## عنوان {#e_request.request.subject}» آن بخش را "
            "کنار همان پرسش نشان می‌دهد."
        ),
    ),
    text(
        code="editor",
        label=_("تهیه‌کننده"),
        max_length=200,
        help=_("واحد یا سمت؛ خوانندگان می‌بینند. نام شخص ننویسید."),
    ),
    day(code="review_by", label=_("بازبینی تا")),
)
GUIDE = Page(code="guide", title=_("نوشتن راهنما"), questions=TEXT)
WITHDRAW = Page(
    code="guide",
    title=_("برداشتن راهنما"),
    intro=_("خوانندگان دیگر آن را نمی‌بینند؛ نسخه‌هایش می‌ماند."),
    questions=(BECAUSE,),
)


def new_guide() -> Page:
    """A guide that is not there yet."""
    slug = text(
        code="slug",
        label=_("نشانی"),
        max_length=60,
        help=_("حروف کوچک لاتین، رقم و خط تیره؛ مانند prepare-sheet. در هر زبان همان باشد."),
    )
    return Page(
        code="guide",
        title=_("راهنمای تازه"),
        questions=(_service(), READER, _language(), slug, *TEXT),
    )


def contact() -> Page:
    """Whom to ask."""
    lanes: tuple[Choice, ...] = options(Lane)
    return Page(
        code="contact",
        title=_("نشانی پشتیبانی"),
        intro=_("پای صفحه‌های همان خدمت و راهنماهایش دیده می‌شود."),
        questions=(
            _service(),
            READER,
            select(code="lane", label=_("برای"), choices=lanes),
            _language(),
            text(code="unit", label=_("واحد مسئول"), max_length=200),
            text(code="channel", label=_("راه تماس"), max_length=200),
            text(code="hours", label=_("ساعت‌های پاسخ"), max_length=200, required=False),
            text(
                code="telephone",
                label=_("تلفن"),
                max_length=40,
                required=False,
                help=_("شماره‌ای که با 000 آغاز شود، شمارهٔ نمونه خوانده می‌شود."),
            ),
        ),
    )
