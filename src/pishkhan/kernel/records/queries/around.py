"""What the register knows around a chunk of records: a fixed number of statements for any number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records.models import (
    Award,
    Document,
    Enrolment,
    Learner,
    LearnerIdentifier,
    LearnerName,
    SenderRecord,
)
from pishkhan.kernel.records.queries.matching import known_of
from pishkhan.kernel.records.rules.matching import Known
from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.rules.plausible import KnownDegree, KnownStudy
from pishkhan.kernel.records.rules.rows import Identity, PersonPart, RecordRow
from pishkhan.kernel.records.terms import Level


@dataclass(slots=True)
class Person:
    """A person of the register, with what they studied and were awarded."""

    id: int
    known: Known
    died_on: date | None = None
    degrees: dict[int, KnownDegree] = field(default_factory=dict)
    studies: dict[int, KnownStudy] = field(default_factory=dict)

    @classmethod
    def new(cls, learner_id: int, person: PersonPart) -> "Person":
        """One whom the chunk itself adds."""
        known = Known(
            given_key=person.given_key,
            family_key=person.family_key,
            father_key=person.father_key,
            birth_date=person.birth_date,
            certificate=person.certificate,
        )
        return cls(learner_id, known)


@dataclass(slots=True)
class Chunk:
    """What is known around the records; grows as they are accepted.

    `serials` → document, `students` → learner, `theses` → learner, `papers` → document.
    """

    people: dict[Identity, Person] = field(default_factory=dict)
    by_id: dict[int, Person] = field(default_factory=dict)
    sender: dict[str, SenderRecord] = field(default_factory=dict)
    serials: dict[tuple[str, str], int] = field(default_factory=dict)
    students: dict[str, int] = field(default_factory=dict)
    theses: dict[str, int] = field(default_factory=dict)
    papers: dict[tuple[int, str, int], int] = field(default_factory=dict)
    coded: set[int] = field(default_factory=set)

    def studied(self, person: Person, row: RecordRow, enrolment_id: int, place: int) -> None:
        """A time of study was accepted."""
        study = row.enrolment
        if study is None:
            return
        if study.student_number:
            self.students[study.student_number] = person.id
        if study.began_on is not None:
            person.studies[enrolment_id] = KnownStudy(
                institution_id=place,
                level=study.level,
                began_on=study.began_on,
                ended_on=study.ended_on,
            )

    def awarded(self, person: Person, row: RecordRow, award_id: int, place: int) -> None:
        """An award was accepted."""
        if row.award is None:
            return
        if row.award.thesis:
            self.theses[row.award.thesis_key] = person.id
        person.degrees[award_id] = KnownDegree(
            institution_id=place,
            level=row.award.level,
            field_key=row.award.field_key,
            awarded_on=row.award.awarded_on,
        )

    def papered(self, row: RecordRow, award_id: int | None, document_id: int) -> None:
        """A paper was accepted."""
        paper = row.document
        if paper is None or award_id is None:
            return
        if paper.serial:
            self.serials[paper.kind.value, paper.serial_key[:80]] = document_id
        self.papers[award_id, paper.kind.value, paper.copy_number] = document_id


def around(institution_id: int, rows: Sequence[RecordRow], learner_id: int | None = None) -> Chunk:
    """What is known around these records of an institution, and of the person people chose."""
    chunk = Chunk()
    if not rows:
        return chunk
    senders = SenderRecord.objects.filter(
        institution_id=institution_id, sender_id__in=[row.source_id for row in rows]
    )
    chunk.sender = {one.sender_id: one for one in senders}
    chosen = {one.learner_id for one in chunk.sender.values()} | ({learner_id} - {None})
    _people(chunk, rows, {one for one in chosen if one is not None})
    _numbers(chunk, institution_id, rows)
    _degrees(chunk)
    return chunk


def _people(chunk: Chunk, rows: Sequence[RecordRow], chosen: set[int]) -> None:
    asked = {row.person.identity for row in rows} - {None}
    numbers = LearnerIdentifier.objects.filter(value__in={one.value for one in asked if one})
    owners = {
        Identity(IdentifierKind(one.kind), one.value, one.issuer): one.learner_id for one in numbers
    }
    owners = {one: owner for one, owner in owners.items() if one in asked}
    ids = set(owners.values()) | chosen
    if not ids:
        return
    former: dict[int, set[tuple[str, str]]] = {}
    for name in LearnerName.objects.filter(learner_id__in=ids):
        keys = (name_key(name.given_name), name_key(name.family_name))
        former.setdefault(name.learner_id, set()).add(keys)
    for row in Learner.objects.filter(id__in=ids):
        known = known_of(row, frozenset(former.get(row.id, ())))
        chunk.by_id[row.id] = Person(row.id, known, row.died_on)
    chunk.people = {one: chunk.by_id[owner] for one, owner in owners.items()}


def _numbers(chunk: Chunk, institution_id: int, rows: Sequence[RecordRow]) -> None:
    serials = {row.document.serial_key[:80] for row in rows if row.document} - {""}
    # That none is empty is said again: of a long list PostgreSQL does not see it, and reads a table
    # instead of the index of those that are not.
    papers = Document.objects.filter(
        institution_id=institution_id, serial_key__in=serials, is_withdrawn=False
    ).exclude(serial_key="")
    for paper_id, kind, serial in papers.values_list("id", "kind", "serial_key"):
        chunk.serials[kind, serial] = paper_id
    students = {row.enrolment.student_number for row in rows if row.enrolment} - {""}
    studies = Enrolment.objects.filter(
        institution_id=institution_id, student_number__in=students
    ).exclude(student_number="")
    chunk.students = dict(studies.values_list("student_number", "learner_id"))
    theses = {row.award.thesis_key for row in rows if row.award and row.award.thesis}
    if theses:
        awards = Award.objects.filter(thesis_key__in=theses, is_withdrawn=False).exclude(
            thesis_key=""
        )
        chunk.theses = dict(awards.values_list("thesis_key", "learner_id"))


def _degrees(chunk: Chunk) -> None:
    if not chunk.by_id:
        return
    for award in _live_awards(chunk.by_id):
        chunk.by_id[award.learner_id].degrees[award.id] = KnownDegree(
            institution_id=award.institution_id,
            level=Level(award.level),
            field_key=award.field_key,
            awarded_on=award.awarded_on,
        )
    for study in Enrolment.objects.filter(learner_id__in=chunk.by_id, began_on__isnull=False):
        if study.began_on is not None:
            chunk.by_id[study.learner_id].studies[study.id] = KnownStudy(
                institution_id=study.institution_id,
                level=Level(study.level),
                began_on=study.began_on,
                ended_on=study.ended_on,
            )
    awards = [one for person in chunk.by_id.values() for one in person.degrees]
    live = Document.objects.filter(award_id__in=awards, is_withdrawn=False)
    for paper in live.values_list("id", "award_id", "kind", "copy_number", "has_code"):
        paper_id, award_id, kind, copy, has_code = paper
        chunk.papers[award_id, kind, copy] = paper_id
        if has_code:
            chunk.coded.add(paper_id)


def _live_awards(learner_ids: Iterable[int]) -> Iterable[Award]:
    return Award.objects.filter(learner_id__in=list(learner_ids), is_withdrawn=False)
