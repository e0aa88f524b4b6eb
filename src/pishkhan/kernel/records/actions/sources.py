"""Where values come from, written once for all that come together."""

from collections.abc import Mapping

from django.db import models

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.records.models import Source
from pishkhan.kernel.records.spec import SourceOf


def source(said: SourceOf, *, by: Actor) -> int:
    """Keep a source; its id goes with the fields that come from it."""
    row = Source.objects.create(
        origin=said.origin,
        institution_id=said.institution_id,
        batch_id=said.batch_id,
        request_id=said.request_id,
        account_id=by.account_id,
        place=said.place,
        at=clock.now(),
    )
    return row.id


def values_of(row: models.Model, names: Mapping[str, object]) -> dict[str, object]:
    """What a row says now in these fields, as JSON keeps it."""
    found: dict[str, object] = {}
    for name in names:
        value = getattr(row, name)
        found[name] = value if isinstance(value, bool | int | None) else str(value)
    return found
