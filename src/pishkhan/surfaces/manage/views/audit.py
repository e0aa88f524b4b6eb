"""The trail of acts, read by whoever may."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as trail
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import finding
from pishkhan.surfaces.manage.errors import ClosedAccount
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import show
from pishkhan.web.fields import Field, Option, messages
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "audit"
PAGE = 50
MOST_DIGITS = 18  # of an identifier
TARGETS = {
    "account": _("حساب کارمند"),
    "attachment": _("فایل"),
    "calendar_year": _("سال تقویم"),
    "case": _("پرونده"),
    "closed_day": _("روز تعطیل"),
    "definition": _("فرایند"),
    "draft": _("پیش‌نویس"),
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
    "weekend": _("آخر هفته"),
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
    def details(self) -> list[tuple[str, object, object]]:
        """What stood before and after, by name."""
        before: Mapping[str, object] = self.line.before or {}
        after: Mapping[str, object] = self.line.after or {}
        names = [*before, *(name for name in after if name not in before)]
        return [(name, before.get(name, ""), after.get(name, "")) for name in names]


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
    found = [] if asked.error else trail.lines(
        target=asked.target or None,
        target_id=asked.target_id,
        account_id=asked.account_id,
        verb=asked.verb or None,
        older_than=_number(request.GET.get("after", "")),
        limit=PAGE + 1,
    )  # fmt: skip
    context = {
        "fields": _fields(asked),
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


def _fields(asked: Asked) -> list[Field]:
    verbs = sorted(trail.declared().items(), key=lambda pair: pair[1])
    refused = messages([asked.error]) if asked.error else ()
    return [
        _select("verb", translated(_("کار")), verbs, asked.verb),
        _select("target", translated(_("روی چه")), list(TARGETS.items()), asked.target),
        Field(
            name="account",
            label=translated(_("کارمند")),
            value=asked.account,
            required=False,
            errors=refused,
        ),
    ]


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Field:
    return Field(
        name=name,
        label=label,
        shape="select",
        required=False,
        value=chosen,
        options=tuple(
            Option(value=value, label=translated(text), chosen=value == chosen)
            for value, text in options
        ),
    )


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
