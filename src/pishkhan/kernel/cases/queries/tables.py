"""Reading decision tables, and asking the one that holds on a day."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.cases.errors import NoSuchTable
from pishkhan.kernel.cases.models import DecisionTable
from pishkhan.kernel.cases.rules.tables import DataTable, Hit, ask, read_table
from pishkhan.kernel.cases.spec import Decided, Decision, Json
from pishkhan.kernel.cases.terms import DraftStatus


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


def tables(name: str = "") -> list[DecisionTable]:
    """The versions of a table, or of all, the newest first."""
    rows = DecisionTable.objects.order_by("name", "-version")
    return list(rows.filter(name=name) if name else rows)
