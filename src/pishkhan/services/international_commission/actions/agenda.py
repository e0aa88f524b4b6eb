"""What a session will hear, in which order."""

from django.db import IntegrityError, transaction

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.services.international_commission import queries
from pishkhan.services.international_commission.actions.locking import (
    locked_session,
    press,
    require_secretary,
)
from pishkhan.services.international_commission.errors import NoSuchItem, NotWaitingForAgenda
from pishkhan.services.international_commission.models import AgendaItem, Session
from pishkhan.services.international_commission.queries import SLOT, STATE_BEFORE
from pishkhan.services.international_commission.terms import CODE, ItemState, Level


@transaction.atomic
def add_item(*, session_id: int, case_id: int, by: Actor) -> AgendaItem:
    """Put a case that waits for this commission on the agenda, last. Two at once: one does.

    Raises NotWaitingForAgenda, SessionIsOver, NotOfThisCommission.
    """
    session = locked_session(session_id)
    require_secretary(session, by)
    level, view = Level(session.level), cases.case(case_id)
    is_here = view.organisations.get(SLOT[level]) == session.organisation_id
    if view.service != CODE or view.state != STATE_BEFORE[level] or not is_here:
        raise NotWaitingForAgenda
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                session=session,
                matter_id=case_id,
                place=queries.next_place(session.id),
                state=ItemState.WAITING.value,
            )
    except IntegrityError as error:
        raise NotWaitingForAgenda from error
    press(case_id, "put", by=by)
    _record(session, by)
    return item


@transaction.atomic
def take_off(*, item_id: int, by: Actor) -> None:
    """Take a case off that was not heard; it goes back to the turn. Raises NoSuchItem."""
    session, item = _waiting(item_id, by)
    item.state = ItemState.CARRIED.value
    item.save(update_fields=["state"])
    press(item.matter_id, "take_off", by=by)
    _record(session, by)


@transaction.atomic
def move_item(*, item_id: int, up: bool, by: Actor) -> None:
    """Change places with the neighbour; at the edge nothing happens. Raises NoSuchItem."""
    session, item = _waiting(item_id, by)
    rows = session.items.exclude(state=ItemState.CARRIED.value)
    if up:
        other = rows.filter(place__lt=item.place).order_by("-place").first()
    else:
        other = rows.filter(place__gt=item.place).order_by("place").first()
    if other is None:
        return
    item.place, other.place = other.place, item.place
    for row in (item, other):
        row.save(update_fields=["place"])
    _record(session, by)


def _waiting(item_id: int, by: Actor) -> tuple[Session, AgendaItem]:
    known = queries.item(item_id)
    if known is None:
        raise NoSuchItem
    session = locked_session(known.session_id)
    require_secretary(session, by)
    row = AgendaItem.objects.select_for_update(of=("self",)).get(id=item_id)
    if row.state != ItemState.WAITING.value:
        raise NoSuchItem
    return session, row


def _record(session: Session, by: Actor) -> None:
    audit.record(f"{CODE}.agenda_changed", target="session", target_id=session.id, by=by)
