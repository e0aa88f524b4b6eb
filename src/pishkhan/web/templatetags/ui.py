"""Filters and tags that every template has without loading them."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django import template
from django.http import HttpRequest
from django.template.context import Context, RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from pishkhan.foundation import clock, digits as figures, jalali as calendar, money, tracking_code
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.spec import Moment, Span
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.spec import Reader
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.web import account_fields, places, sentences
from pishkhan.web.fields import Field
from pishkhan.web.form_pages import FormPage
from pishkhan.web.human_check import api as check, image_code, proof_of_work
from pishkhan.web.human_check.errors import HumanCheckFailed
from pishkhan.web.icons import ICONS
from pishkhan.web.sentences import hint, language, translated


register = template.Library()
ID = re.compile(r"([A-Za-z_][A-Za-z0-9_.:-]*[A-Za-z0-9_]|[A-Za-z_])")
NO_BREAK = "\u00a0"
OF_STAFF = (Reader.ORGANISATION, Reader.UNIVERSITY)
MINUTE, HOUR, DAY = 60, 3600, 86400
KILO, MEGA = 1024, 1024 * 1024


# Filters


@register.filter(is_safe=True)
def digits(value: object) -> str:
    """Digits as readers of this language write them."""
    return figures.for_language(str(value), language())


@register.filter
def with_ids(value: object) -> SafeString:
    """A sentence about a definition: its ids as they are written there, other digits as usual."""
    parts = ID.split(str(value))  # every second one is an id
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<bdi dir="ltr">{}</bdi>', part) if n % 2 else digits(part),)
            for n, part in enumerate(parts)
        ),
    )


@register.filter
def jalali(value: date | datetime | None) -> str:
    """A day in words; of a moment, its day in Tehran."""
    if isinstance(value, datetime):
        value = clock.in_tehran(value).date()
    return "" if value is None else calendar.format_date(value, language())


@register.filter
def jalali_year(value: int) -> str:
    """A year of the Jalali calendar, which readers of other languages are told of."""
    return calendar.format_year(value, language())


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in words, on Tehran's clock."""
    return "" if value is None else calendar.format_moment(value, language())


@register.filter
def since(value: datetime | None) -> str:
    """How long it has lasted, in its largest unit: ۳ روز."""
    if value is None:
        return ""
    seconds = int(abs((clock.now() - value).total_seconds()))
    if seconds >= DAY:
        n, text = seconds // DAY, ngettext("%(n)s روز", "%(n)s روز", seconds // DAY)
    elif seconds >= HOUR:
        n, text = seconds // HOUR, ngettext("%(n)s ساعت", "%(n)s ساعت", seconds // HOUR)
    else:
        minutes = max(1, seconds // MINUTE)
        n, text = minutes, ngettext("%(n)s دقیقه", "%(n)s دقیقه", minutes)
    return text % {"n": digits(n)}


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago it was: ۳ روز پیش; or how far it is: تا ۳ روز دیگر."""
    if value is None:
        return ""
    seconds = (clock.now() - value).total_seconds()
    if 0 <= seconds < MINUTE:
        return gettext("هم‌اکنون")
    text = gettext("%(span)s پیش") if seconds > 0 else gettext("تا %(span)s دیگر")
    return text % {"span": since(value)}


@register.filter
def usual(value: Span) -> str:
    """How long a step usually takes: معمولاً ۵ روز کاری."""
    return gettext("معمولاً %(span)s") % {"span": span(value)}


@register.filter
def span(span: Span) -> str:
    """A length of time: ۵ روز کاری."""
    if span.working_days:
        n, text = span.working_days, ngettext("%(n)s روز کاری", "%(n)s روز کاری", span.working_days)
    elif span.days:
        n, text = span.days, ngettext("%(n)s روز", "%(n)s روز", span.days)
    else:
        n, text = span.hours, ngettext("%(n)s ساعت", "%(n)s ساعت", span.hours)
    return text % {"n": digits(n)}


@register.filter
def code(value: object, group: int = 0) -> SafeString:
    """A number or code that keeps its order in any direction; in groups of `group` digits."""
    text = str(value)
    if group:
        text = NO_BREAK.join(text[i : i + group] for i in range(0, len(text), group))
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', digits(text))


@register.filter
def tracking(value: str) -> SafeString:
    """A tracking code as it is printed: ۴۸۲۰ ۱۷۷۳ ۹۰۵."""
    return code(tracking_code.grouped(value).replace(" ", NO_BREAK))


@register.filter
def letter_number(value: object) -> SafeString:
    """A letter number, from its text or from a letter that has `display`."""
    return code(getattr(value, "display", value))


@register.filter
def rial(value: int) -> str:
    """An amount with its unit: ۱٬۲۵۰٬۰۰۰ ریال."""
    return gettext("%(amount)s ریال") % {"amount": money.format_amount(value, language())}


@register.filter
def toman(value: int) -> str:
    """The same amount as people say it: ۱۲۵٬۰۰۰ تومان."""
    amount = money.format_amount(money.Rials(value).as_toman, language())
    return gettext("%(amount)s تومان") % {"amount": amount}


@register.filter
def size(value: int) -> str:
    """The size of a file: ۲٫۴ مگابایت."""
    if value >= MEGA:
        point = "." if language() == "en" else "٫"
        amount, text = f"{value / MEGA:.1f}".replace(".", point), gettext("%(n)s مگابایت")
    else:
        amount, text = str(max(1, round(value / KILO))), gettext("%(n)s کیلوبایت")
    return text % {"n": digits(amount)}


@register.filter
def join_or(values: Iterable[str]) -> str:
    """Alternatives in words: الف یا ب."""
    return gettext(" یا ").join(values)


@register.filter
def words(value: str) -> str:
    """A title, a label of a term, or several joined by " · ", in the language of the page."""
    return sentences.translated_parts(value)


@register.filter
def place(value: str) -> str:
    """A place (role · organisation) or the name of an organisation, in the language of the page."""
    return places.spoken(value) if value else ""


@register.filter
def named(organisation: OrganisationView) -> str:
    """What an organisation is called in the language of the page."""
    return organisation.named(language())


@register.filter
def sentence(error: DomainError) -> str:
    """What a refusal says."""
    return sentences.sentence(error)


register.filter("account_label", account_fields.label)
register.filter("account_hint", account_fields.hint)


@register.filter
def secret_key(value: str) -> SafeString:
    """A key to copy by hand: groups of four, left as it is otherwise."""
    text = NO_BREAK.join(value[i : i + 4] for i in range(0, len(value), 4))
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', text)


# Components


@register.inclusion_tag("field/field.html")
def field(field: Field) -> dict[str, object]:
    """A field: label, hint, errors, input."""
    return {"field": field, "language": language()}


@register.inclusion_tag("error_summary/error_summary.html", takes_context=True)
def error_summary(
    context: RequestContext, fields: Sequence[Field] = (), form_errors: Sequence[str] = ()
) -> dict[str, object]:
    """What is to be put right, each with a link to its field; takes the focus."""
    count = len(form_errors) + sum(len(field.errors) for field in fields)
    refused = _human_refusal(context)
    return {
        "fields": fields,
        "form_errors": form_errors,
        "count": count,
        "human_error": refused and sentence(refused),
    }


@register.inclusion_tag("form_page/form_page.html", takes_context=True)
def form_page(context: RequestContext, form: FormPage) -> dict[str, object]:
    """A whole page of a form, from steps to buttons."""
    return {"form": form, "request": context.get("request")}


@register.inclusion_tag("timeline/timeline.html")
def timeline(moments: Iterable[Moment]) -> dict[str, object]:
    """The way of a case, as `cases.api.timeline` tells it."""
    return {"moments": moments}


@register.inclusion_tag("human_check/human_check.html", takes_context=True)
def human_check(context: RequestContext) -> dict[str, object]:
    """The human check, inside a form that posts; `human_check.api.verify` reads it."""
    refused = _human_refusal(context)
    if refused is not None:
        check.seen(context["request"])
    return {
        "error": refused and f"{sentence(refused)} {hint(refused)}",
        "challenge": json.dumps(check.challenge(context.get("request"))),
        "image_token": image_code.token(),
        "lasts": int(proof_of_work.LASTS.total_seconds()),
    }


def _human_refusal(context: RequestContext) -> HumanCheckFailed | None:
    request = context.get("request")
    if isinstance(request, HttpRequest) and hasattr(request, "session"):
        return check.refusal(request)
    return None


@register.inclusion_tag("guide/guide.html")
def guide(*parts: str, staff: bool = False) -> dict[str, object]:
    """What a guide says of a place, folded away beside it; nothing where none does.

    The parts make the anchor: `{% guide case.service case.state %}`. For staff their own guides.
    """
    readers = OF_STAFF if staff else (Reader.APPLICANT,)
    return {
        "explained": guides.explained(".".join(parts), readers, language()),
        "language": language(),
    }


@register.inclusion_tag("support/support.html")
def support(service: str = "", reader: str = Reader.APPLICANT) -> dict[str, object]:
    """Whom to ask: one line for each kind of help."""
    return {
        "contacts": guides.contacts(service, Reader(reader), language()),
        "language": language(),
    }


@register.simple_tag
def tag_state(text: str, kind: str = "") -> SafeString:
    """A state in a word; kinds: ok, warn, bad, info."""
    return format_html('<span class="tag {}">{}</span>', kind, translated(text))


@register.inclusion_tag("summary_row/summary_row.html")
def summary_row(label: str, value: object, change: str = "") -> dict[str, object]:
    """A row inside `<dl class="summary">`; `change` is the address where the answer is changed."""
    return {"label": label, "value": value, "change": change}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that repeats what the words beside it say."""
    return ICONS[name]


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: object) -> str:
    """The query of this page with some parameters changed, or dropped where empty."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in {None, ""}:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("pager/pager.html", takes_context=True)
def pager(context: Context, after: str = "", *, is_first: bool = True) -> dict[str, object]:
    """To the next page by key (`after`), and back to the first one."""
    return {
        "next": address_with(context, after=after) if after else "",
        "first": "" if is_first else address_with(context, after=""),
    }


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """The entry of a mapping under a key that is itself a variable."""
    return mapping.get(key, "")
