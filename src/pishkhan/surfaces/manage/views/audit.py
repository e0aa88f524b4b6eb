"""The trail of acts, read by whoever may."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse

from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import fold, gettext_noop as _
from pishkhan.kernel.audit import api as trail
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import finding
from pishkhan.surfaces.manage.errors import ClosedAccount
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import show
from pishkhan.web.fields import messages
from pishkhan.web.people import Request
from pishkhan.web.sentences import shown, translated


SECTION = "audit"
PAGE = 50
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T|$)")
MOST_DIGITS = 18  # of an identifier
TARGETS = {
    "account": _("حساب کارمند"),
    "attachment": _("فایل"),
    "calendar_year": _("سال تقویم"),
    "case": _("پرونده"),
    "closed_day": _("روز تعطیل"),
    "definition": _("فرایند"),
    "draft": _("پیش‌نویس"),
    "export": _("خروجی"),
    "holding": _("دورهٔ سمت"),
    "identifier_pattern": _("الگوی شناسه"),
    "letter": _("نامه"),
    "letter_book": _("دفتر نامه‌ها"),
    "one_time_code": _("کد یک‌بارمصرف"),
    "organisation": _("سازمان"),
    "person": _("شخص"),
    "post": _("سمت"),
    "service": _("خدمت"),
    "text": _("متن پیام"),
    "trail": _("رد کارها"),
    "weekend": _("آخر هفته"),
}
NAMES = {
    "account_id": _("کارمند"),
    "answer": _("پاسخ"),
    "channel": _("راه"),
    "code": _("کد"),
    "day": _("روز"),
    "days": _("شمار روزها"),
    "event": _("رویداد"),
    "example": _("نمونه"),
    "from": _("از"),
    "is_on": _("پذیرش"),
    "kind": _("نوع"),
    "language": _("زبان"),
    "name": _("نام"),
    "on_behalf_of": _("به جای"),
    "organisation": _("سازمان"),
    "organisation_id": _("سازمان"),
    "path": _("جا در درخت"),
    "pattern": _("الگو"),
    "post_id": _("سمت"),
    "role": _("نقش"),
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


@dataclass(slots=True)
class Asked:
    """The filters of a look into the trail, as typed."""

    verb: str
    target: str
    target_id: int | None
    account: str
    account_id: int | None = None
    error: DomainError | None = None


@needs(Act.VIEW_AUDIT)
def index(request: Request) -> HttpResponse:
    """The lines that fit, newest first."""
    asked = asked_of(request)
    trail.saw(trail.Seen.TRAIL, asked.target_id or 0, by=request.actor)
    found = [] if asked.error else trail.lines(
        target=asked.target or None,
        target_id=asked.target_id,
        account_id=asked.account_id,
        verb=asked.verb or None,
        older_than=_number(request.GET.get("after", "")),
        limit=PAGE + 1,
    )  # fmt: skip
    context = {
        "verbs": sorted(trail.declared().items(), key=lambda pair: fold(pair[1])),
        "targets": TARGETS.items(),
        "errors": messages([asked.error]) if asked.error else (),
        "told": told(found[:PAGE]),
        "after": str(found[PAGE - 1].id) if len(found) > PAGE else "",
        "is_first": not request.GET.get("after"),
        "asked": asked,
    }
    return show(request, "audit", SECTION, **context)


def asked_of(request: Request) -> Asked:
    """Read the filters; an account that nobody has is a refusal, not an empty filter."""
    said = request.GET
    asked = Asked(
        verb=said.get("verb", ""),
        target=said.get("target", ""),
        target_id=_number(said.get("target_id", "")),
        account=said.get("account", "").strip(),
    )
    if asked.account:
        try:
            asked.account_id = _account_id(asked.account)
        except DomainError as error:
            asked.error = error
    return asked


def told(lines: list[trail.Line]) -> list[Told]:
    """Lines with the names of those who acted and of what it was done to; two queries."""
    accounts = {line.account_id for line in lines if line.account_id}
    accounts |= {line.target_id for line in lines if line.target == "account"}
    names = {("account", i): name for i, name in identity.account_names(accounts).items()}
    places = {line.target_id for line in lines if line.target == "organisation"}
    found = organisations.organisation_names(places)
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


def _account_id(text: str) -> int:
    known = identity.account_by_username(to_latin(text))
    if known:
        return known.id
    try:
        return finding.account_meant(text).id
    except ClosedAccount:
        return next(one.id for one in identity.accounts(text))


def _number(text: str) -> int | None:
    plain = to_latin(text).strip()
    return int(plain) if plain.isdecimal() and len(plain) <= MOST_DIGITS else None
