"""What others say to the register and see of it; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from pishkhan.kernel.records.rules.matching import Degree as Degree  # noqa: PLC0414 - re-export
from pishkhan.kernel.records.rules.rows import (
    AdmissionPart,
    AwardPart,
    DocumentPart,
    EnrolmentPart,
    Found,
    Identity,
    PersonPart,
    RecordRow,
)
from pishkhan.kernel.records.terms import (
    Band,
    BatchState,
    DocumentKind,
    Fact,
    Level,
    LogClass,
    Origin,
    Outcome,
    RollState,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceOf:
    """Where values come from; `place` names a page of a book or a decree."""

    origin: Origin
    institution_id: int | None = None
    batch_id: int | None = None
    request_id: int | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnerView:
    """A person of the register."""

    id: int
    given_name: str
    family_name: str
    father_name: str
    latin_name: str
    birth_date: date | None
    died_on: date | None
    identities: tuple[Identity, ...]
    person_id: int | None
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentView:
    """A paper of an award."""

    id: int
    award_id: int
    institution_id: int
    kind: DocumentKind
    copy_number: int
    serial: str
    issued_on: date
    valid_until: date | None
    year: int
    log_class: LogClass
    has_code: bool
    is_withdrawn: bool
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AwardView:
    """An award with its papers."""

    id: int
    learner_id: int
    institution_id: int
    level: Level
    field: str
    orientation: str
    awarded_on: date
    average: Decimal | None
    scale: int
    is_withdrawn: bool
    version: int
    documents: tuple[DocumentView, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What somebody says of themselves and of a degree; what is left out is not compared."""

    person: PersonPart
    degree: Degree = field(default_factory=Degree)


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A person of the register, and an award of theirs, held beside a claim.

    Only GREEN may be linked without anybody looking. `award_id` None: the person has none that
    the claim could mean.
    """

    band: Band
    learner_id: int
    award_id: int | None
    discrepancies: tuple[Found, ...]
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordResult:
    """What became of a record that was sent."""

    line: int
    source_id: str
    outcome: Outcome
    found: tuple[Found, ...]
    learner_id: int | None = None
    award_id: int | None = None
    document_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RollView:
    """A graduation roll; `count` and `root` from the first signature on."""

    id: int
    institution_id: int
    year: int
    state: RollState
    opened_at: datetime
    signed_at: datetime | None
    signed_by: int | None
    closed_at: datetime | None
    closed_by: int | None
    count: int | None
    root: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchView:
    """A batch; `name` is that of its file; `parts` are the numbers of those that arrived, `outcomes` counts by outcome."""

    id: int
    institution_id: int
    key: str
    name: str
    state: BatchState
    parts: tuple[int, ...]
    record_count: int
    done_count: int
    outcomes: Mapping[str, int]
    begun_at: datetime
    committed_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionView:
    """A version of a fact that another has followed."""

    fact: Fact
    number: int
    values: Mapping[str, object]
    provenance: Mapping[str, int]
    since: datetime
    until: datetime
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldView:
    """A record that waits for people; `since` says for how long."""

    id: int
    batch_id: int
    institution_id: int
    line: int
    source_id: str
    found: tuple[Found, ...]
    sent: Mapping[str, str]
    since: datetime


__all__ = [
    "AdmissionPart",
    "AwardPart",
    "AwardView",
    "BatchView",
    "Claim",
    "Degree",
    "DocumentPart",
    "DocumentView",
    "EnrolmentPart",
    "Found",
    "HeldView",
    "Identity",
    "LearnerView",
    "Match",
    "PersonPart",
    "RecordResult",
    "RecordRow",
    "RollView",
    "SourceOf",
    "VersionView",
]
