"""Permits of institutions, and when doors of the register are open to whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import tidy, tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.records.actions.sources import source
from pishkhan.kernel.records.errors import (
    BackwardPeriod,
    BecauseNeeded,
    NoSuchRecord,
    PermitChanged,
    WindowEnded,
)
from pishkhan.kernel.records.models import AccessWindow, Recognition
from pishkhan.kernel.records.queries.logged import permit
from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import Level, Origin
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.terms import LogEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """What a permit says: a level and field ("" every field), its days, by which decree."""

    level: Level
    field: str
    valid_from: date
    valid_to: date | None
    decree: str


@transaction.atomic
def recognise(  # noqa: PLR0913 - a permit has that many sides
    institution_id: int,
    *,
    level: Level,
    field: str = "",
    valid_from: date,
    valid_to: date | None = None,
    decree: str,
    by: Actor,
) -> int:
    """Permit a level and field ("" every field) to an institution, by a decree; in the public log.

    Raises NotAllowed, BackwardPeriod, and BecauseNeeded without a decree.
    """
    organisations.require(by, Act.RECOGNISE)
    said = Permitted(
        level=level, field=field, valid_from=valid_from, valid_to=valid_to, decree=decree
    )
    row = _permitted(institution_id, said, by)
    _enter(row)
    record("records.recognised", target="recognition", target_id=row.id, by=by, because=row.decree)
    return row.id


@transaction.atomic
def end_permit(permit_id: int, *, on: date, because: str, by: Actor) -> int:
    """The permit covers `on` as its last day; what was awarded until then stays recognised.

    Returns the permit that follows it. Raises as `correct_permit` does.
    """
    old = _standing(permit_id, because, by)
    said = Permitted(
        level=Level(old.level),
        field=old.field,
        valid_from=old.valid_from,
        valid_to=on,
        decree=old.decree,
    )
    return _follow(old, said, "records.permit_ended", because, by)


@transaction.atomic
def correct_permit(permit_id: int, said: Permitted, *, because: str, by: Actor) -> int:
    """What was recorded wrongly is recorded anew; the wrong one stays, and is told as replaced.

    Returns the permit that follows it. Raises NotAllowed, NoSuchRecord, PermitChanged,
    BackwardPeriod, BecauseNeeded.
    """
    old = _standing(permit_id, because, by)
    return _follow(old, said, "records.permit_corrected", because, by)


def _standing(permit_id: int, because: str, by: Actor) -> Recognition:
    organisations.require(by, Act.RECOGNISE)
    row = Recognition.objects.select_for_update().filter(id=permit_id).first()
    if row is None:
        raise NoSuchRecord
    if row.replaced_by is not None:
        raise PermitChanged
    if not because.strip():
        raise BecauseNeeded
    return row


def _follow(old: Recognition, said: Permitted, verb: str, because: str, by: Actor) -> int:
    new = _permitted(old.institution_id, said, by)
    new.replaces, new.because = old.id, tidy(because)[:500]
    _enter(new)
    old.replaced_by = new.id
    old.save(update_fields=["replaced_by"])
    record(verb, target="recognition", target_id=new.id, by=by, because=new.because,
           before=permit(old), after=permit(new))  # fmt: skip
    return new.id


def _permitted(institution_id: int, said: Permitted, by: Actor) -> Recognition:
    if not said.decree.strip():
        raise BecauseNeeded
    _forward(said.valid_from, said.valid_to)
    decree = tidy(said.decree)[:200]
    told = SourceOf(origin=Origin.OFFICE, institution_id=institution_id, place=decree)
    return Recognition(
        id=new_id(),
        institution_id=institution_id,
        level=said.level,
        field=tidy_persian(said.field),
        field_key=name_key(said.field)[:80],
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        decree=decree,
        source_id=source(told, by=by),
    )


def _enter(row: Recognition) -> None:
    kept = log.enter(LogEvent.ACCREDIT, institution_id=row.institution_id, record=permit(row))
    row.log_entry_id, row.log_salt = kept.entry_id, kept.salt
    row.save(force_insert=True)


def _forward(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise BackwardPeriod


@transaction.atomic
def set_window(  # noqa: PLR0913 - a window has that many sides
    door: str,
    *,
    opens_on: date,
    closes_on: date | None = None,
    role: str = "",
    institution_id: int | None = None,
    because: str,
    by: Actor,
) -> int:
    """Open a door to a role ("" any) of an institution (None any) from a day until a day.

    With the first window of a door it is closed to all whom no window lets in. Raises NotAllowed,
    BecauseNeeded, BackwardPeriod.
    """
    organisations.require(by, Act.RECOGNISE)
    if not because.strip():
        raise BecauseNeeded
    _forward(opens_on, closes_on)
    row = AccessWindow.objects.create(
        door=door,
        role=role,
        institution_id=institution_id,
        opens_on=opens_on,
        closes_on=closes_on,
        because=tidy(because)[:300],
    )
    record("records.window_set", target="access_window", target_id=row.id, by=by, because=row.because,
           after=_days(row) | {"door": door, "role": role, "institution_id": institution_id})  # fmt: skip
    return row.id


@transaction.atomic
def change_window(
    window_id: int, *, opens_on: date, closes_on: date | None, because: str, by: Actor
) -> None:
    """Other days for a window that is not over. A day that has been stays as it was.

    Raises NotAllowed, NoSuchRecord, WindowEnded, BackwardPeriod, BecauseNeeded.
    """
    row = _window(window_id, because, by)
    _forward(opens_on, closes_on)
    today = clock.today()
    if row.opens_on < today and opens_on != row.opens_on:
        raise WindowEnded
    if closes_on is not None and closes_on < today - timedelta(days=1):
        raise WindowEnded
    before = _days(row)
    row.opens_on, row.closes_on, row.because = opens_on, closes_on, tidy(because)[:300]
    row.save(update_fields=["opens_on", "closes_on", "because"])
    record("records.window_changed", target="access_window", target_id=row.id, by=by,
           because=row.because, before=before, after=_days(row))  # fmt: skip


@transaction.atomic
def end_window(window_id: int, *, because: str, by: Actor) -> None:
    """It lets nobody in from this moment on; one that has not opened yet never will.

    Raises NotAllowed, NoSuchRecord, WindowEnded, BecauseNeeded.
    """
    row = _window(window_id, because, by)
    row.ended_at, row.because = clock.now(), tidy(because)[:300]
    row.save(update_fields=["ended_at", "because"])
    record("records.window_ended", target="access_window", target_id=row.id, by=by,
           because=row.because, before=_days(row))  # fmt: skip


def _window(window_id: int, because: str, by: Actor) -> AccessWindow:
    organisations.require(by, Act.RECOGNISE)
    row = AccessWindow.objects.select_for_update().filter(id=window_id).first()
    if row is None:
        raise NoSuchRecord
    is_over = row.closes_on is not None and row.closes_on < clock.today()
    if is_over or row.ended_at is not None:
        raise WindowEnded
    if not because.strip():
        raise BecauseNeeded
    return row


def _days(row: AccessWindow) -> dict[str, object]:
    closes = row.closes_on.isoformat() if row.closes_on else None
    return {"opens_on": row.opens_on.isoformat(), "closes_on": closes}
