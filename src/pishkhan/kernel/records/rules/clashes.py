"""Records of one batch that contradict one another: found before any is taken in, so that the order
in which they came decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.rules.reading import Flat, day_of
from pishkhan.kernel.records.rules.rows import Found, RecordRow
from pishkhan.kernel.records.terms import Finding


NUMBER = 10
NAMES = ("person.given_name", "person.family_name")


@dataclass(slots=True)
class Clashes:
    """What was seen once, by key; and the keys that were seen with another content.

    Of each key and content only the hash of this process is kept, so that a batch of a hundred
    thousand stays small; two that had the same hash by chance would be held for people.
    """

    seen: dict[int, int] = field(default_factory=dict)
    clashing: set[int] = field(default_factory=set)
    newest: dict[int, int] = field(default_factory=dict)

    def add(self, flat: Flat) -> None:
        """Look at a record as it came."""
        source_id, version = flat.get("source_id", ""), version_of(flat)
        record = hash(source_id)
        self.newest[record] = max(version, self.newest.get(record, 0))
        for _, key, content in _said(flat, source_id, version):
            if self.seen.setdefault(key, content) != content:
                self.clashing.add(key)

    def done(self) -> None:
        """All were looked at; what need not be kept is let go."""
        self.seen.clear()

    def of(self, row: RecordRow, flat: Flat) -> Iterable[Found]:
        """What another record of the batch says against this one."""
        if not self.clashing:
            return
        keys = {name: key for name, key, _ in _said(flat, flat.get("source_id", ""), row.version)}
        for name, code, path in CODES:
            if keys.get(name) in self.clashing:
                yield Found(code, path)

    def is_older(self, row: RecordRow) -> bool:
        """Whether a newer version of the same record is in the batch."""
        return row.version < self.newest.get(hash(row.source_id), 0)


CODES = (
    ("record", Finding.SOURCE_TWICE, "source_id"),
    ("person", Finding.IDENTITY_CONFLICT, "person.identity"),
    ("serial", Finding.SERIAL_REUSE, "document.serial"),
    ("student", Finding.STUDENT_NUMBER_REUSE, "enrolment.student_number"),
    ("degree", Finding.DUPLICATE_DEGREE, "award.field"),
    ("copy", Finding.DUPLICATE_DEGREE, "document.kind"),
)


def version_of(flat: Flat) -> int:
    """The version that a record says it is; 1 where it says nothing that can be read."""
    text = to_latin(flat.get("version", "")).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= NUMBER else 1


def _said(flat: Flat, source_id: str, version: int) -> Iterator[tuple[str, int, int]]:
    """What a record claims for itself: name, key, and what must be the same wherever it stands."""
    record = hash(source_id)
    yield "record", hash(("record", source_id, version)), hash(frozenset(flat.items()))
    identity = _number(flat, "person.identity")
    if identity:
        names = [name_key(flat.get(path, "")) for path in NAMES]
        born = day_of(flat.get("person.birth_date", ""))
        yield "person", hash(("person", identity)), hash((*names, born))
    serial = name_key(flat.get("document.serial", ""))
    if serial:
        yield "serial", hash(("serial", flat.get("document.kind", ""), serial)), record
    student = _number(flat, "enrolment.student_number")
    if student:
        yield "student", hash(("student", student)), hash(identity)
    if identity and flat.get("award.field"):
        degree = (identity, flat.get("award.level", ""), name_key(flat["award.field"]))
        paper = (
            flat.get("document.kind", ""),
            to_latin(flat.get("document.copy_number", "") or "0"),
        )
        yield "degree", hash(("degree", *degree)), hash(_day(flat))
        yield "copy", hash(("copy", *degree, *paper)), record


def _day(flat: Flat) -> date | None:
    return day_of(flat.get("award.awarded_on", ""))


def _number(flat: Flat, path: str) -> str:
    text = to_latin(flat.get(path, "")).strip()
    return text.zfill(NUMBER) if text else ""
