"""Whether a door is open to somebody today, and from when until when doors are open to whom."""

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.records.errors import DoorClosed
from pishkhan.kernel.records.models import AccessWindow
from pishkhan.kernel.records.rules.windows import Standing, Window, is_open, standing
from pishkhan.kernel.records.spec import WindowView
from pishkhan.kernel.records.terms import Door


def windows() -> list[WindowView]:
    """All windows, by door, those that opened last first."""
    rows = AccessWindow.objects.order_by("door", "-opens_on", "-id")
    return [_view(row) for row in rows]


def window(window_id: int) -> WindowView | None:
    """The window with this id."""
    row = AccessWindow.objects.filter(id=window_id).first()
    return _view(row) if row else None


def access_of(institution_id: int, *, by: Actor) -> dict[Door, Standing]:
    """How each door of an institution stands for somebody today; one query."""
    today, roles = clock.today(), roles_of(by)
    found: dict[str, list[Window]] = {}
    for row in AccessWindow.objects.all():
        found.setdefault(row.door, []).append(_window(row))
    return {
        door: standing(found.get(door, ()), roles=roles, institution_id=institution_id, on=today)
        for door in Door
    }


def windows_of(door: str) -> list[Window]:
    """The windows of a door."""
    return [_window(row) for row in AccessWindow.objects.filter(door=door)]


def require_open(door: str, institution_id: int, *, by: Actor) -> None:
    """Pass, or raise DoorClosed; the platform itself always passes."""
    if by.kind is ActorKind.SYSTEM:
        return
    today = clock.today()
    if not is_open(windows_of(door), roles=roles_of(by), institution_id=institution_id, on=today):
        raise DoorClosed


def roles_of(by: Actor) -> frozenset[str]:
    """The roles by which windows may let somebody in."""
    return frozenset(grant.role for grant in by.grants)


def _window(row: AccessWindow) -> Window:
    return Window(
        role=row.role,
        institution_id=row.institution_id,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        ended_on=clock.in_tehran(row.ended_at).date() if row.ended_at else None,
    )


def _view(row: AccessWindow) -> WindowView:
    return WindowView(
        id=row.id,
        door=Door(row.door),
        role=row.role,
        institution_id=row.institution_id,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        ended_at=row.ended_at,
        because=row.because,
        is_over=row.ended_at is not None
        or (row.closes_on is not None and row.closes_on < clock.today()),
    )
