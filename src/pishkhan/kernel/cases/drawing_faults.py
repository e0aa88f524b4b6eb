"""What keeps a BPMN drawing from becoming a draft: a sentence for each, with what to change."""

from typing import ClassVar

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.strict_xml import Unsound, UnsoundXml
from pishkhan.foundation.text import gettext_noop as _


class TooLarge(DomainError):
    """More bytes than a drawing has."""

    code: ClassVar[str] = "drawing.too_large"
    message: ClassVar[str] = _("فایل از یک مگابایت بزرگ‌تر است.")
    hint: ClassVar[str] = _("تصویرها و نقشه‌های دیگر را از آن بردارید، یا فرایند را دو نقشه کنید.")


class TooMuch(DomainError):
    """More elements, or deeper in one another, than a drawing has."""

    code: ClassVar[str] = "drawing.too_much"
    message: ClassVar[str] = _("عنصرهای نقشه بیش از اندازه زیاد یا تودرتوست.")
    hint: ClassVar[str] = _("هر فرایند را در نقشه‌ای جدا بکشید.")


class NotXml(DomainError):
    """The file is torn, or something else; data: `line`, where reading stopped."""

    code: ClassVar[str] = "drawing.not_xml"
    message: ClassVar[str] = _("در سطر %(line)s، این فایل دیگر XML درستی نیست.")
    hint: ClassVar[str] = _("نقشه را از برنامهٔ نقشه‌کشی دوباره با قالب BPMN 2.0 ذخیره کنید.")


class HasDoctype(DomainError):
    """A DTD, which a drawing needs not and which could reach outside."""

    code: ClassVar[str] = "drawing.has_doctype"
    message: ClassVar[str] = _("فایل DOCTYPE دارد، که پذیرفته نیست.")
    hint: ClassVar[str] = _(
        "سطر DOCTYPE را پاک کنید، یا نقشه را دوباره با قالب BPMN 2.0 ذخیره کنید."
    )


class NotOneProcess(DomainError):
    """None, or several; data: `count`."""

    code: ClassVar[str] = "drawing.not_one_process"
    message: ClassVar[str] = _("فایل %(count)s فرایند (process) دارد؛ باید درست یکی باشد.")
    hint: ClassVar[str] = _("هر فرایند را در فایلی جدا بفرستید.")


class NotOneStart(DomainError):
    """No beginning, several, or one that leads to no task."""

    code: ClassVar[str] = "drawing.not_one_start"
    message: ClassVar[str] = _(
        "فرایند باید درست یک آغاز (startEvent) داشته باشد که به یک کار برسد."
    )
    hint: ClassVar[str] = _("آغازهای دیگر را پاک کنید و پیکان آغاز را به نخستین کار وصل کنید.")


class UnknownElement(DomainError):
    """Something we have no word for; data: `shown` (name and id), `element`."""

    code: ClassVar[str] = "drawing.unknown_element"
    message: ClassVar[str] = _(
        "عنصر %(shown)s از نوع %(element)s است که در این سامانه معنایی ندارد."
    )
    hint: ClassVar[str] = _(
        "به جای آن یکی از userTask، businessRuleTask، serviceTask یا receiveTask بگذارید، یا پاکش کنید."
    )


class NoId(DomainError):
    """An element without an id; data: `element`."""

    code: ClassVar[str] = "drawing.no_id"
    message: ClassVar[str] = _("عنصری از نوع %(element)s شناسه (id) ندارد.")
    hint: ClassVar[str] = _("آن را پاک کنید و دوباره بکشید.")


class IdTwice(DomainError):
    """Two elements of one id; data: `shown`."""

    code: ClassVar[str] = "drawing.id_twice"
    message: ClassVar[str] = _("شناسهٔ عنصر %(shown)s در نقشه دو بار آمده است.")
    hint: ClassVar[str] = _("شناسهٔ (id) یکی از آن دو را عوض کنید.")


class LooseEnd(DomainError):
    """An arrow with nothing at one end; data: `shown`, `end`, `to`."""

    code: ClassVar[str] = "drawing.loose_end"
    message: ClassVar[str] = _(
        "یک سر پیکان %(shown)s (%(end)s) به «%(to)s» وصل است که در نقشه نیست."
    )
    hint: ClassVar[str] = _("هر دو سر پیکان را به یک عنصر وصل کنید، یا پیکان را پاک کنید.")


class LeadsNowhere(DomainError):
    """An arrow to what is neither a task nor an end; data: `shown`, `to`."""

    code: ClassVar[str] = "drawing.leads_nowhere"
    message: ClassVar[str] = _("پیکان %(shown)s به «%(to)s» می‌رسد که نه کار است و نه پایان.")
    hint: ClassVar[str] = _("پیکان را به یک کار یا یک پایان وصل کنید.")


class WrongEvent(DomainError):
    """An event we do not understand; data: `shown`, `element`."""

    code: ClassVar[str] = "drawing.wrong_event"
    message: ClassVar[str] = _(
        "رویداد %(shown)s از نوع %(element)s است که در این سامانه معنایی ندارد."
    )
    hint: ClassVar[str] = _("آغاز و پایان را ساده بکشید، و روی لبهٔ کار تنها زمان‌سنج بگذارید.")


class Repeats(DomainError):
    """A task that is done several times; data: `shown`."""

    code: ClassVar[str] = "drawing.repeats"
    message: ClassVar[str] = _("کار %(shown)s نشان تکرار دارد.")
    hint: ClassVar[str] = _(
        "نشان تکرار را بردارید؛ رأی چند نفر را پس از ساختن پیش‌نویس با vote بنویسید."
    )


class OnNoTask(DomainError):
    """A timer beside everything; data: `shown`."""

    code: ClassVar[str] = "drawing.on_no_task"
    message: ClassVar[str] = _("زمان‌سنج %(shown)s روی لبهٔ هیچ کاری نیست.")
    hint: ClassVar[str] = _("آن را روی لبهٔ کاری بگذارید که مهلتش را می‌شمارد.")


class LoneGateway(DomainError):
    """A gateway that no task decides; data: `shown`."""

    code: ClassVar[str] = "drawing.lone_gateway"
    message: ClassVar[str] = _("دروازهٔ %(shown)s پس از هیچ کاری نیست.")
    hint: ClassVar[str] = _("دروازه را بی‌درنگ پس از کاری بگذارید که راه را برمی‌گزیند.")


class WrongLane(DomainError):
    """A lane of lanes, or no lane; data: `shown`."""

    code: ClassVar[str] = "drawing.wrong_lane"
    message: ClassVar[str] = _("خط شنای %(shown)s خط‌های دیگری در خود دارد یا خط شنا نیست.")
    hint: ClassVar[str] = _("برای هر سازمان یک خط شنا بکشید، نه یکی درون دیگری.")


class SpoiltNote(DomainError):
    """What we wrote beside the drawing is no longer readable; data: `shown`."""

    code: ClassVar[str] = "drawing.spoilt_note"
    message: ClassVar[str] = _("یادداشتی که این سامانه در %(shown)s نوشته بود خراب شده است.")
    hint: ClassVar[str] = _(
        "extensionElements آن را پاک کنید، یا نقشه را دوباره از این سامانه بگیرید."
    )


def of_xml(error: UnsoundXml) -> DomainError:
    """What is said of a file that is no sound XML."""
    if error.why is Unsound.NOT_XML:
        return NotXml(line=error.line)
    said: dict[Unsound, type[DomainError]] = {
        Unsound.TOO_LARGE: TooLarge,
        Unsound.TOO_MUCH: TooMuch,
        Unsound.DOCTYPE: HasDoctype,
    }
    return said[error.why]()
