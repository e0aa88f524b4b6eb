"""Records are taken in many at a time: judged beside what the register knows, written by COPY.

A few statements read what is known around a whole chunk, the rules decide record by record, and
what is accepted goes to the tables at once. A record is accepted, held for people, or rejected;
it never changes a person of the register, and links by itself only where the ladder is GREEN.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, models

from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.records.actions.facts import award_columns, learner_columns, rewrite
from pishkhan.kernel.records.models import (
    Admission,
    Award,
    Document,
    Enrolment,
    Learner,
    LearnerIdentifier,
    SenderRecord,
)
from pishkhan.kernel.records.queries.around import Chunk, Person, around
from pishkhan.kernel.records.rules import plausible, rolls as roll_rules
from pishkhan.kernel.records.rules.clashes import Clashes
from pishkhan.kernel.records.rules.matching import Rung, by_number
from pishkhan.kernel.records.rules.outcomes import outcome_of
from pishkhan.kernel.records.rules.reading import Flat, Reading
from pishkhan.kernel.records.rules.recognition import Permit, recognised
from pishkhan.kernel.records.rules.rows import (
    AdmissionPart,
    AwardPart,
    DocumentPart,
    EnrolmentPart,
    Found,
    RecordRow,
)
from pishkhan.kernel.records.spec import RecordResult
from pishkhan.kernel.records.terms import (
    Band,
    Fact,
    Finding,
    LogClass,
    Outcome,
    Recognised,
    RollState,
)


Columns = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it came, with its line and what reading it gave."""

    line: int
    flat: Flat
    reading: Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What is the same for all records of a batch.

    `passed` are findings that two people have looked at and let pass, `learner_id` whom they
    chose; both only where a held record is settled.
    """

    institution_id: int
    source_id: int
    permits: Sequence[Permit]
    rolls: Mapping[int, tuple[date, RollState]]
    clashes: Clashes
    now: datetime
    passed: frozenset[Finding] = frozenset()
    learner_id: int | None = None


def take(records: Sequence[Sent], frame: Frame) -> list[RecordResult]:
    """Take a chunk in, in the caller's transaction; the results in the order of the records.

    Raises IntegrityError where another institution added the same person at this moment: again.
    """
    readable = [one.reading.row for one in records if one.reading.row is not None]
    taking = _Taking(frame, around(frame.institution_id, readable, frame.learner_id))
    results = [taking.result(one) for one in records]
    taking.write()
    return results


@dataclass(slots=True)
class _Taking:
    frame: Frame
    chunk: Chunk
    new: dict[type[models.Model], list[Columns]] = field(default_factory=dict)

    def result(self, sent: Sent) -> RecordResult:
        """Judge one record and put down what is to be written."""
        row, found = sent.reading.row, list(sent.reading.found)
        if row is None:
            return _result(sent, Outcome.REJECTED, found)
        before = self.chunk.sender.get(row.source_id)
        known = self._known_already(row, before)
        if known is not None:
            return _result(sent, *known, ids=before)
        found += self.frame.clashes.of(row, sent.flat)
        person, rung = self._person(row)
        award_id = self._same_award(row, person, before)
        found += rung.found
        if _is_of_another(row, person, before):
            found.append(Found(Finding.OTHER_PERSON, "source_id"))
        found += plausible.judged(row, self._around(row, person, before, award_id))
        found = list(dict.fromkeys(found))
        outcome = outcome_of(found, self.frame.passed)
        if outcome in {Outcome.REJECTED, Outcome.HELD}:
            return _result(sent, outcome, found)
        ids = self._put(row, person, before, award_id)
        return _result(sent, outcome, found, ids=ids)

    def _known_already(
        self, row: RecordRow, before: SenderRecord | None
    ) -> tuple[Outcome, list[Found]] | None:
        """What is no news: an older version, the same content again."""
        older = (Outcome.UNCHANGED, [Found(Finding.OLDER, "version")])
        if before is None:
            return older if self.frame.clashes.is_older(row) else None
        if row.digest == before.digest:
            if row.version > before.version:  # else an older one could follow it
                before.version = row.version
                self.write()  # it may be of this chunk itself
                before.save(update_fields=["version"])
            return Outcome.UNCHANGED, []
        if row.version == before.version:
            return Outcome.REJECTED, [Found(Finding.SOURCE_TWICE, "source_id")]
        return older if row.version < before.version else None

    def _person(self, row: RecordRow) -> tuple[Person | None, Rung]:
        """Whom the record is of, if the register has them, and how sure that is."""
        if self.frame.learner_id is not None:  # two people chose
            return self.chunk.by_id.get(self.frame.learner_id), Rung(Band.GREEN)
        if row.person.identity is None:
            return None, Rung(Band.GREEN)  # reading has found that the number is missing
        person = self.chunk.people.get(row.person.identity)
        if person is None:
            return None, Rung(Band.GREEN)
        return person, by_number(row.person, person.known)

    def _same_award(
        self, row: RecordRow, person: Person | None, before: SenderRecord | None
    ) -> int | None:
        """The award that the record tells of, where it is there: its own, or one on the same day."""
        if before is not None and before.award_id is not None:
            return before.award_id
        if person is None or row.award is None:
            return None
        told = (
            self.frame.institution_id,
            row.award.level,
            row.award.field_key,
            row.award.awarded_on,
        )
        return next(
            (
                award_id
                for award_id, one in person.degrees.items()
                if (one.institution_id, one.level, one.field_key, one.awarded_on) == told
            ),
            None,
        )

    def _around(
        self,
        row: RecordRow,
        person: Person | None,
        before: SenderRecord | None,
        award_id: int | None,
    ) -> plausible.Around:
        chunk, learner = self.chunk, person.id if person else None
        document = before.document_id if before else None
        return plausible.Around(
            institution_id=self.frame.institution_id,
            recognised=self._recognised(row),
            log_class=self._log_class(row),
            died_on=person.died_on if person else None,
            degrees=tuple(
                one for key, one in (person.degrees if person else {}).items() if key != award_id
            )
            + self._same_paper(row, award_id, document),
            studies=tuple(person.studies.values()) if person else (),
            is_serial_taken=_taken(chunk.serials, row.document, document),
            is_student_number_taken=bool(
                row.enrolment
                and row.enrolment.student_number
                and chunk.students.get(row.enrolment.student_number, learner) != learner
            ),
            is_thesis_taken=bool(
                row.award
                and row.award.thesis
                and chunk.theses.get(row.award.thesis_key, learner) != learner
            ),
            has_code=document in chunk.coded if document else False,
        )

    def _same_paper(
        self, row: RecordRow, award_id: int | None, document_id: int | None
    ) -> tuple[plausible.KnownDegree, ...]:
        """The degree itself, where the award has this very paper already: then it is a second one."""
        if row.document is None or row.award is None or award_id is None:
            return ()
        paper = (award_id, row.document.kind.value, row.document.copy_number)
        if self.chunk.papers.get(paper, document_id) == document_id:
            return ()
        return (
            plausible.KnownDegree(
                institution_id=self.frame.institution_id,
                level=row.award.level,
                field_key=row.award.field_key,
                awarded_on=row.award.awarded_on,
            ),
        )

    def _recognised(self, row: RecordRow) -> Recognised:
        if row.award is None:
            return Recognised.UNKNOWN
        return recognised(
            self.frame.permits,
            level=row.award.level,
            field_key=row.award.field_key,
            on=row.award.awarded_on,
        )

    def _log_class(self, row: RecordRow) -> LogClass | None:
        if row.award is None:
            return None
        year = roll_rules.year_of(row.award.awarded_on)
        roll = self.frame.rolls.get(year)
        if roll is None:
            return None
        return roll_rules.log_class(year, opened_on=roll[0], state=roll[1])

    def _put(
        self,
        row: RecordRow,
        person: Person | None,
        before: SenderRecord | None,
        award_id: int | None,
    ) -> SenderRecord:
        """Write down a record that is accepted: new rows, or new versions of those there are."""
        if before is not None:
            return self._change(row, before)
        person = person or self._add_person(row)
        ids = SenderRecord(
            id=new_id(),
            institution_id=self.frame.institution_id,
            sender_id=row.source_id,
            version=row.version,
            digest=row.digest,
            learner_id=person.id,
            award_id=award_id,
        )
        self._add_parts(row, person, ids)
        self.chunk.sender[row.source_id] = ids
        self._add(SenderRecord, _columns(ids))
        return ids

    def _add_person(self, row: RecordRow) -> Person:
        learner_id = self._fact(Learner, learner_columns(row.person))
        person = Person.new(learner_id, row.person)
        self.chunk.by_id[learner_id] = person
        if row.person.identity is not None:
            one = row.person.identity
            self.chunk.people[one] = person
            self._add(
                LearnerIdentifier,
                {
                    "id": new_id(),
                    "learner_id": learner_id,
                    "kind": one.kind.value,
                    "value": one.value,
                    "issuer": one.issuer,
                    "source_id": self.frame.source_id,
                },
            )
        return person

    def _add_parts(self, row: RecordRow, person: Person, ids: SenderRecord) -> None:
        if row.admission is not None and ids.admission_id is None:
            ids.admission_id = self._of_person(Admission, person, _part(row.admission))
        if row.enrolment is not None and ids.enrolment_id is None:
            columns = _part(row.enrolment) | {"admission_id": ids.admission_id}
            ids.enrolment_id = self._of_person(Enrolment, person, columns)
            self.chunk.studied(person, row, ids.enrolment_id, self.frame.institution_id)
        if row.award is not None and ids.award_id is None:
            columns = award_columns(row.award) | {"enrolment_id": ids.enrolment_id}
            ids.award_id = self._of_person(Award, person, columns)
            self.chunk.awarded(person, row, ids.award_id, self.frame.institution_id)
        if row.document is not None and ids.document_id is None:
            ids.document_id = self._fact(Document, self._document(row, row.document, ids))
            self.chunk.papered(row, ids.award_id, ids.document_id)

    def _document(self, row: RecordRow, document: DocumentPart, ids: SenderRecord) -> Columns:
        return _part(document) | {
            "award_id": ids.award_id,
            "institution_id": self.frame.institution_id,
            "serial_key": document.serial_key[:80],
            "year": roll_rules.year_of(row.award.awarded_on) if row.award else 0,
            "log_class": (self._log_class(row) or LogClass.LATE).value,
            "has_code": False,
            "is_withdrawn": False,
        }

    def _of_person(self, model: type[models.Model], person: Person, columns: Columns) -> int:
        where = {"learner_id": person.id, "institution_id": self.frame.institution_id}
        if model is Award:
            where["is_withdrawn"] = False
        return self._fact(model, columns | where)

    def _fact(self, model: type[models.Model], columns: Columns) -> int:
        row_id = new_id()
        self._add(
            model,
            columns
            | {
                "id": row_id,
                "source_id": self.frame.source_id,
                "provenance": "{}",
                "version": 1,
                "changed_at": self.frame.now,
            },
        )
        return row_id

    def _add(self, model: type[models.Model], columns: Columns) -> None:
        self.new.setdefault(model, []).append(columns)

    def _change(self, row: RecordRow, before: SenderRecord) -> SenderRecord:
        """A newer version of a record: what there was is kept as a version."""
        self.write()  # what it changes may be new itself
        because = f"{row.source_id} v{row.version}"
        person = self.chunk.by_id[before.learner_id]
        changes: Iterable[tuple[Fact, type[Admission | Enrolment | Award | Document], int | None, Columns]] = (
            (Fact.ADMISSION, Admission, before.admission_id, _part(row.admission)),
            (Fact.ENROLMENT, Enrolment, before.enrolment_id, _part(row.enrolment)),
            (Fact.AWARD, Award, before.award_id, self._award_change(row)),
            (Fact.DOCUMENT, Document, before.document_id, self._document_change(row)),
        )  # fmt: skip
        for fact, model, row_id, columns in changes:
            if row_id is not None and columns:
                fact_row = model.objects.select_for_update().get(id=row_id)
                rewrite(fact, fact_row, columns, source_id=self.frame.source_id, because=because)
        before.version, before.digest = row.version, row.digest
        self._add_parts(row, person, before)
        self.write()
        before.save()
        return before

    def _award_change(self, row: RecordRow) -> Columns:
        withdrawn: Columns = {"is_withdrawn": row.withdraws}
        return award_columns(row.award) | withdrawn if row.award else withdrawn

    def _document_change(self, row: RecordRow) -> Columns:
        withdrawn: Columns = {"is_withdrawn": row.withdraws}
        return _part(row.document) | withdrawn if row.document else withdrawn

    def write(self) -> None:
        """Everything that was put down, by COPY, in the order of the keys between tables."""
        for model in WRITTEN:
            rows = self.new.pop(model, ())
            if rows:
                copy_in(model, rows)


WRITTEN: Sequence[type[models.Model]] = (
    Learner, LearnerIdentifier, Admission, Enrolment, Award, Document, SenderRecord,
)  # fmt: skip


def copy_in(model: type[models.Model], rows: Sequence[Columns]) -> None:
    """Rows of one table by COPY; all have the same columns, and none is left to a default."""
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    wrapped = connection.wrap_database_errors  # COPY ends outside of what Django wraps
    with wrapped, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _columns(row: SenderRecord) -> Columns:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


def _is_of_another(row: RecordRow, person: Person | None, before: SenderRecord | None) -> bool:
    """Whether the sender's record was of somebody else: what that person has is not rewritten."""
    if before is None or (person is None and row.person.identity is None):
        return False
    return person is None or person.id != before.learner_id


Part = AdmissionPart | EnrolmentPart | AwardPart | DocumentPart


def _part(part: Part | None) -> Columns:
    """A part of a record as its row has it."""
    if part is None:
        return {}
    return {name: getattr(part, name) for name in part.__slots__}


def _taken(
    serials: Mapping[tuple[str, str], int], document: DocumentPart | None, own: int | None
) -> bool:
    if document is None or not document.serial_key:
        return False
    return serials.get((document.kind.value, document.serial_key[:80]), own) != own


def _result(
    sent: Sent,
    outcome: Outcome,
    found: Iterable[Found],
    *,
    ids: SenderRecord | None = None,
) -> RecordResult:
    return RecordResult(
        line=sent.line,
        source_id=sent.reading.source_id,
        outcome=outcome,
        found=tuple(found),
        learner_id=ids.learner_id if ids else None,
        award_id=ids.award_id if ids else None,
        document_id=ids.document_id if ids else None,
    )


__all__ = ["Frame", "Sent", "copy_in", "take"]
