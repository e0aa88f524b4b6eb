"""The rail of cartables and views, and the list beside it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CartableCount, Counts, TaskRow
from pishkhan.kernel.cases.terms import View
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.desk import words
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web.numbers import row_id
from pishkhan.web.sentences import translated


HOME = "/desk/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for; whatever is not understood is left out."""

    view: View = View.ALL
    cartable: int | None = None
    after: str = ""
    text: str = ""
    case_id: int | None = None

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
        )

    @property
    def pairs(self) -> dict[str, str]:
        """What the list is narrowed to, for an address or hidden fields."""
        given = {
            "cartable": str(self.cartable or ""),
            "view": "" if self.view is View.ALL else self.view.value,
            "q": self.text,
            "after": self.after,
        }
        return {name: value for name, value in given.items() if value}

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


def inbox_of(actor: Actor, asked: Asked) -> Inbox:
    """Rail and list of an actor; six queries."""
    counts = cases.counts(actor)
    page = cases.inbox(
        actor,
        view=asked.view,
        cartable_ids=None if asked.cartable is None else [asked.cartable],
        after=asked.after,
        search=asked.text,
    )
    unsound = attachments.with_unsound(row.case_id for row in page.rows if row.closed_at is None)
    return Inbox(
        asked=asked,
        title=_title(asked, counts),
        groups=tuple(group for group in _groups(asked, counts) if group.links),
        lines=tuple(_line(task, asked, unsound) for task in page.rows),
        after=page.after,
        has_bulk=_is_of_cartables(asked.view) and any(_bulk(row.service) for row in page.rows),
        has_cartables=bool(counts.cartables),
    )


@lru_cache(maxsize=64)
def _bulk(service: str) -> bool:
    # A process changes only with the platform's code, which starts this process anew.
    return any(state.bulk for state in cases.process_now(service).states.values())


def _is_of_cartables(view: View) -> bool:
    return view not in {View.DONE, View.SUSPENDED}


def _groups(asked: Asked, counts: Counts) -> Iterator[Group]:
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
    yield Group(title=_("نماها"), links=tuple(_view(v, asked, figures.get(v)) for v in View))


def _cartable(one: CartableCount, asked: Asked, *, with_place: bool) -> Link:
    place = one.organisation_name if with_place else ""
    parts = (_stood_in_for(one), translated(one.title), place)
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
    return f"{words.service_title(here.service)} · {translated(here.title)}"


def _line(task: TaskRow, asked: Asked, unsound: Collection[int]) -> Line:
    is_open = task.closed_at is None
    return Line(
        task=task,
        address=asked.address(task.case_id),
        deadline=words.deadline(task.due_at) if is_open else None,
        is_late=is_open and task.due_at is not None and task.due_at < clock.now(),
        is_new=is_open and task.seen_at is None and not task.suspended,
        is_current=asked.case_id == task.case_id,
        has_unsound=task.case_id in unsound,
    )
