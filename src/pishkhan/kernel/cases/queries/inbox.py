"""Inboxes: one slice of each cartable, merged; keyset paging; counts that stop at a thousand."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.foundation.text import fold
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.cases.spec import CartableCount, Counts, Page, TaskRow
from pishkhan.kernel.cases.terms import View
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act, Scope


PAGE_SIZE = 25
COUNT_LIMIT = 1000
NAMES = [field.name for field in fields(TaskRow)]
COLUMNS = ", ".join(NAMES).replace(" suspended,", " suspended_at IS NOT NULL,")
WHERE = {
    View.ALL: "true",
    View.OVERDUE: "sort_at < %(now)s",
    View.DUE_TODAY: "sort_at >= %(now)s AND sort_at <= %(tonight)s",
    View.RETURNED: "returned",
}
# One slice per cartable and a merge: `= ANY … ORDER BY` would sort every open row.
OF_CARTABLES = """
    SELECT {columns}, sort_at FROM unnest(%(keys)s::bigint[]) AS place(key)
    CROSS JOIN LATERAL (
        SELECT * FROM cases_task
        WHERE cartable_id = place.key AND closed_at IS NULL AND {where}
          AND (sort_at, id) > (%(sort_at)s, %(id)s) AND search_key LIKE ALL (%(words)s)
        ORDER BY sort_at, id LIMIT %(limit)s) AS task
    ORDER BY sort_at, id LIMIT %(limit)s"""
CLAIMED = """
    SELECT {columns}, sort_at FROM cases_task
    WHERE assignee_id = %(account)s AND cartable_id = ANY(%(keys)s::bigint[]) AND closed_at IS NULL
      AND (sort_at, id) > (%(sort_at)s, %(id)s) AND search_key LIKE ALL (%(words)s)
    ORDER BY sort_at, id LIMIT %(limit)s"""
DONE = """
    SELECT {columns}, closed_at FROM cases_task
    WHERE closed_by = %(account)s AND closed_at IS NOT NULL
      AND (closed_at, id) < (%(sort_at)s, %(id)s) AND search_key LIKE ALL (%(words)s)
      AND EXISTS (
        SELECT FROM cases_case AS whole,
            unnest(%(places)s::bigint[], %(services)s::text[]) AS seen(place, service)
        WHERE whole.id = cases_task.case_id AND seen.place = ANY(whole.organisation_ids)
          AND seen.service IN ('', whole.service))
    ORDER BY closed_at DESC, id DESC LIMIT %(limit)s"""
SUSPENDED = """
    SELECT {columns}, sort_at FROM cases_task
    WHERE organisation_id = ANY(%(places)s::bigint[]) AND closed_at IS NULL
      AND suspended_at IS NOT NULL
      AND (sort_at, id) > (%(sort_at)s, %(id)s) AND search_key LIKE ALL (%(words)s)
      AND EXISTS (
        SELECT FROM unnest(%(places)s::bigint[], %(services)s::text[]) AS seen(place, service)
        WHERE seen.place = cases_task.organisation_id
          AND seen.service IN ('', cases_task.service))
    ORDER BY sort_at, id LIMIT %(limit)s"""
COUNTS = """
    SELECT place.key, full_count.n, late.n, today.n, back.n
    FROM unnest(%(keys)s::bigint[]) AS place(key)
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
        LIMIT %(cap)s) AS few) AS full_count
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND sort_at < %(now)s LIMIT %(cap)s) AS few) AS late
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND sort_at >= %(now)s AND sort_at <= %(tonight)s LIMIT %(cap)s) AS few) AS today
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND returned LIMIT %(cap)s) AS few) AS back"""
COUNT_CLAIMED = """
    SELECT count(*) FROM (SELECT 1 FROM cases_task
    WHERE assignee_id = %s AND cartable_id = ANY(%s::bigint[]) AND closed_at IS NULL
    LIMIT %s) AS few"""


Value = datetime | int | str | list[int] | list[str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCartable:
    """A cartable of an actor and the grant through which it is theirs."""

    row: Cartable
    grant: Grant


def cartables_of(actor: Actor) -> list[OwnCartable]:
    """The cartables an actor's live posts open, own ones first; one query.

    A cartable is made with its first task: a post without work yet has none.
    """
    if not actor.grants:
        return []
    reach = organisations.reach(actor, Act.ACT_ON_TASK)
    places = {clause.grant.organisation_id for clause in reach.clauses}
    found: list[OwnCartable] = []
    for row in Cartable.objects.filter(organisation_id__in=places).order_by("service", "id"):
        place = frozenset({(row.role, row.organisation_id)})
        grant = reach.grant_for(Subject(service=row.service, cartables=place))
        if grant is not None:
            found.append(OwnCartable(row=row, grant=grant))
    return sorted(found, key=lambda own: own.grant.on_behalf_of is not None)


def inbox(
    actor: Actor,
    *,
    view: View = View.ALL,
    cartable_ids: Sequence[int] | None = None,
    after: str = "",
    search: str = "",
    limit: int = PAGE_SIZE,
) -> Page:
    """A page of tasks, the nearest deadline first (done ones: the latest first); two queries.

    `cartable_ids` narrows to some of the actor's own cartables; others are ignored. What is done
    and what is suspended is listed as far as the actor may see cases now.
    """
    of_cases = view in {View.DONE, View.SUSPENDED}
    own = [] if of_cases else [cartable.row.id for cartable in cartables_of(actor)]
    keys = [key for key in own if cartable_ids is None or key in cartable_ids]
    seen = _seen_by(actor) if of_cases else []
    sort_at, last_id = _cursor(after, latest_first=view is View.DONE)
    values = _today() | {
        "keys": keys,
        "places": [place for place, _service in seen],
        "services": [service for _place, service in seen],
        "account": actor.account_id or 0,
        "sort_at": sort_at,
        "id": last_id,
        "words": [f"%{word}%" for word in fold(search).split()] or ["%"],
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(view), values)
        found = [
            (TaskRow(**dict(zip(NAMES, row, strict=False))), row[-1]) for row in cursor.fetchall()
        ]
    return _page(found, limit)


def counts(actor: Actor) -> Counts:
    """The figures of all cartables of an actor; three queries."""
    own = cartables_of(actor)
    keys = [cartable.row.id for cartable in own]
    values = _today() | {"keys": keys, "cap": COUNT_LIMIT}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        figures = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(COUNT_CLAIMED, [actor.account_id or 0, keys, COUNT_LIMIT])
        mine = cursor.fetchone()[0]
    late, today, back = (sum(f[place] for f in figures.values()) for place in (1, 2, 3))
    return Counts(
        cartables=tuple(_counted(cartable, figures[cartable.row.id]) for cartable in own),
        overdue=min(late, COUNT_LIMIT),
        due_today=min(today, COUNT_LIMIT),
        returned=min(back, COUNT_LIMIT),
        mine=mine,
    )


def _seen_by(actor: Actor) -> list[tuple[int, str]]:
    """Organisations whose cases the actor may see, each with the service ("" for every one)."""
    seen: set[tuple[int, str]] = set()
    for clause in organisations.reach(actor, Act.VIEW_CASE).clauses:
        grant = clause.grant
        if clause.scope is Scope.CARTABLE:
            continue  # what is before their own desk, not what their organisation has
        under = clause.scope is Scope.SUBTREE
        places = organisations.ids_inside(grant.organisation_path) if under else ()
        seen |= {(place, grant.service) for place in (grant.organisation_id, *places)}
    return sorted(seen)


def _statement(view: View) -> str:
    others = {View.MINE: CLAIMED, View.DONE: DONE, View.SUSPENDED: SUSPENDED}
    return others.get(view, OF_CARTABLES).format(columns=COLUMNS, where=WHERE.get(view, "true"))


def _today() -> dict[str, Value]:
    tonight = datetime.combine(clock.today(), time.max, tzinfo=clock.TEHRAN)
    return {"now": clock.now(), "tonight": tonight}


def _cursor(after: str, *, latest_first: bool) -> tuple[datetime, int]:
    moment, _bar, key = after.partition("|")
    try:
        return datetime.fromisoformat(moment), int(key)
    except ValueError:  # no cursor, or one that somebody made up: the first page
        far = datetime(9000, 1, 1, tzinfo=UTC) if latest_first else datetime(1, 1, 1, tzinfo=UTC)
        return far, 2**63 - 1 if latest_first else 0


def _page(found: list[tuple[TaskRow, datetime]], limit: int) -> Page:
    rows = tuple(row for row, _sort_at in found[:limit])
    if len(found) <= limit:
        return Page(rows=rows)
    last, sort_at = found[limit - 1]
    return Page(rows=rows, after=f"{sort_at.isoformat()}|{last.id}")


def _counted(own: OwnCartable, figures: Sequence[int]) -> CartableCount:
    row, grant = own.row, own.grant
    return CartableCount(
        cartable_id=row.id,
        service=row.service,
        role=row.role,
        title=row.title,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        on_behalf_of=grant.on_behalf_of,
        on_behalf_of_name=grant.on_behalf_of_name,
        until=grant.until,
        open=figures[0],
        overdue=figures[1],
    )
