"""Records of invented graduates, batches signed by an invented institution."""

import base64
import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.records.actions.batches import (
    add_part,
    begin_batch,
    commit_batch,
    take_batch,
)
from pishkhan.kernel.records.actions.keys import add_sender_key
from pishkhan.kernel.records.actions.recognising import recognise
from pishkhan.kernel.records.queries.batches import all_results
from pishkhan.kernel.records.rules import lines, signing
from pishkhan.kernel.records.rules.reading import COLUMNS
from pishkhan.kernel.records.spec import RecordResult
from pishkhan.kernel.records.terms import Door, Level


Flat = dict[str, str]
GIVEN = ("مهسا", "آرش", "نگار", "بهمن", "لیلا", "کیوان", "هما", "سیاوش")
FAMILY = ("بهرامی‌نیا", "سپهری‌فر", "یگانه‌راد", "دشت‌آرا", "کوه‌نشین", "رودباری‌پور")
FATHERS = ("کیوان", "بهمن", "سیاوش", "داریوش")


def a_national_id(number: int) -> str:
    """An identity number that nobody has: it begins with 000."""
    digits = f"000{number:06d}"
    rest = sum(int(one) * weight for one, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return digits + str(rest if rest < 2 else 11 - rest)  # noqa: PLR2004 - the formula's two


def a_record(number: int = 1, **changes: str) -> Flat:
    """A graduate of the year 1404; `award__level="master"` changes a field, "" leaves it out."""
    flat = {
        "source_id": f"s-{number}",
        "version": "1",
        "person.identity": a_national_id(number),
        "person.given_name": GIVEN[number % len(GIVEN)],
        "person.family_name": FAMILY[number % len(FAMILY)],
        "person.father_name": FATHERS[number % len(FATHERS)],
        "person.birth_date": f"1382/0{number % 6 + 1}/{number % 28 + 1:02d}",
        "person.sex": "female",
        "admission.admitted_on": "1400/07/01",
        "admission.exam": "سراسری ۱۴۰۰",
        "admission.mode": "day",
        "enrolment.level": "bachelor",
        "enrolment.field": "مهندسی کامپیوتر",
        "enrolment.student_number": f"400{number:06d}",
        "enrolment.began_on": "1400/07/01",
        "enrolment.ended_on": "1404/06/20",
        "award.level": "bachelor",
        "award.field": "مهندسی کامپیوتر",
        "award.awarded_on": "1404/06/25",
        "award.average": "17.42",
        "award.credits": "140",
        "document.kind": "degree",
        "document.issued_on": "1404/07/10",
        "document.serial": f"د/۱۴۰۴/{number}",
    }
    flat |= {path.replace("__", "."): text for path, text in changes.items()}
    return {path: text for path, text in flat.items() if text}


def permit_all(institution: OrganisationView) -> None:
    """Let the institution award every level since 1350."""
    for level in Level:
        recognise(
            institution.id,
            level=level,
            valid_from=date(1971, 3, 21),
            decree="مصوبهٔ شورای گسترش",
            by=Actor.system(),
        )


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The education system of an institution, with a key of its own that signs its batches."""

    institution: OrganisationView
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    by: Actor = field(default_factory=Actor.system)

    def register(self) -> None:
        """Make its key known."""
        add_sender_key(
            self.institution.id,
            self.private.public_key().public_bytes_raw().hex(),
            title="سامانهٔ آموزش",
            by=Actor.system(),
        )

    def signature(self, key: str, bodies: Sequence[bytes]) -> tuple[int, str, str]:
        """How many records there are, the digest of all, and the signature over both."""
        sha256 = lines.digest(hashlib.sha256(body).hexdigest() for body in bodies)
        records = sum(lines.count(body) for body in bodies)
        said = signing.statement(
            institution=self.institution.code, key=key, records=records, sha256=sha256
        )
        return records, sha256, base64.b64encode(self.private.sign(said)).decode()

    def send(
        self, key: str, records: Iterable[Mapping[str, str]], *, a_part: int = 1000
    ) -> list[RecordResult]:
        """Send a whole batch, let it be taken in, and read what became of its records."""
        every = list(records)
        bodies = [
            lines.written(every[first : first + a_part]) for first in range(0, len(every), a_part)
        ]
        begun = begin_batch(self.institution.id, key, door=Door.API, by=self.by)
        for number, body in enumerate(bodies, start=1):
            add_part(begun.id, number, body, by=self.by)
        count, sha256, signed = self.signature(key, bodies)
        commit_batch(
            begun.id, parts=len(bodies), records=count, sha256=sha256, signature=signed, by=self.by
        )
        take_batch(begun.id)
        return list(all_results(begun.id))


def as_csv(records: Iterable[Mapping[str, str]], delimiter: str = ",") -> bytes:
    """Records in the columns of the template."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()
