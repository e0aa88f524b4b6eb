"""Every second: how busy this process was, how far the room moves, what the load asks for."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.surge import queries
from pishkhan.kernel.surge.actions.setting import begin, locked_room
from pishkhan.kernel.surge.models import ONLY, Pulse, WaitingRoom
from pishkhan.kernel.surge.rules import levels, places
from pishkhan.kernel.surge.spec import Surge


BEAT = timedelta(milliseconds=900)


def tick(process: str, *, busy: float) -> Surge:
    """Say how busy `process` was; whoever comes first in a second moves the room; look at it."""
    Pulse.objects.update_or_create(
        process=process, defaults={"at": clock.now(), "busy": min(max(busy, 0.0), 1.0)}
    )
    _move()
    return queries.remember(queries.look())


@transaction.atomic
def _move() -> None:
    now = clock.now()
    due = WaitingRoom.objects.select_for_update(skip_locked=True)
    # A clock that was put back would otherwise stand still until it has caught up.
    in_time = Q(moved_at__lte=now - BEAT) | Q(moved_at__gt=now + 5 * BEAT)
    room = due.filter(in_time, id=ONLY).first()
    if room is None:
        # Nobody ever set it: the load alone may still need it.
        if settings.SURGE_AUTOMATIC and not WaitingRoom.objects.filter(id=ONLY).exists():
            locked_room(now)
        return
    was = queries.look()
    room.serving = places.advance(
        room.serving,
        rate=room.rate,
        seconds=(now - room.moved_at).total_seconds(),
        issued=queries.issued(),
    )
    room.moved_at, room.busy = now, queries.busy()
    if settings.SURGE_AUTOMATIC:
        _answer_load(room, was)
    room.save()


def _answer_load(room: WaitingRoom, was: Surge) -> None:
    before = levels.Load(level=room.level, lean=room.lean, since=room.leans_since.timestamp())
    now = clock.now()
    load = levels.step(before, busy=room.busy, waiting=was.waiting, now=now.timestamp())
    if load.since != before.since:
        room.leans_since = now
    room.lean = load.lean
    if load.level == before.level:
        return
    room.level = load.level
    if load.level == levels.ROOM and not was.is_open:
        begin(room, now)
    audit.record(
        "surge.level_changed",
        target="waiting_room",
        target_id=ONLY,
        by=None,
        before={"level": before.level},
        after={"level": load.level, "busy": round(room.busy, 2)},
    )
