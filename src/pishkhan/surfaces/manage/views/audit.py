"""The trail of acts, read by whoever may."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from pishkhan.foundation.text import fold, gettext_noop as _
from pishkhan.kernel.audit import api as trail
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import trail as trails
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import show
from pishkhan.web.fields import messages
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, shown, translated


SECTION = "audit"
PAGE = 50
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T|$)")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TITLES = (
    _("زمان"),
    _("چه کسی"),
    _("چه کرد"),
    _("کد کار"),
    _("روی چه"),
    _("شناسه"),
    _("دلیل"),
    _("پیش"),
    _("پس"),
)
TARGETS = {
    "access_window": _("زمان دسترسی"),
    "account": _("حساب کارمند"),
    "attachment": _("فایل"),
    "attempt": _("تلاش پرداخت"),
    "bank_file": _("فایل بانک"),
    "calendar_year": _("سال تقویم"),
    "case": _("پرونده"),
    "closed_day": _("روز تعطیل"),
    "definition": _("فرایند"),
    "difference": _("مغایرت"),
    "draft": _("پیش‌نویس"),
    "export": _("خروجی"),
    "fee": _("تعرفه"),
    "holding": _("دورهٔ سمت"),
    "identifier_pattern": _("الگوی شناسه"),
    "invoice": _("صورت‌حساب"),
    "letter": _("نامه"),
    "letter_book": _("دفتر نامه‌ها"),
    "one_time_code": _("کد یک‌بارمصرف"),
    "organisation": _("سازمان"),
    "payment": _("پرداخت"),
    "person": _("شخص"),
    "post": _("سمت"),
    "recognition": _("اجازهٔ مؤسسه"),
    "record_batch": _("دستهٔ سوابق"),
    "roll": _("فهرست دانش‌آموختگان"),
    "sender_key": _("کلید امضای دسته‌ها"),
    "service": _("خدمت"),
    "feature": _("امکان"),
    "taken_record": _("رکورد در انتظار بررسی"),
    "text": _("متن پیام"),
    "trail": _("رد کارها"),
    "waiting_room": _("اتاق انتظار"),
    "weekend": _("آخر هفته"),
}
NAMES = {
    "accept": _("پذیرفتن"),
    "account_id": _("کارمند"),
    "answer": _("پاسخ"),
    "channel": _("راه"),
    "closes_on": _("تا پایان روز"),
    "code": _("کد"),
    "day": _("روز"),
    "days": _("شمار روزها"),
    "decree": _("مصوبه"),
    "door": _("راه ورود"),
    "event": _("رویداد"),
    "example": _("نمونه"),
    "field": _("رشته"),
    "from": _("از"),
    "institution": _("مؤسسه"),
    "institution_id": _("مؤسسه"),
    "is_on": _("پذیرش"),
    "kind": _("نوع"),
    "language": _("زبان"),
    "learner_id": _("شخص بانک سوابق"),
    "level": _("مقطع"),
    "name": _("نام"),
    "on_behalf_of": _("به جای"),
    "opens_on": _("از روز"),
    "organisation": _("سازمان"),
    "organisation_id": _("سازمان"),
    "path": _("جا در درخت"),
    "pattern": _("الگو"),
    "post_id": _("سمت"),
    "public": _("کلید عمومی"),
    "refusal": _("سبب نپذیرفتن"),
    "replaces": _("به جای اجازهٔ"),
    "role": _("نقش"),
    "second": _("نفر دوم"),
    "service": _("خدمت"),
    "text": _("متن"),
    "title": _("عنوان"),
    "to": _("تا"),
    "unit": _("واحد"),
    "valid_from": _("از روز"),
    "version": _("نسخه"),
    "weekdays": _("روزهای هفته"),
}
PAGES = {"account": "manage:person", "organisation": "manage:organisation", "post": "manage:post"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the trail as a sentence: who, what, to what."""

    line: trail.Line
    who: str
    sentence: str
    target: str
    address: str

    @property
    def details(self) -> list[tuple[str, str, str]]:
        """What stood before and after, by name."""
        before: Mapping[str, object] = self.line.before or {}
        after: Mapping[str, object] = self.line.after or {}
        names = [*before, *(name for name in after if name not in before)]
        return [
            (translated(NAMES.get(name, name)), _said(before, name), _said(after, name))
            for name in names
        ]


@needs(Act.VIEW_AUDIT)
def index(request: Request) -> HttpResponse:
    """The lines that fit, newest first."""
    asked = trails.asked_of(request)
    trail.saw(trail.Seen.TRAIL, asked.target_id or 0, by=request.actor)
    after = trails.number(request.GET.get("after", ""))
    found = asked.lines(older_than=after, limit=PAGE + 1)
    context = {
        "verbs": sorted(trail.declared().items(), key=lambda pair: fold(pair[1])),
        "targets": TARGETS.items(),
        "errors": {name: messages(refused) for name, refused in asked.errors.items()},
        "told": told(found[:PAGE]),
        "after": str(found[PAGE - 1].id) if len(found) > PAGE else "",
        "is_first": not request.GET.get("after"),
        "asked": asked,
        "query": _query(request),
    }
    return show(request, "audit", SECTION, **context)


@needs(Act.VIEW_AUDIT)
@require_safe
def export(request: Request) -> HttpResponseBase:
    """All lines that fit, as a table for a spreadsheet, sent while it is read."""
    asked = trails.asked_of(request)
    if asked.errors:
        return redirect(f"{reverse('manage:audit')}?{_query(request)}")
    what = f"trail {asked.verb} {asked.target} {'looks' if asked.only_looks else ''}"
    trail.saw(
        trail.Seen.EXPORT, asked.target_id or 0, by=request.actor, what=" ".join(what.split())
    )
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingHttpResponse(
        _rows(asked), content_type="text/csv; charset=utf-8", headers=headers
    )


def _rows(asked: trails.Asked) -> Iterator[str]:
    """A BOM, so that spreadsheets read Persian; what begins as a formula would, begins with `'`."""
    yield "\ufeff" + _row([translated(title) for title in TITLES])
    for page in asked.pages():
        for one in told(page):
            line = one.line
            acts = (one.sentence, line.verb, one.target, str(line.target_id), line.because)
            values = (
                json.dumps(v, ensure_ascii=False) if v else "" for v in (line.before, line.after)
            )
            yield _row([line.at.isoformat(), one.who, *acts, *values])


def _row(cells: list[str]) -> str:
    text = io.StringIO()
    safe = (f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    csv.writer(text).writerow(safe)
    return text.getvalue()


def _query(request: Request) -> str:
    asked = request.GET.copy()
    asked.pop("after", None)
    return asked.urlencode()


def told(lines: list[trail.Line]) -> list[Told]:
    """Lines with the names of those who acted and of what it was done to; two queries."""
    accounts = {line.account_id for line in lines if line.account_id}
    accounts |= {line.target_id for line in lines if line.target == "account"}
    names = {("account", i): name for i, name in identity.account_names(accounts).items()}
    places = {line.target_id for line in lines if line.target == "organisation"}
    found = organisations.organisation_names(places, language())
    names |= {("organisation", i): name for i, name in found.items()}
    return [_told(line, names) for line in lines]


def _told(line: trail.Line, names: Mapping[tuple[str, int], str]) -> Told:
    who = names.get(("account", line.account_id or 0), "")
    kinds = {kind.value: kind.label for kind in ActorKind}
    kind = translated(TARGETS.get(line.target, line.target))
    name = names.get((line.target, line.target_id), "")
    page = PAGES.get(line.target)
    return Told(
        line=line,
        who=who or translated(kinds.get(line.actor_kind, line.actor_kind)),
        sentence=translated(line.sentence),
        target=f"{kind} «{name}»" if name else kind,
        address=reverse(page, args=[line.target_id]) if page else "",
    )


def _said(values: Mapping[str, object], name: str) -> str:
    """A value as people read it: moments and days in words, yes and no."""
    value = values.get(name, "")
    if isinstance(value, bool):
        return translated(_("بله") if value else _("نه"))
    if isinstance(value, str) and MOMENT.match(value):
        moment = datetime.fromisoformat(value)
        return shown(moment if len(value) > len("2026-11-21") else moment.date())
    return "" if value is None else str(value)
