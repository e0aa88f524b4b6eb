"""Reading decision tables, and asking the one that holds on a day."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.cases.errors import NoSuchTable
from pishkhan.kernel.cases.models import CaseEvent, DecisionTable
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.rules.tables import DataTable, Hit, ask, read_table
from pishkhan.kernel.cases.spec import Decided, Decision, Json
from pishkhan.kernel.cases.terms import DraftStatus, EventKind


@lru_cache(maxsize=512)
def table_of(table_id: int) -> DataTable:
    """The table of a row; its body never changes, so it is read once in each worker."""
    return read_table(json.loads(DecisionTable.objects.get(id=table_id).body))[0]


def table_on(name: str, day: date) -> DecisionTable:
    """The version that holds on `day`; raises NoSuchTable. One query."""
    found = DecisionTable.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        name=name,
        status=DraftStatus.IN_FORCE.value,
        valid_from__lte=day,
    ).first()
    if found is None:
        raise NoSuchTable(name=name)
    return found


def decide_by_table(name: str, facts: Mapping[str, object], *, day: date) -> tuple[int, Hit]:
    """The version that holds on `day` and the row that decided.

    Raises NoSuchTable, FactMissing, FactUnreadable.
    """
    row = table_on(name, day)
    return row.version, ask(table_of(row.id), facts)


def by_table(name: str, outcomes: Iterable[str]) -> Decision:
    """A decision for a process that asks a table of data, as it stands on the day.

    `outcomes` are those that the process maps; a version with others is not saved.
    """

    def decide(facts: Mapping[str, Json]) -> Decided:
        version, hit = decide_by_table(name, facts, day=clock.today())
        trace: dict[str, Json] = {"table": name, "version": version, "row": hit.row}
        return Decided(
            outcome=hit.outcome, because=(hit.because,), trace=trace | {"facts": dict(hit.facts)}
        )

    return Decision(outcomes=frozenset(outcomes), decide=decide)


def seen_facts(name: str, *, limit: int = 500) -> list[tuple[int, Mapping[str, object]]]:
    """The last cases that a table has decided, with the facts it saw; the newest first."""
    rows = CaseEvent.objects.filter(kind=EventKind.DECISION.value, payload__trace__table=name)
    found = rows.order_by("-id").values_list("case_id", "payload")[:limit]
    return [(case_id, payload["trace"].get("facts", {})) for case_id, payload in found]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a rule decided as it did; `table` is "" where the rule is code and not a table."""

    state: str
    outcome: str
    because: tuple[str, ...]
    at: datetime
    table: str = ""
    version: int = 0
    row: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


def reasons(case_id: int) -> list[Reason]:
    """The decisions of rules about a case, the first first, in the words of the version that decided."""
    rows = CaseEvent.objects.filter(case_id=case_id, kind=EventKind.DECISION.value)
    return [_reason(row) for row in rows.order_by("seq")]


def _reason(row: CaseEvent) -> Reason:
    trace = row.payload.get("trace", {})
    name, version = str(trace.get("table", "")), trace.get("version", 0)
    used = DecisionTable.objects.filter(name=name, version=version).first() if name else None
    states = process_of(row.definition_id).states
    state, after = states.get(row.from_state), states.get(row.to_state)
    # A rule in code has no words for its outcomes: what follows says them.
    outcome = after.shown if after else row.action
    facts = {str(k): str(v) for k, v in trace.get("facts", {}).items()}
    if used is not None:
        table = table_of(used.id)
        outcome = table.outcomes.get(row.action, row.action)
        titles = {fact.name: fact for fact in table.facts}
        facts = {
            titles[key].title: titles[key].values.get(value, value)
            for key, value in facts.items()
            if key in titles
        }
    return Reason(
        state=state.shown if state else row.from_state,
        outcome=outcome,
        because=tuple(row.payload.get("because", ())),
        at=row.at,
        table=table_of(used.id).title if used else "",
        version=version if used else 0,
        row=int(trace.get("row", 0)) if used else 0,
        facts=facts,
    )


def tables(name: str = "") -> list[DecisionTable]:
    """The versions of a table, or of all, the newest first."""
    rows = DecisionTable.objects.order_by("name", "-version")
    return list(rows.filter(name=name) if name else rows)
