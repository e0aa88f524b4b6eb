"""Decision tables: proposed by one person, approved by another, never changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Max, Q

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases.errors import BadTable, NoSuchTable, SecondPersonNeeded
from pishkhan.kernel.cases.models import DecisionTable
from pishkhan.kernel.cases.queries.tables import table_of, table_on
from pishkhan.kernel.cases.rules.tables import DataTable, ask, holes, read_table
from pishkhan.kernel.cases.terms import DraftStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act


ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def propose_table(
    name: str,
    body: Mapping[str, object],
    *,
    valid_from: date,
    by: Actor,
    note: str = "",
) -> DecisionTable:
    """Save a new version for somebody else to approve.

    Raises NotAllowed, and BadTable naming every fault, hole and contradiction: such a table is
    not saved.
    """
    organisations.require(by, Act.MANAGE_SERVICES)
    _lock(name)
    table, faults = read_table(body)
    if faults := faults or holes(table) + _strange_outcomes(name, table):
        raise BadTable(faults="\n".join(faults))
    text = json.dumps(body, ensure_ascii=False)
    version = (DecisionTable.objects.filter(name=name).aggregate(n=Max("version"))["n"] or 0) + 1
    row = DecisionTable.objects.create(
        name=name,
        version=version,
        body=text,
        checksum=hashlib.sha256(text.encode()).hexdigest(),
        valid_from=valid_from,
        proposed_by=by.account_id,
        proposed_at=clock.now(),
        note=note,
    )
    _record("table_proposed", row, by=by)
    return row


@transaction.atomic
def approve_table(table_id: int, *, by: Actor) -> DecisionTable:
    """Put a proposed version in force; the version before it ends where this one begins.

    Raises NotAllowed, NoSuchTable, SecondPersonNeeded.
    """
    organisations.require(by, Act.MANAGE_SERVICES)
    row = _proposed(table_id)
    if row.proposed_by is not None and row.proposed_by == by.account_id:
        raise SecondPersonNeeded
    before = DecisionTable.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=row.valid_from),
        name=row.name,
        status=DraftStatus.IN_FORCE.value,
        valid_from__lt=row.valid_from,
    )
    before.update(valid_to=row.valid_from)
    # What was to begin on the same day or later gives way, and the trail says so of each.
    later = DecisionTable.objects.filter(
        name=row.name, status=DraftStatus.IN_FORCE.value, valid_from__gte=row.valid_from
    )
    gave_way = f"نسخهٔ {row.version} جای آن را گرفت"
    for displaced in later:
        displaced.status = DraftStatus.REFUSED.value
        displaced.save(update_fields=["status"])
        _record("table_refused", displaced, by=by, because=gave_way)
    _decide(row, DraftStatus.IN_FORCE, "table_approved", by=by)
    return row


@transaction.atomic
def refuse_table(table_id: int, *, because: str, by: Actor) -> None:
    """Turn a proposed version down; raises NotAllowed, NoSuchTable."""
    organisations.require(by, Act.MANAGE_SERVICES)
    _decide(_proposed(table_id), DraftStatus.REFUSED, "table_refused", by=by, because=because)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What a proposed version would say otherwise about facts that were decided before."""

    facts: Mapping[str, object]
    now: str
    then: str


def dry_run(
    table_id: int, seen: Iterable[Mapping[str, object]], *, day: date | None = None
) -> list[Difference]:
    """The facts, of those `seen`, that a version decides otherwise than the one in force."""
    proposed = table_of(table_id)
    name = DecisionTable.objects.values_list("name", flat=True).get(id=table_id)
    current = table_of(table_on(name, day or clock.today()).id)
    found: list[Difference] = []
    for facts in seen:
        now, then = (_outcome(table, facts) for table in (current, proposed))
        if now != then:
            found.append(Difference(facts=facts, now=now, then=then))
    return found


def _strange_outcomes(name: str, table: DataTable) -> list[str]:
    """Outcomes that are not those of the version in force, to which processes map their ways."""
    known = DecisionTable.objects.filter(name=name, status=DraftStatus.IN_FORCE.value).first()
    if known is None:
        return []
    differing = sorted(table_of(known.id).outcomes.keys() ^ table.outcomes.keys())
    return [f"نتیجه‌ها با نسخهٔ معتبر یکی نیست: {'، '.join(differing)}"] if differing else []


def _outcome(table: DataTable, facts: Mapping[str, object]) -> str:
    try:
        return ask(table, facts).outcome
    except DomainError as error:
        return str(error)


def _lock(name: str) -> None:
    """Let one at a time propose or approve versions of a name, also where it has no row yet."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"cases.table:{name}"])


def _proposed(table_id: int) -> DecisionTable:
    named = DecisionTable.objects.filter(id=table_id).values_list("name", flat=True).first()
    if named is None:
        raise NoSuchTable(name=str(table_id))
    _lock(named)  # before any row, so that two who approve two versions do not cross
    row = (
        DecisionTable.objects.select_for_update(of=("self",))
        .filter(id=table_id, status=DraftStatus.PROPOSED.value)
        .first()
    )
    if row is None:
        raise NoSuchTable(name=str(table_id))
    return row


def _decide(
    row: DecisionTable, status: DraftStatus, verb: str, *, by: Actor, because: str = ""
) -> None:
    row.status, row.decided_by, row.decided_at = status.value, by.account_id, clock.now()
    row.save(update_fields=["status", "decided_by", "decided_at"])
    _record(verb, row, by=by, because=because)


def _record(verb: str, row: DecisionTable, *, by: Actor, because: str = "") -> None:
    audit.record(
        f"cases.{verb}",
        target="decision_table",
        target_id=row.id,
        by=by,
        because=because,
        after={"name": row.name, "version": row.version, "checksum": row.checksum,
               "valid_from": row.valid_from.isoformat()},
    )  # fmt: skip
