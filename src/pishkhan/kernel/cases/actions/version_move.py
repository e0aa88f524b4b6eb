"""Taking the running cases of a version to another one, in batches, and back."""

import json
from typing import NamedTuple

import structlog
from django.db import IntegrityError, OperationalError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.announcing import save_step
from pishkhan.kernel.cases.actions.defects import withdraw_defects
from pishkhan.kernel.cases.actions.entering import (
    CLOSE_TASKS,
    NEW_TIMER,
    Entry,
    enter,
    new_timer,
    run_effects,
)
from pishkhan.kernel.cases.actions.moving import lock_case
from pishkhan.kernel.cases.errors import MoveIsRunning, NoSuchMove, UnsoundMove
from pishkhan.kernel.cases.models import VersionMove
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.version_moves import MovePlan
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import Process
from pishkhan.kernel.cases.terms import EventKind, MoveStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.persistence.api import defer, new_id


log = structlog.get_logger(__name__)
BATCH = 2000
ANEW_BATCH = 100  # these are entered one by one
# Two statements a batch: one locks cases, the other sees them and their tasks as they are under
# the lock. In one, what somebody commits while it waits for a lock would be seen by halves.
LOCK_FORTH = """
    SELECT id FROM cases_case
    WHERE definition_id = %(from)s AND closed_at IS NULL AND id > %(after)s
      AND NOT %(anew)s::jsonb ? state AND %(targets)s::jsonb ? state
    ORDER BY id LIMIT %(limit)s FOR UPDATE"""
LOCK_BACK = """
    SELECT id FROM cases_case
    WHERE definition_id = %(from)s AND closed_at IS NULL AND id > %(after)s
    ORDER BY id LIMIT %(limit)s FOR UPDATE"""
# The cases, their tasks of this visit, the timers that the new state does not know, and one event
# each.
MOVE = """
    WITH picked AS ({picked}),
    numbered AS (
        SELECT *, row_number() OVER (ORDER BY id) AS n FROM picked),
    moved AS (
        UPDATE cases_case AS c SET definition_id = %(to)s, state = numbered.target,
            seq = c.seq + 1, version = c.version + 1
        FROM numbered WHERE c.id = numbered.id RETURNING c.id),
    renamed AS (
        UPDATE cases_task AS t SET state = numbered.target,
            state_title = %(titles)s::jsonb ->> numbered.target
        FROM numbered WHERE t.case_id = numbered.id AND t.kind <> 'referral'
          AND (t.closed_at IS NULL OR t.created_at = numbered.entered_at)
        RETURNING t.id, t.case_id, t.closed_at, numbered.target),
    stopped AS (
        UPDATE cases_timer SET is_cancelled = true FROM renamed
        WHERE cases_timer.task_id = renamed.id AND cases_timer.case_id = renamed.case_id
          AND fired_at IS NULL AND NOT is_cancelled
          AND NOT %(kept)s::jsonb -> renamed.target ? cases_timer.name)
    INSERT INTO cases_caseevent (id, case_id, seq, kind, action, from_state, to_state, place,
        actor_kind, account_id, person_id, actor_name, comment, reason, payload, definition_id, at)
    SELECT (%(ids)s::bigint[])[n], id, seq + 1, %(kind)s, '', state, target, '',
        %(actor_kind)s, %(account)s, NULL, %(name)s, '', '', %(payload)s::jsonb, %(to)s, %(at)s
    FROM numbered
    RETURNING case_id, from_state, to_state"""
FORTH = """
    SELECT id, state, seq, entered_at, %(targets)s::jsonb ->> state AS target FROM cases_case
    WHERE id = ANY(%(locked)s::bigint[])"""
ANEW = """
    SELECT id FROM cases_case
    WHERE definition_id = %s AND closed_at IS NULL AND state = ANY(%s) AND NOT id = ANY(%s)
    ORDER BY id LIMIT %s"""
REDEFINE = "UPDATE cases_case SET definition_id = %s WHERE id = %s"
# Back go the cases whose last step is the move itself: what clerks merely claimed counts as none.
BACK = """
    SELECT c.id, c.state, c.seq, c.entered_at, last.from_state AS target
    FROM cases_case AS c
    CROSS JOIN LATERAL (
        SELECT kind, from_state, payload FROM cases_caseevent AS e
        WHERE e.case_id = c.id
          AND e.kind IN ('action', 'entered', 'decision', 'reopened', 'migrated')
        ORDER BY e.seq DESC LIMIT 1) AS last
    WHERE c.id = ANY(%(locked)s::bigint[])
      AND last.kind = 'migrated' AND last.payload -> 'move' = to_jsonb(%(move)s::bigint)"""
BORN = """
    SELECT t.id, t.case_id, t.organisation_id, coalesce(t.due_from, t.created_at), t.due_at,
        coalesce(fired.names, '{}')
    FROM cases_task AS t
    LEFT JOIN (
        SELECT task_id, array_agg(name) AS names FROM cases_timer
        WHERE case_id = ANY(%(cases)s) AND fired_at IS NOT NULL GROUP BY task_id
    ) AS fired ON fired.task_id = t.id
    WHERE t.case_id = ANY(%(cases)s) AND t.closed_at IS NULL AND t.suspended_at IS NULL
      AND t.kind <> 'referral'"""


class _Moved(NamedTuple):
    case_id: int
    from_state: str
    to_state: str


def start_version_move(plan: MovePlan, *, by: Actor) -> VersionMove:
    """Begin to move the cases of a plan; a job goes on with it.

    Raises NotAllowed, UnsoundMove, MoveIsRunning.
    """
    organisations.require(by, Act.MANAGE_SERVICES)
    if faults := [f"{line.title}: {fault}" for line in plan.states for fault in line.faults]:
        raise UnsoundMove(faults="\n".join(faults))
    try:
        with transaction.atomic():
            move = VersionMove.objects.create(
                service=plan.service,
                from_definition_id=plan.from_definition_id,
                to_definition_id=plan.to_definition_id,
                mapping=_whole(plan),
                anew=sorted(plan.anew),
                total=sum(plan.counts.values()),
                started_by=by.account_id,
                started_by_name=by.name,
                started_at=clock.now(),
            )
            _begin(move, "cases.version_moved", by)
    except IntegrityError as error:
        raise MoveIsRunning from error
    return move


def roll_back_version_move(move_id: int, *, by: Actor) -> VersionMove:
    """Begin to take back the cases that have not gone further; a job goes on with it.

    A move that still runs, or came to a stand, is turned round where it is. Raises NotAllowed,
    NoSuchMove, MoveIsRunning.
    """
    organisations.require(by, Act.MANAGE_SERVICES)
    with transaction.atomic():
        done = VersionMove.objects.select_for_update(of=("self",)).filter(id=move_id).first()
        if done is None or done.status == MoveStatus.ROLLED_BACK.value:
            raise NoSuchMove
        if done.status == MoveStatus.ROLLING_BACK.value:
            raise MoveIsRunning
        done.status, done.last_case_id = MoveStatus.ROLLING_BACK.value, 0
        done.started_by, done.started_by_name = by.account_id, by.name
        done.save(update_fields=["status", "last_case_id", "started_by", "started_by_name"])
        _begin(done, "cases.version_move_rolled_back", by)
    return done


def continue_version_move(move_id: int, *, batch: int = BATCH) -> VersionMove:
    """Go on with a move to its end; a batch that was killed begins anew. Raises NoSuchMove.

    A case that cannot be referred anew stays on the old version, with a line in the trail that
    says why; `left` counts them. A job that begins again tries them again.
    """
    refused: set[int] = set()
    while True:
        with transaction.atomic():
            move = VersionMove.objects.select_for_update(of=("self",)).filter(id=move_id).first()
            if move is None:
                raise NoSuchMove
            if move.status not in {MoveStatus.RUNNING.value, MoveStatus.ROLLING_BACK.value}:
                return move
            _batch(move, batch, refused)


def _begin(move: VersionMove, verb: str, by: Actor) -> None:
    audit.record(
        verb,
        target="version_move",
        target_id=move.id,
        by=by,
        after={
            "service": move.service,
            "mapping": move.mapping,
            "anew": move.anew,
            "cases": move.total,
        },
    )
    defer("cases.move_version", key=f"cases.move_version:{move.id}", move_id=move.id)


def _whole(plan: MovePlan) -> dict[str, str]:
    """The target of each state in which a case could come to stand meanwhile."""
    new = process_of(plan.to_definition_id)
    same = {name: name for name in process_of(plan.from_definition_id).states if name in new.states}
    return same | dict(plan.mapping)


def _batch(move: VersionMove, limit: int, refused: set[int]) -> None:
    is_back = move.status == MoveStatus.ROLLING_BACK.value
    source, target = move.from_definition_id, move.to_definition_id
    if is_back:
        source, target = target, source
    locked = _lock(move, source, limit=limit, is_back=is_back)
    moved = _move(move, source, target, locked=locked, is_back=is_back)
    anew = [] if is_back or locked or not move.anew else _anew(move, refused)
    sent = _refer_anew(move, anew, refused)
    if is_back:
        move.returned += len(moved)
    else:
        move.moved += len(moved) + len(sent)
    if anew or (move.last_case_id and not locked and not is_back):
        move.last_case_id = 0  # what came out of a state that is referred anew is looked for again
    elif locked:
        move.last_case_id = max(locked)
        _bear_timers(process_of(source), process_of(target), moved)
    else:
        move.ended_at = clock.now()
        move.status = (MoveStatus.ROLLED_BACK if is_back else MoveStatus.DONE).value
        if is_back:
            move.left = move.moved - move.returned
        else:
            move.left = len(refused)
    move.save()


def _lock(move: VersionMove, source: int, *, limit: int, is_back: bool) -> list[int]:
    """The next cases that may be moved, until the end of the transaction; none: it is over."""
    values: dict[str, writing.Value] = {
        "from": source,
        "after": move.last_case_id,
        "limit": limit,
        "targets": json.dumps(move.mapping),
        "anew": json.dumps(move.anew),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK_BACK if is_back else LOCK_FORTH, values)
        return [row[0] for row in cursor.fetchall()]


def _move(
    move: VersionMove, source: int, target: int, *, locked: list[int], is_back: bool
) -> list[_Moved]:
    new = process_of(target)
    values: dict[str, writing.Value] = {
        "to": target,
        "locked": locked,
        "move": move.id,
        "targets": json.dumps(move.mapping),
        "titles": json.dumps({name: state.title for name, state in new.states.items()}),
        "kept": json.dumps(
            {name: [rule.name for rule in state.timers] for name, state in new.states.items()}
        ),
        "ids": [new_id() for _case in locked],
        "kind": EventKind.MIGRATED.value,
        "actor_kind": "staff" if move.started_by else "system",
        "account": move.started_by,
        "name": move.started_by_name,
        "payload": json.dumps({"move": move.id, "from": source, "back": is_back}),
        "at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE.format(picked=BACK if is_back else FORTH), values)
        return [_Moved(*row) for row in cursor.fetchall()]


def _anew(move: VersionMove, refused: set[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(ANEW, [move.from_definition_id, move.anew, list(refused), ANEW_BATCH])
        return [row[0] for row in cursor.fetchall()]


def _refer_anew(move: VersionMove, cases: list[int], refused: set[int]) -> list[int]:
    """Close the tasks of some cases and enter the new state, as if a button had led there.

    Each on its own: one that fails is refused, and the others go on.
    """
    by = Actor.system()
    if move.started_by:
        by = Actor.staff(move.started_by, move.started_by_name, ())
    sent = []
    for case_id in cases:
        try:
            with transaction.atomic():
                is_sent = _is_referred_anew(move, case_id, by)
        except OperationalError:
            raise  # of the database, not of the case: the job tries the whole batch again
        except Exception as error:  # an effect of a service may raise anything
            log.exception("case_not_referred_anew", case_id=case_id, move=move.id)
            refused.add(case_id)
            _record_refused(move, case_id, error, by=by)
        else:
            if is_sent:
                sent.append(case_id)
    return sent


def _record_refused(move: VersionMove, case_id: int, error: Exception, *, by: Actor) -> None:
    # What is no sentence of ours may hold anything: its kind is all that is written down.
    why = str(error) if isinstance(error, DomainError) else type(error).__name__
    audit.record(
        "cases.version_move_refused",
        target="case",
        target_id=case_id,
        by=by,
        because=why,
        after={"move": move.id},
    )


def _is_referred_anew(move: VersionMove, case_id: int, by: Actor) -> bool:
    moving = lock_case(case_id)
    is_there = moving.definition_id == move.from_definition_id and moving.closed_at is None
    if not is_there or moving.state not in move.anew:
        return False  # somebody was quicker; the next round sees where it stands
    before, target = moving.standing, move.mapping[moving.state]
    writing.run(CLOSE_TASKS, [moving.at, "referred_anew", by.name, case_id])
    moving.definition_id = move.to_definition_id
    writing.run(REDEFINE, [move.to_definition_id, case_id])
    moving.note(
        EventKind.MIGRATED,
        by=by,
        from_state=before.name,
        to_state=target,
        payload={"move": move.id, "from": move.from_definition_id, "back": False, "anew": True},
    )
    enter(moving, target, Entry(by=by, from_state=before))
    if moving.open_defects and not moving.standing.with_applicant:
        withdraw_defects(moving)
    save_step(moving, by=by, before=before)
    run_effects(moving, moving.standing.effects, moving.step(by=by))
    return True


def _bear_timers(old: Process, new: Process, moved: list[_Moved]) -> None:
    """Timers that the new state has and the old one had not, about the deadline that stayed."""
    fresh = {
        one.case_id: [rule for rule in new.states[one.to_state].timers if rule.name not in had]
        for one in moved
        for had in [{rule.name for rule in old.states[one.from_state].timers}]
    }
    wanting = [case_id for case_id, rules in fresh.items() if rules]
    if not wanting:
        return
    with connection.cursor() as cursor:
        cursor.execute(BORN, {"cases": wanting})
        rows = cursor.fetchall()
    known: dict[int | None, calendars.Calendar] = {}
    born: list[writing.Values] = []
    for task_id, case_id, organisation_id, due_from, due_at, fired in rows:
        if organisation_id not in known:
            first = clock.in_tehran(min(row[3] for row in rows)).date()
            known[organisation_id] = calendars.calendar_from(first, organisation_id)
        for rule in fresh[case_id]:
            if rule.name in fired:
                continue  # it went off before the move that is taken back
            fire_at = spans.fires_at(
                rule, born=due_from, due_at=due_at, calendar=known[organisation_id]
            )
            born.append(new_timer(case_id, task_id, rule.name, fire_at))
    writing.run_many(NEW_TIMER, born)
