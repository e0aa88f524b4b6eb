"""What a person sets: the room, its rate and doors, and each feature."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.surge import queries
from pishkhan.kernel.surge.errors import BadDoor, BadRate
from pishkhan.kernel.surge.models import ONLY, FeatureSwitch, WaitingRoom
from pishkhan.kernel.surge.rules.doors import is_door
from pishkhan.kernel.surge.spec import DOORS, MOST_A_MINUTE, RATE, Surge
from pishkhan.kernel.surge.terms import Feature, Mode


def locked_room(at: datetime) -> WaitingRoom:
    """The one row, locked until the end of the transaction; made if it is not there."""
    WaitingRoom.objects.bulk_create(
        [WaitingRoom(id=ONLY, rate=RATE, doors=list(DOORS), moved_at=at, leans_since=at)],
        ignore_conflicts=True,
    )
    return WaitingRoom.objects.select_for_update().get(id=ONLY)


@transaction.atomic
def set_room(
    *,
    mode: Mode,
    by: Actor,
    because: str = "",
    a_minute: int | None = None,
    doors: Sequence[str] | None = None,
) -> Surge:
    """Open the room, close it, or leave it to the load; how many come in a minute, by which doors.

    None leaves as it is. Raises NotAllowed, BadRate, BadDoor.
    """
    organisations.require(by, Act.MANAGE_SERVICES)
    if a_minute is not None and not 1 <= a_minute <= MOST_A_MINUTE:
        raise BadRate(most=MOST_A_MINUTE)
    for door in doors or ():
        if not is_door(door):
            raise BadDoor(door=door)
    room = locked_room(clock.now())
    before, was_open = _told(room), queries.look().is_open
    room.mode = mode.value
    room.rate = room.rate if a_minute is None else a_minute / 60
    room.doors = room.doors if doors is None else list(doors)
    if mode is Mode.ON and not was_open:
        begin(room, clock.now())
    room.save()
    audit.record(
        "surge.room_set",
        target="waiting_room",
        target_id=ONLY,
        by=by,
        because=because,
        before=before,
        after=_told(room),
    )
    surge = queries.look()
    transaction.on_commit(lambda: queries.remember(surge))
    return surge


@transaction.atomic
def set_feature(feature: Feature, *, mode: Mode, by: Actor, because: str = "") -> None:
    """Switch a feature on or off whatever the load, or leave it to the load. Raises NotAllowed."""
    organisations.require(by, Act.MANAGE_SERVICES)
    row, _created = FeatureSwitch.objects.update_or_create(
        feature=feature.value, defaults={"mode": mode.value}
    )
    audit.record(
        "surge.feature_set",
        target="feature",
        target_id=row.pk,
        by=by,
        because=because,
        after={"feature": feature.value, "mode": mode.value},
    )
    surge = queries.look()
    transaction.on_commit(lambda: queries.remember(surge))


def begin(room: WaitingRoom, at: datetime) -> None:
    """A new opening: tickets and passes of the one before are nothing, and nobody is let in yet."""
    room.opening += 1
    room.serving = queries.issued()
    room.moved_at = at


def _told(room: WaitingRoom) -> dict[str, object]:
    return {"mode": room.mode, "a_minute": round(room.rate * 60), "doors": ", ".join(room.doors)}
