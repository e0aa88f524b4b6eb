"""The mark of a line: proof that the application wrote it as it stands, until the chain seals it.

Whoever owns the database has not the application's key, so they can neither change a line before
it is sealed nor put in one of their own without its showing. A mark is an HMAC over what the line
says, written so that it is alike before and after the database has stored it (`jsonb` writes
numbers and spaces in its own way).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from pishkhan.foundation import secret
from pishkhan.kernel.audit.rules.moments import text_of


PURPOSE = "audit.line"
FIELDS = ("id", "verb", "target", "target_id", "actor_kind", "account_id", "person_id", "because")
VALUES = ("before", "after")


def mark(record: Mapping[str, str | None], key: str) -> str:
    """The mark of a line given as texts by column, as PostgreSQL writes them in UTC."""
    said = {name: record[name] for name in FIELDS}
    said["at"] = text_of(datetime.fromisoformat(record["at"] or ""))
    said |= {name: _plain(record[name]) for name in VALUES}
    return secret.digest(PURPOSE, json.dumps(said, ensure_ascii=False, sort_keys=True), key)


def _plain(text: str | None) -> str | None:
    """JSON with its keys in order and every number as the same digits, however it was written."""
    if text is None:
        return None
    value = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_number)


def _number(value: Decimal) -> dict[str, str]:
    digits = f"{value:f}"
    plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return {"number": "0" if value.is_zero() else plain}
