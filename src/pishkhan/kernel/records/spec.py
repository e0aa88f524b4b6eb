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
    Decision,
    DocumentKind,
    Door,
    Fact,
    KeyState,
    Level,
    LogClass,
    Origin,
    Outcome,
    Refusal,
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
    """What became of a record that was sent.

    Of one that was held and two people have settled: whether it `is_let_in`, else by which
    `refusal`.
    """

    line: int
    source_id: str
    outcome: Outcome
    found: tuple[Found, ...]
    learner_id: int | None = None
    award_id: int | None = None
    document_id: int | None = None
    is_let_in: bool | None = None
    refusal: Refusal | None = None


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
    """A record that waits for people, or waited (`settled_at`); `since` says for how long."""

    id: int
    batch_id: int
    institution_id: int
    line: int
    source_id: str
    found: tuple[Found, ...]
    sent: Mapping[str, str]
    since: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementView:
    """What one person proposed about a held record, and what another made of it.

    `learner_id` None of one that is let in: a new person.
    """

    id: int
    taken_id: int
    accept: bool
    learner_id: int | None
    refusal: Refusal | None
    because: str
    proposed_at: datetime
    proposed_by: int
    decision: Decision
    decided_at: datetime | None
    decided_by: int | None
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldAsked:
    """Which held records: of these institutions, of a batch, with a finding, how far they are.

    `standing`: "waiting" (nothing is proposed), "proposed", "settled", "" all that are unsettled.
    """

    institution_ids: frozenset[int]
    batch_id: int | None = None
    finding: str = ""
    standing: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SenderKeyView:
    """A key that signs batches of an institution, who brought, confirmed and retired it."""

    id: int
    institution_id: int
    title: str
    public: str
    state: KeyState
    added_at: datetime
    added_by: int | None
    second: int | None
    valid_from: datetime | None
    retired_at: datetime | None
    retired_by: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PermitView:
    """A permit of an institution; one that another has followed is told as `is_replaced`."""

    id: int
    institution_id: int
    level: Level
    field: str
    field_key: str
    valid_from: date
    valid_to: date | None
    decree: str
    because: str
    replaces: int | None
    is_replaced: bool
    recorded_at: datetime | None
    recorded_by: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowView:
    """From when until when a door is open to a role ("" any) of an institution (None any)."""

    id: int
    door: Door
    role: str
    institution_id: int | None
    opens_on: date
    closes_on: date | None
    ended_at: datetime | None
    because: str
    is_over: bool


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
    "HeldAsked",
    "HeldView",
    "Identity",
    "LearnerView",
    "Match",
    "PermitView",
    "PersonPart",
    "RecordResult",
    "RecordRow",
    "RollView",
    "SenderKeyView",
    "SettlementView",
    "SourceOf",
    "VersionView",
    "WindowView",
]
