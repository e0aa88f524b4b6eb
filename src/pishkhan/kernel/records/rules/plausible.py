"""What cannot be, or hardly: dates, ages, recognition, death, the same degree twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.rules.rows import Found, RecordRow
from pishkhan.kernel.records.terms import Finding, Level, LogClass, Recognised


YEAR = timedelta(days=365)
# Least time from the first day of study to the award; a recognised transfer shortens it, by people.
LEAST: Mapping[Level, timedelta] = {
    Level.ASSOCIATE: timedelta(days=500),
    Level.BACHELOR: timedelta(days=640),
    Level.BACHELOR_TOP_UP: timedelta(days=500),
    Level.MASTER_CONTINUOUS: timedelta(days=1500),
    Level.MASTER: timedelta(days=340),
    Level.PROFESSIONAL_DOCTORATE: timedelta(days=1700),
    Level.DOCTORATE: timedelta(days=900),
}
YOUNGEST = timedelta(days=16 * 365)
YOUNGEST_AT_SCHOOL = timedelta(days=4 * 365)
SCHOOL = frozenset({
    Level.PRIMARY, Level.LOWER_SECONDARY, Level.UPPER_SECONDARY, Level.DIPLOMA,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDegree:
    """A degree that the person of the record has already."""

    institution_id: int
    level: Level
    field_key: str
    awarded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStudy:
    """A time of study elsewhere; `ended_on` None if it goes on."""

    institution_id: int
    level: Level
    began_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the register knows around a record."""

    institution_id: int
    recognised: Recognised
    log_class: LogClass | None
    died_on: date | None = None
    degrees: tuple[KnownDegree, ...] = ()
    studies: tuple[KnownStudy, ...] = ()
    is_serial_taken: bool = False
    is_student_number_taken: bool = False
    is_thesis_taken: bool = False
    has_code: bool = False


def judged(row: RecordRow, around: Around) -> tuple[Found, ...]:
    """All that is implausible about a readable record."""
    return (
        *_of_dates(row),
        *_of_age(row),
        *_of_death(row, around.died_on),
        *_of_recognition(row, around.recognised),
        *_of_admission(row, around),
        *_of_roll(row, around.log_class),
        *_of_others(row, around),
    )


def _of_dates(row: RecordRow) -> Iterable[Found]:
    award = row.award
    begins = [
        (day, path)
        for day, path in (
            (row.admission.admitted_on if row.admission else None, "admission.admitted_on"),
            (row.enrolment.began_on if row.enrolment else None, "enrolment.began_on"),
        )
        if day
    ]
    study = row.enrolment
    if study and study.began_on and study.ended_on and study.ended_on < study.began_on:
        yield Found(Finding.DATE_ORDER, "enrolment.ended_on")
    if award is None:
        return
    late = [path for day, path in begins if day >= award.awarded_on]
    yield from (Found(Finding.DATE_ORDER, path) for path in late)
    if row.document and row.document.issued_on < award.awarded_on:
        yield Found(Finding.DATE_ORDER, "document.issued_on")
    first = min((day for day, _ in begins), default=None)
    least = LEAST.get(award.level)
    if not late and first and least and award.awarded_on - first < least:
        yield Found(Finding.TOO_FAST, "award.awarded_on")


def _of_age(row: RecordRow) -> Iterable[Found]:
    born = row.person.birth_date
    level = row.award.level if row.award else row.enrolment.level if row.enrolment else None
    if born is None or level is None:
        return
    begins = row.admission.admitted_on if row.admission else None
    begins = begins or (row.enrolment.began_on if row.enrolment else None)
    begins = begins or (row.award.awarded_on if row.award else None)
    youngest = YOUNGEST_AT_SCHOOL if level in SCHOOL else YOUNGEST
    if begins is not None and begins - born < youngest:
        yield Found(Finding.TOO_YOUNG, "person.birth_date")


def _of_death(row: RecordRow, died_on: date | None) -> Iterable[Found]:
    if died_on is None:
        return
    if row.award and row.award.awarded_on > died_on:
        yield Found(Finding.AFTER_DEATH, "award.awarded_on")
    elif row.document and row.document.issued_on > died_on:
        yield Found(Finding.AFTER_DEATH, "document.issued_on")


def _of_recognition(row: RecordRow, recognised: Recognised) -> Iterable[Found]:
    if row.award is None:
        return
    if recognised is Recognised.NOT_RECOGNISED:
        yield Found(Finding.NOT_RECOGNISED, "award.level")
    elif recognised is Recognised.UNKNOWN:
        yield Found(Finding.RECOGNITION_UNKNOWN, "award.level")


def _of_admission(row: RecordRow, around: Around) -> Iterable[Found]:
    if row.award is None or row.admission is not None or row.enrolment is not None:
        return
    has_studied = any(
        one.institution_id == around.institution_id and one.level == row.award.level
        for one in around.studies
    )
    if has_studied:
        return
    is_old = around.log_class is LogClass.LEGACY_VERIFIED
    code = Finding.LEGACY_WITHOUT_ADMISSION if is_old else Finding.NO_ADMISSION
    yield Found(code, "admission.admitted_on")


def _of_roll(row: RecordRow, log_class: LogClass | None) -> Iterable[Found]:
    if row.award is None:
        return
    if log_class is None:
        yield Found(Finding.NO_ROLL, "award.awarded_on")
    elif log_class is LogClass.LATE:
        yield Found(Finding.LATE_ROLL, "award.awarded_on")


def _of_others(row: RecordRow, around: Around) -> Iterable[Found]:
    flags = (
        (around.has_code, Finding.HAS_CODE, "document.kind"),
        (around.is_serial_taken, Finding.SERIAL_REUSE, "document.serial"),
        (around.is_student_number_taken, Finding.STUDENT_NUMBER_REUSE, "enrolment.student_number"),
        (around.is_thesis_taken, Finding.THESIS_REUSE, "award.thesis"),
        (_is_second(row, around), Finding.DUPLICATE_DEGREE, "award.field"),
        (_overlaps(row, around), Finding.OVERLAP, "enrolment.began_on"),
    )
    yield from (Found(code, path) for is_so, code, path in flags if is_so)


def _is_second(row: RecordRow, around: Around) -> bool:
    award = row.award
    return award is not None and any(
        one.institution_id == around.institution_id
        and one.level == award.level
        and one.field_key == name_key(award.field)
        and abs(one.awarded_on - award.awarded_on) <= YEAR
        for one in around.degrees
    )


def _overlaps(row: RecordRow, around: Around) -> bool:
    """Most of a study lies within one of the same level elsewhere."""
    study = row.enrolment
    end = (study.ended_on if study else None) or (row.award.awarded_on if row.award else None)
    if study is None or study.began_on is None or end is None or study.level in SCHOOL:
        return False
    began = study.began_on
    return any(
        other.institution_id != around.institution_id
        and other.level == study.level
        and min(end, other.ended_on or end) - max(began, other.began_on) > YEAR
        for other in around.studies
    )
