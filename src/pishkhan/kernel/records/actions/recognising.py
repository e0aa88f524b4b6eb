"""Permits of institutions, and when doors of the register are open to whom."""

from datetime import date

from django.db import transaction

from pishkhan.foundation.text import tidy, tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.records.actions.sources import source
from pishkhan.kernel.records.errors import BecauseNeeded
from pishkhan.kernel.records.models import AccessWindow, Recognition
from pishkhan.kernel.records.queries.logged import permit
from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import Level, Origin
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.terms import LogEvent


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

    Raises NotAllowed and BecauseNeeded without a decree.
    """
    organisations.require(by, Act.RECOGNISE)
    if not decree.strip():
        raise BecauseNeeded
    told = SourceOf(origin=Origin.OFFICE, institution_id=institution_id, place=tidy(decree))
    row = Recognition(
        institution_id=institution_id,
        level=level,
        field=tidy_persian(field),
        field_key=name_key(field)[:80],
        valid_from=valid_from,
        valid_to=valid_to,
        decree=tidy(decree),
        source_id=source(told, by=by),
    )
    kept = log.enter(LogEvent.ACCREDIT, institution_id=institution_id, record=permit(row))
    row.log_entry_id, row.log_salt = kept.entry_id, kept.salt
    row.save(force_insert=True)
    record("records.recognised", target="recognition", target_id=row.id, by=by, because=row.decree)
    return row.id


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

    With the first window of a door it is closed to all whom no window lets in.
    """
    organisations.require(by, Act.RECOGNISE)
    if not because.strip():
        raise BecauseNeeded
    row = AccessWindow.objects.create(
        door=door,
        role=role,
        institution_id=institution_id,
        opens_on=opens_on,
        closes_on=closes_on,
        because=tidy(because),
    )
    record("records.window_set", target="access_window", target_id=row.id, by=by, because=because)
    return row.id
