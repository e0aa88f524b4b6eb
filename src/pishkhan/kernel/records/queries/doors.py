"""Whether a door is open to somebody today."""

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.records.errors import DoorClosed
from pishkhan.kernel.records.models import AccessWindow
from pishkhan.kernel.records.rules.windows import Window, is_open


def windows_of(door: str) -> list[Window]:
    """The windows of a door."""
    return [
        Window(
            role=row.role,
            institution_id=row.institution_id,
            opens_on=row.opens_on,
            closes_on=row.closes_on,
        )
        for row in AccessWindow.objects.filter(door=door)
    ]


def require_open(door: str, institution_id: int, *, by: Actor) -> None:
    """Pass, or raise DoorClosed; the platform itself always passes."""
    if by.kind is ActorKind.SYSTEM:
        return
    roles = frozenset(grant.role for grant in by.grants)
    if not is_open(windows_of(door), roles=roles, institution_id=institution_id, on=clock.today()):
        raise DoorClosed
