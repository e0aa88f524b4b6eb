"""A record as it is sent: a person, and what is told of them. Plain values, read and in one form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.terms import DocumentKind, Finding, Level, Mode, Sex


@dataclass(frozen=True, slots=True)
class Found:
    """Something found wrong or worth a note, in a field (`award.level`) or in the whole ("")."""

    code: Finding
    field: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A number by which a state knows a person; `issuer` for papers of foreigners."""

    kind: IdentifierKind
    value: str
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPart:
    """Who it is. `certificate` is the number of the birth certificate, of old records."""

    identity: Identity | None
    given_name: str
    family_name: str
    father_name: str = ""
    latin_name: str = ""
    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    certificate: str = ""

    @property
    def given_key(self) -> str:
        """For comparing."""
        return name_key(self.given_name)

    @property
    def family_key(self) -> str:
        """For comparing."""
        return name_key(self.family_name)

    @property
    def father_key(self) -> str:
        """For comparing."""
        return name_key(self.father_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionPart:
    """How the person came in: by which exam, to which programme."""

    admitted_on: date
    exam: str = ""
    programme: str = ""
    mode: Mode = Mode.NONE
    quota: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentPart:
    """A time of study at an institution; `grade` and `school_year` are of schools."""

    level: Level
    field: str = ""
    student_number: str = ""
    began_on: date | None = None
    ended_on: date | None = None
    exit_reason: str = ""
    grade: int | None = None
    school_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPart:
    """What was awarded: the fact, whatever papers tell of it. An average has its scale."""

    level: Level
    field: str
    awarded_on: date
    orientation: str = ""
    decision_number: str = ""
    average: Decimal | None = None
    scale: int = 20
    credits: Decimal | None = None
    thesis: str = ""

    @property
    def field_key(self) -> str:
        """For comparing."""
        return name_key(self.field)

    @property
    def thesis_key(self) -> str:
        """For comparing; 200 letters say enough."""
        return name_key(self.thesis)[:200]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPart:
    """A paper that tells of the award; copy 0 is the first, a duplicate (المثنی) has its number."""

    kind: DocumentKind
    issued_on: date
    serial: str = ""
    paper_number: str = ""
    volume: str = ""
    page: str = ""
    copy_number: int = 0
    valid_until: date | None = None

    @property
    def serial_key(self) -> str:
        """For comparing."""
        return name_key(self.serial)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One record of a sender, under the sender's own id; a higher `version` replaces a lower one.

    `digest` is the same for the same content, in any order of fields and any digits.
    """

    source_id: str
    version: int
    person: PersonPart
    withdraws: bool = False
    admission: AdmissionPart | None = None
    enrolment: EnrolmentPart | None = None
    award: AwardPart | None = None
    document: DocumentPart | None = None
    digest: str = ""

    @property
    def degree_key(self) -> tuple[str, str, str, str] | None:
        """Same person, same level, same field: the same degree, wherever it was written twice."""
        if self.award is None or self.person.identity is None:
            return None
        identity = self.person.identity
        return (identity.kind, identity.value, self.award.level, self.award.field_key)
