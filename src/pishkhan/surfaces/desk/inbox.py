"""The rail of cartables and views, and the list beside it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.api import LabelView, ViewOfList
from pishkhan.kernel.cases.spec import CartableCount, Counts, Narrow, Page, TaskRow
from pishkhan.kernel.cases.terms import Sort, StateKind, View
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import Confidentiality
from pishkhan.surfaces.desk import words
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web.fields import Field, Option, joined_date
from pishkhan.web.numbers import row_id
from pishkhan.web.places import rows_in_words
from pishkhan.web.sentences import translated


HOME = "/desk/"
PAGE = 25
FOLDERS = (View.REFERRED, View.SIGNATURE, View.DONE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for; whatever is not understood is left out."""

    view: View = View.ALL
    cartable: int | None = None
    after: str = ""
    text: str = ""
    case_id: int | None = None
    service: str = ""
    state: str = ""
    organisation: int | None = None
    label: int | None = None
    since: str = ""
    until: str = ""
    sort: Sort = Sort.DEADLINE

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read the query of an address."""
        views = {view.value: view for view in View}
        return cls(
            view=views.get(query.get("view", ""), View.ALL),
            cartable=row_id(query.get("cartable", "")),
            after=query.get("after", ""),
            text=query.get("q", "").strip()[:200],
            case_id=row_id(query.get("case", "")),
            service=query.get("service", "")[:60],
            state=query.get("state", "")[:60],
            organisation=row_id(query.get("organisation", "")),
            label=row_id(query.get("label", "")),
            since=_day(query, "since"),
            until=_day(query, "until"),
            sort={one.value: one for one in Sort}.get(query.get("sort", ""), Sort.DEADLINE),
        )

    @property
    def pairs(self) -> dict[str, str]:
        """What the list is narrowed to, for an address or hidden fields."""
        given = {
            "cartable": str(self.cartable or ""),
            "view": "" if self.view is View.ALL else self.view.value,
            "q": self.text,
            "service": self.service,
            "state": self.state,
            "organisation": str(self.organisation or ""),
            "label": str(self.label or ""),
            "since": self.since,
            "until": self.until,
            "sort": "" if self.sort is Sort.DEADLINE else self.sort.value,
            "after": self.after,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def query(self) -> str:
        """The list without the page one is on, to be kept under a name."""
        return urlencode({k: v for k, v in self.pairs.items() if k != "after"})

    @property
    def narrow(self) -> Narrow:
        """What the filters say."""
        return Narrow(
            service=self.service,
            state=self.state,
            organisation_id=self.organisation,
            label_id=self.label,
            since=_moment(self.since),
            until=_moment(self.until, after=timedelta(days=1)),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self.narrow != Narrow() or self.sort is not Sort.DEADLINE

    def address(self, case_id: int | None = None) -> str:
        """The list as it stands, with a case opened beside it or none."""
        pairs = self.pairs | ({"case": str(case_id)} if case_id else {})
        return f"{HOME}?{urlencode(pairs)}" if pairs else HOME


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A line of the rail; `said` is the count as a sentence, for those who listen."""

    title: str
    address: str
    note: str = ""
    count: str = ""
    said: str = ""
    is_late: bool = False
    is_here: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A heading of the rail with its lines."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the list."""

    task: TaskRow
    address: str
    deadline: Tag | None
    is_late: bool
    is_new: bool
    is_current: bool
    has_unsound: bool
    labels: tuple[LabelView, ...] = ()
    level: Confidentiality = Confidentiality.ORDINARY


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbox:
    """The two columns beside the case."""

    asked: Asked
    title: str
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    after: str
    has_bulk: bool
    has_cartables: bool
    filters: tuple[Field, ...]
    standing_in_for: tuple[str, ...]
    may_distribute: bool


def page_of(actor: Actor, asked: Asked, *, limit: int = PAGE) -> Page:
    """The lines that were asked for; at most three queries."""
    return cases.inbox(
        actor,
        view=asked.view,
        cartable_ids=None if asked.cartable is None else [asked.cartable],
        after=asked.after,
        search=asked.text,
        narrow=asked.narrow,
        sort=asked.sort,
        limit=limit,
    )


def inbox_of(actor: Actor, asked: Asked, views: Sequence[ViewOfList] = ()) -> Inbox:
    """Rail and list of an actor, with their saved lists; nine queries."""
    counts = _counts(actor)
    page = page_of(actor, asked)
    unsound = attachments.with_unsound(row.case_id for row in page.rows if row.closed_at is None)
    labels = cases.labels_of(actor)
    on = cases.labels_on([row.case_id for row in page.rows], actor) if labels else {}
    groups = [*_groups(asked, counts, cases.unread(actor)), _saved(asked, views)]
    may_distribute = bool(cases.offices_run_by(actor))
    return Inbox(
        asked=asked,
        title=_title(asked, counts),
        groups=tuple(group for group in groups if group.links),
        lines=tuple(_line(task, asked, unsound, on) for task in rows_in_words(page.rows)),
        after=page.after,
        has_bulk=_is_of_cartables(asked.view) and bool(page.rows),
        has_cartables=bool(counts.cartables),
        filters=_filters(asked, counts, labels),
        standing_in_for=tuple(
            dict.fromkeys(_stood_in_for(x) for x in counts.cartables if x.on_behalf_of)
        ),
        may_distribute=may_distribute,
    )


def _counts(actor: Actor) -> Counts:
    """The cartables of an actor with what they are called in the language of the page."""
    counts = cases.counts(actor)
    return replace(counts, cartables=tuple(rows_in_words(counts.cartables, role="title")))


def _saved(asked: Asked, views: Sequence[ViewOfList]) -> Group:
    return Group(
        title=_("نماهای من"),
        links=tuple(
            Link(
                title=one.name,
                address=f"{HOME}?{one.query}",
                note=_("نمای دفتر") if one.organisation_id else "",
                is_here=bool(one.query) and asked.query == one.query,
            )
            for one in views
        ),
    )


def _filters(asked: Asked, counts: Counts, labels: Sequence[LabelView]) -> tuple[Field, ...]:
    """The filters: what the actor's own cartables have, their labels, days, and the order."""
    services = dict.fromkeys(one.service for one in counts.cartables)
    places = {str(x.organisation_id): x.organisation_name for x in counts.cartables}
    states = {
        state.name: translated(state.title)
        for service in services
        for state in cases.process_now(service).states.values()
        if state.kind is StateKind.HUMAN and not state.with_applicant
    }
    named = {service: words.service_title(service) for service in services}
    return (
        _choice("service", _("خدمت"), named, asked.service),
        _choice("state", _("مرحله"), states, asked.state),
        *([_choice("organisation", _("سازمان"), places, str(asked.organisation or ""))]
          if len(places) > 1 else []),
        *([_choice("label", _("برچسب"), {str(x.id): x.name for x in labels}, str(asked.label or ""))]
          if labels else []),
        Field(name="since", label=_("رسیده از روز"), shape="date", value=asked.since, required=False),
        Field(name="until", label=_("تا روز"), shape="date", value=asked.until, required=False),
        _choice("sort", _("ترتیب"), {x.value: translated(x.label) for x in Sort}, asked.sort.value,
                with_all=False),
    )  # fmt: skip


def search_filters(actor: Actor, asked: Asked) -> tuple[Field, ...]:
    """The same filters over everything one may see, without an order."""
    found = _filters(asked, _counts(actor), cases.labels_of(actor))
    return tuple(one for one in found if one.name != "sort")


def _choice(
    name: str, label: str, options: Mapping[str, str], chosen: str, *, with_all: bool = True
) -> Field:
    every = [Option(value="", label=_("همه"), chosen=not chosen)] if with_all else []
    return Field(
        name=name,
        label=label,
        shape="select",
        required=True,
        options=(*every, *(Option(value=v, label=text, chosen=v == chosen)
                           for v, text in options.items())),
    )  # fmt: skip


def _day(query: QueryDict, name: str) -> str:
    """A Jalali day, as one text or in three parts; what is no day is left out."""
    joined = joined_date({key: query.get(key, "") for key in query}, name)
    typed = query.get(name, "") if joined is None else joined
    try:
        return jalali.format_numbers(jalali.parse(typed), "en")
    except DomainError:
        return ""


def _moment(day: str, *, after: timedelta = timedelta()) -> datetime | None:
    if not day:
        return None
    return datetime.combine(jalali.parse(day), time.min, tzinfo=clock.TEHRAN) + after


def _is_of_cartables(view: View) -> bool:
    return view not in {View.DONE, View.SUSPENDED}


def _groups(asked: Asked, counts: Counts, unread: int) -> Iterator[Group]:
    own = [one for one in counts.cartables if one.on_behalf_of is None]
    others = [one for one in counts.cartables if one.on_behalf_of is not None]
    several = len({one.organisation_id for one in counts.cartables}) > 1
    yield Group(
        title=_("کارتابل‌های من"),
        links=tuple(_cartable(one, asked, with_place=several) for one in own),
    )
    yield Group(
        title=_("جانشین"),
        links=tuple(_cartable(one, asked, with_place=several) for one in others),
    )
    figures = {
        View.ALL: sum(one.open for one in counts.cartables),
        View.OVERDUE: counts.overdue,
        View.DUE_TODAY: counts.due_today,
        View.RETURNED: counts.returned,
        View.MINE: counts.mine,
    }
    views = [view for view in View if view not in FOLDERS]
    yield Group(title=_("نماها"), links=tuple(_view(v, asked, figures.get(v)) for v in views))
    yield Group(
        title=_("پوشه‌ها"),
        links=(
            *(_view(v, asked, figures.get(v)) for v in FOLDERS),
            Link(
                title=_("پیگیری"),
                address="/desk/follow-up/",
                count=words.count(unread) if unread else "",
                said=_("%(n)s پاسخ خوانده‌نشده") % {"n": words.count(unread)} if unread else "",
            ),
            Link(title=_("ارسالی"), address="/desk/sent/"),
            Link(title=_("پیش‌نویس پاسخ‌ها"), address="/desk/drafts/"),
        ),
    )


def _cartable(one: CartableCount, asked: Asked, *, with_place: bool) -> Link:
    place = one.organisation_name if with_place else ""
    parts = (_stood_in_for(one), one.title, place)
    said = _("%(open)s کار باز") % {"open": words.count(one.open)}
    if one.overdue:
        said += _("، %(late)s دیرکرده") % {"late": words.count(one.overdue)}
    return Link(
        title=words.service_title(one.service),
        note=" · ".join(part for part in parts if part),
        address=Asked(cartable=one.cartable_id).address(),
        count=words.count(one.open),
        said=said,
        is_late=bool(one.overdue),
        is_here=asked.cartable == one.cartable_id,
    )


def _stood_in_for(one: CartableCount) -> str:
    if not one.on_behalf_of_name or one.until is None:
        return one.on_behalf_of_name
    said = {"name": one.on_behalf_of_name, "day": words.last_day(one.until)}
    return _("%(name)s (تا %(day)s)") % said


def _view(view: View, asked: Asked, number: int | None) -> Link:
    return Link(
        title=translated(view.label),
        address=Asked(view=view).address(),
        count="" if number is None else words.count(number),
        said="" if number is None else _("%(n)s کار") % {"n": words.count(number)},
        is_late=view is View.OVERDUE and bool(number),
        is_here=asked.view is view and asked.cartable is None,
    )


def _title(asked: Asked, counts: Counts) -> str:
    here = next((c for c in counts.cartables if c.cartable_id == asked.cartable), None)
    if here is None:
        return translated(asked.view.label)
    return f"{words.service_title(here.service)} · {here.title}"


def _line(
    task: TaskRow, asked: Asked, unsound: Collection[int], on: Mapping[int, Sequence[LabelView]]
) -> Line:
    is_open = task.closed_at is None
    return Line(
        task=task,
        address=asked.address(task.case_id),
        deadline=words.deadline(task.due_at) if is_open else None,
        is_late=is_open and task.due_at is not None and task.due_at < clock.now(),
        is_new=is_open and task.seen_at is None and not task.suspended,
        is_current=asked.case_id == task.case_id,
        has_unsound=task.case_id in unsound,
        labels=tuple(on.get(task.case_id, ())),
        level=Confidentiality.of(task.confidentiality),
    )
