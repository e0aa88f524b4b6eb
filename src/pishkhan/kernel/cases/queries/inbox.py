"""Inboxes: one slice of each cartable, merged; keyset paging; counts that stop at a thousand."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.foundation.text import fold
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.cases.queries.labels import labels_of
from pishkhan.kernel.cases.spec import EVERYTHING, CartableCount, Counts, Narrow, Page, TaskRow
from pishkhan.kernel.cases.terms import Sort, View
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Reach, Subject
from pishkhan.kernel.organisations.terms import Act, Confidentiality, Scope
from pishkhan.kernel.persistence import api as by_hand


PAGE_SIZE = 25
COUNT_LIMIT = 1000
NAMES = [field.name for field in fields(TaskRow)]
COLUMNS = ", ".join(NAMES).replace(" suspended,", " suspended_at IS NOT NULL,")
WHERE = {
    View.ALL: "true",
    View.OVERDUE: "sort_at < %(now)s",
    View.DUE_TODAY: "sort_at >= %(now)s AND sort_at <= %(tonight)s",
    View.RETURNED: "returned",
    View.REFERRED: "kind = 'referral'",
    View.SIGNATURE: """(role = 'signer' OR kind = 'referral' AND EXISTS (
        SELECT FROM cases_referral AS asked WHERE asked.task_id = cases_task.id
          AND asked.case_id = cases_task.case_id AND asked.kind = 'signature'))""",
}
ORDERS = {
    Sort.DEADLINE: ("sort_at, id", "(sort_at, id) > (%(sort_at)s, %(id)s)"),
    Sort.NEWEST: ("id DESC", "id < %(id)s"),
    Sort.OLDEST: ("id", "id > %(id)s"),
}
NARROWED = {
    "service": "service = %(service)s",
    "state": "state = %(state)s",
    "organisation_id": "organisation_id = %(organisation_id)s",
    "since": "created_at >= %(since)s",
    "until": "created_at < %(until)s",
    "label_id": """EXISTS (SELECT FROM cases_labelledcase AS with_label
        WHERE with_label.case_id = cases_task.case_id AND with_label.label_id = %(label_id)s)""",
}
# One slice per cartable and a merge: `= ANY … ORDER BY` would sort every open row.
OF_CARTABLES = """
    SELECT {columns}, sort_at
    FROM unnest(%(keys)s::bigint[], %(levels)s::smallint[]) AS place(key, level)
    CROSS JOIN LATERAL (
        SELECT * FROM cases_task
        WHERE cartable_id = place.key AND closed_at IS NULL AND confidentiality <= place.level
          AND {where} AND {past} AND search_key LIKE ALL (%(words)s)
        ORDER BY {order} LIMIT %(limit)s) AS task
    ORDER BY {order} LIMIT %(limit)s"""
CLAIMED = """
    SELECT {columns}, sort_at FROM cases_task
    WHERE assignee_id = %(account)s AND closed_at IS NULL AND EXISTS (
        SELECT FROM unnest(%(keys)s::bigint[], %(levels)s::smallint[]) AS place(key, level)
        WHERE place.key = cases_task.cartable_id AND confidentiality <= place.level)
      AND {where} AND {past} AND search_key LIKE ALL (%(words)s)
    ORDER BY {order} LIMIT %(limit)s"""
# As `may_see` says of the case: by an organisation of it, or by what the desk of a role had of it.
SEEN = """EXISTS (
        SELECT FROM cases_case AS whole, unnest(
            %(places)s::bigint[], %(roles)s::text[], %(services)s::text[],
            %(clearances)s::smallint[]
        ) AS seen(place, role, service, level)
        WHERE whole.id = cases_task.case_id
          AND seen.service IN ('', whole.service) AND whole.confidentiality <= seen.level
          AND CASE WHEN seen.role = '' THEN seen.place = ANY(whole.organisation_ids)
              ELSE EXISTS (
                SELECT FROM cases_task AS held WHERE held.case_id = whole.id
                  AND held.role = seen.role AND held.organisation_id = seen.place) END)"""
DONE = """
    SELECT {columns}, closed_at FROM cases_task
    WHERE closed_by = %(account)s AND closed_at IS NOT NULL AND {where}
      AND (closed_at, id) < (%(sort_at)s, %(id)s) AND search_key LIKE ALL (%(words)s)
      AND {seen}
    ORDER BY closed_at DESC, id DESC LIMIT %(limit)s"""
SUSPENDED = """
    SELECT {columns}, sort_at FROM cases_task
    WHERE organisation_id = ANY(%(places)s::bigint[]) AND closed_at IS NULL
      AND suspended_at IS NOT NULL AND {where}
      AND (sort_at, id) > (%(sort_at)s, %(id)s) AND search_key LIKE ALL (%(words)s)
      AND {seen}
    ORDER BY sort_at, id LIMIT %(limit)s"""
COUNTS = """
    SELECT place.key, full_count.n, late.n, today.n, back.n
    FROM unnest(%(keys)s::bigint[], %(levels)s::smallint[]) AS place(key, level)
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND confidentiality <= place.level
        LIMIT %(cap)s) AS few) AS full_count
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND confidentiality <= place.level
          AND sort_at < %(now)s LIMIT %(cap)s) AS few) AS late
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND confidentiality <= place.level
          AND sort_at >= %(now)s AND sort_at <= %(tonight)s LIMIT %(cap)s) AS few) AS today
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM (
        SELECT 1 FROM cases_task WHERE cartable_id = place.key AND closed_at IS NULL
          AND confidentiality <= place.level
          AND returned LIMIT %(cap)s) AS few) AS back"""
COUNT_CLAIMED = """
    SELECT count(*) FROM (SELECT 1 FROM cases_task
    WHERE assignee_id = %s AND closed_at IS NULL AND EXISTS (
        SELECT FROM unnest(%s::bigint[], %s::smallint[]) AS place(key, level)
        WHERE place.key = cases_task.cartable_id AND confidentiality <= place.level)
    LIMIT %s) AS few"""


Value = date | datetime | int | str | list[int] | list[str] | None
# An organisation; a role there ("": whatever is of the organisation); a service ("": every one);
# how confidential a case may be.
Seen = tuple[int, str, str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCartable:
    """A cartable of an actor, the grant through which it is theirs, and how far they are cleared."""

    row: Cartable
    grant: Grant
    level: int


def cartables_of(actor: Actor) -> list[OwnCartable]:
    """The cartables an actor's live posts open, own ones first; one query.

    A cartable is made with its first task: a post without work yet has none.
    """
    if not actor.grants:
        return []
    reach = organisations.reach(actor, Act.ACT_ON_TASK)
    places = {clause.grant.organisation_id for clause in reach.clauses}
    found: list[OwnCartable] = []
    of_places = "organisation_id = ANY(%s) ORDER BY service, id"
    for row in by_hand.rows(Cartable, of_places, [sorted(places)]):
        place = frozenset({(row.role, row.organisation_id)})
        grant = reach.grant_for(Subject(service=row.service, cartables=place))
        if grant is not None:
            level = _cleared(reach, Subject(service=row.service, cartables=place))
            found.append(OwnCartable(row=row, grant=grant, level=level))
    return sorted(found, key=lambda own: own.grant.on_behalf_of is not None)


def inbox(  # noqa: PLR0913 - all that narrows a list
    actor: Actor,
    *,
    view: View = View.ALL,
    cartable_ids: Sequence[int] | None = None,
    after: str = "",
    search: str = "",
    limit: int = PAGE_SIZE,
    narrow: Narrow = EVERYTHING,
    sort: Sort = Sort.DEADLINE,
) -> Page:
    """A page of tasks, by `sort` (done ones: the latest first); two queries, with a label three.

    `cartable_ids` narrows to some of the actor's own cartables; others are ignored. What is done
    and what is suspended is listed as far as the actor may see cases now.
    """
    of_cases = view in {View.DONE, View.SUSPENDED}
    mine = [] if of_cases else cartables_of(actor)
    own = [one for one in mine if cartable_ids is None or one.row.id in cartable_ids]
    seen = _seen_by(actor) if of_cases else []
    if narrow.label_id is not None and narrow.label_id not in {x.id for x in labels_of(actor)}:
        return Page(rows=())
    latest_first = view is View.DONE or (sort is Sort.NEWEST and not of_cases)
    sort_at, last_id = _cursor(after, latest_first=latest_first)
    given = {name: getattr(narrow, name) for name in NARROWED if getattr(narrow, name)}
    values = _today() | given | {
        "keys": [one.row.id for one in own],
        "levels": [one.level for one in own],
        "places": [place for place, _role, _service, _level in seen],
        "roles": [role for _place, role, _service, _level in seen],
        "services": [service for _place, _role, service, _level in seen],
        "clearances": [level for _place, _role, _service, level in seen],
        "account": actor.account_id or 0,
        "sort_at": sort_at,
        "id": last_id,
        "words": [f"%{word}%" for word in fold(search).split()] or ["%"],
        "limit": limit + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement(view, sort, tuple(given)), values)
        found = [
            (TaskRow(**dict(zip(NAMES, row, strict=False))), row[-1]) for row in cursor.fetchall()
        ]
    return _page(found, limit)


def counts(actor: Actor) -> Counts:
    """The figures of all cartables of an actor; three queries."""
    own = cartables_of(actor)
    keys = [cartable.row.id for cartable in own]
    levels = [cartable.level for cartable in own]
    values = _today() | {"keys": keys, "levels": levels, "cap": COUNT_LIMIT}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        figures = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(COUNT_CLAIMED, [actor.account_id or 0, keys, levels, COUNT_LIMIT])
        mine = cursor.fetchone()[0]
    late, today, back = (sum(f[place] for f in figures.values()) for place in (1, 2, 3))
    return Counts(
        cartables=tuple(_counted(cartable, figures[cartable.row.id]) for cartable in own),
        overdue=min(late, COUNT_LIMIT),
        due_today=min(today, COUNT_LIMIT),
        returned=min(back, COUNT_LIMIT),
        mine=mine,
    )


def _cleared(reach: Reach, subject: Subject) -> int:
    """How confidential a case like this may be."""
    levels = range(len(Confidentiality) - 1, 0, -1)
    return next((n for n in levels if reach.grant_for(replace(subject, level=n))), 0)


def _seen_by(actor: Actor) -> list[Seen]:
    """What opens cases to the actor, for the statement SEEN."""
    seen: set[Seen] = set()
    for clause in organisations.reach(actor, Act.VIEW_CASE).clauses:
        grant = clause.grant
        near = {(grant.organisation_id, str(grant.role))}  # before their own desk, or once there
        if clause.scope is not Scope.CARTABLE:
            near.add((grant.organisation_id, ""))
        if clause.scope is Scope.SUBTREE:
            near |= {(place, "") for place in organisations.ids_inside(grant.organisation_path)}
        seen |= {(place, role, grant.service, grant.clearance) for place, role in near}
    return sorted(seen)


def _statement(view: View, sort: Sort, narrowed: tuple[str, ...]) -> str:
    others = {View.MINE: CLAIMED, View.DONE: DONE, View.SUSPENDED: SUSPENDED}
    order, past = ORDERS[sort]
    where = " AND ".join([WHERE.get(view, "true"), *(NARROWED[name] for name in narrowed)])
    return others.get(view, OF_CARTABLES).format(
        columns=COLUMNS, where=where, order=order, past=past, seen=SEEN
    )


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
