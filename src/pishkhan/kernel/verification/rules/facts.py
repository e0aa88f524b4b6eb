"""Facts as they are frozen: a JSON value of texts, without the holder's number.

What the public log commits to is made from it, so a value is written in one way only and never
re-written: a later release may add a key, not change one.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.verification.rules.document import DocumentFacts, Holder
from pishkhan.kernel.verification.terms import DocumentKind, Level, Recognition


VERSION = 1
Frozen = Mapping[str, Any]


def frozen(facts: DocumentFacts) -> dict[str, Any]:
    """As it is stored."""
    holder = facts.holder
    return {
        "kind": facts.kind.value,
        "copy_no": str(facts.copy_no),
        "valid_until": _day(facts.valid_until),
        "institution_id": str(facts.institution_id),
        "institution": dict(facts.institution),
        "recognition": facts.recognition.value,
        "level": facts.level.value,
        "field": facts.field,
        "field_en": facts.field_en,
        "orientation": facts.orientation,
        "award_date": _day(facts.award_date),
        "registered_on": _day(facts.registered_on),
        "year": str(facts.year),
        "grade_class": facts.grade_class,
        "grade": facts.grade,
        "extra": dict(facts.extra),
        "holder": {
            "given_name": holder.given_name,
            "family_name": holder.family_name,
            "father_name": holder.father_name,
            "latin_name": holder.latin_name,
            "birth_date": _day(holder.birth_date),
            "identity_kind": holder.identity_kind.value,
            "last_four": last_four(holder),
            "photo_id": str(holder.photo_id or ""),
        },
    }


def thawed(document_id: int, kept: Frozen, *, person_id: int | None) -> DocumentFacts:
    """What was stored, as facts again; the holder's number is not among them."""
    holder = kept["holder"]
    return DocumentFacts(
        document_id=document_id,
        kind=DocumentKind(kept["kind"]),
        copy_no=int(kept["copy_no"]),
        valid_until=_date(kept["valid_until"]),
        institution_id=int(kept["institution_id"]),
        institution=kept["institution"],
        recognition=Recognition(kept["recognition"]),
        level=Level(kept["level"]),
        field=kept["field"],
        field_en=kept["field_en"],
        orientation=kept["orientation"],
        award_date=date.fromisoformat(kept["award_date"]),
        registered_on=_date(kept["registered_on"]),
        year=int(kept["year"]),
        grade_class=kept["grade_class"],
        grade=kept["grade"],
        extra=kept["extra"],
        holder=Holder(
            given_name=holder["given_name"],
            family_name=holder["family_name"],
            father_name=holder["father_name"],
            latin_name=holder["latin_name"],
            birth_date=_date(holder["birth_date"]),
            identity_kind=IdentifierKind(holder["identity_kind"]),
            last_four=holder["last_four"],
            person_id=person_id,
            photo_id=int(holder["photo_id"]) if holder["photo_id"] else None,
        ),
    )


def last_four(holder: Holder) -> str:
    """The last four digits of the holder's number."""
    return holder.identity[-4:] if holder.identity else holder.last_four


def log_record(  # noqa: PLR0913 - an event has that many sides
    *,
    code: str,
    document_id: int,
    number: int,
    event: str,
    state: str,
    ground: str,
    by_document_id: int | None,
    log_class: str,
    identity_digest: str,
    facts: Frozen,
) -> dict[str, object]:
    """What the entry of an event commits to.

    `person` binds the document to its holder and tells nobody who that is: a hash of the digest,
    another one for each document.
    """
    person = hashlib.sha256(f"{document_id}:{identity_digest}".encode()).hexdigest()
    return {
        "v": VERSION,
        "code": code,
        "document": str(document_id),
        "number": str(number),
        "event": event,
        "state": state,
        "ground": ground,
        "by_document": "" if by_document_id is None else str(by_document_id),
        "log_class": log_class,
        "person": person,
        "facts": facts,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
