"""The fees that services bring with the release, as the schedule begins with them."""

import csv
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.catalogue import registry
from pishkhan.kernel.catalogue.errors import BadFees
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.payments import api as payments


FILE = "fees.csv"
LANGUAGES = ("fa", "en", "ar")
EXEMPTIONS = "exemptions"  # a column that may be left out: a list in JSON
COLUMNS = ("code", "round", "amount", "valid_from", *(f"title_{one}" for one in LANGUAGES))


@transaction.atomic
def schedule_fees(by: Actor) -> int:
    """Schedule the lines of `fees.csv` of every service; how many were new.

    Only a fee that the schedule has no line of at all is taken from there: what the finance desk
    has changed since stays as it is, and a fee it has ended does not come back. Raises BadFees.
    """
    known = {(one.code, one.round) for one in payments.fees()}
    added = 0
    for definition in registry.services():
        for row in _rows(definition.code, registry.folder(definition.code) / FILE):
            if (row["code"], row["round"]) not in known:
                _schedule(definition.code, row, by)
                added += 1
    return added


def _rows(service: str, path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, restval="")
        if set(reader.fieldnames or ()) - {EXEMPTIONS} != set(COLUMNS):
            raise BadFees(service=service, fault=", ".join(COLUMNS))
        return list(reader)


def _schedule(service: str, row: Mapping[str, str], by: Actor) -> None:
    if not row["code"].startswith(f"{service}."):
        raise BadFees(service=service, fault=row["code"])
    try:
        amount = int(row["amount"])
        payments.schedule_fee(
            code=row["code"],
            service=service,
            round=row["round"],
            title={one: row[f"title_{one}"] for one in LANGUAGES},
            amount=amount,
            exemptions=payments.read_exemptions(json.loads(row.get(EXEMPTIONS) or "[]")),
            valid_from=_moment(row["valid_from"]),
            by=by,
        )
    except (ValueError, TypeError, DomainError) as error:
        raise BadFees(service=service, fault=f"{row['code']}: {error}") from error


def _moment(text: str) -> datetime:
    """A moment with its offset; raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found
