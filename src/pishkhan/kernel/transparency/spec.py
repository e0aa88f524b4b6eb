"""What is entered, where it stands, what is counted, and what verification found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pishkhan.kernel.transparency.rules.notes import (
    COSIGNATURE as COSIGNATURE,  # noqa: PLC0414 - re-export for integrations and the monitor
    ED25519 as ED25519,  # noqa: PLC0414 - the same
    NotANote as NotANote,  # noqa: PLC0414 - the same
    VerifierKey as VerifierKey,  # noqa: PLC0414 - the same
    read_key as read_key,  # noqa: PLC0414 - the same
)
from pishkhan.kernel.transparency.rules.tree import (
    is_included as is_included,  # noqa: PLC0414 - the same tree for others' lists
    leaf_hash as leaf_hash,  # noqa: PLC0414 - the same
    root_of as root_of,  # noqa: PLC0414 - the same
)
from pishkhan.kernel.transparency.terms import LogEvent, LogFaultKind, WitnessAnswer


Record = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEntry:
    """An event to be entered; `record` is what the log commits to, a JSON value without salt."""

    event: LogEvent
    institution_id: int | None
    record: Record
    document_kind: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """What the caller keeps with the record: without the salt nobody can show it is the one."""

    entry_id: int
    salt: bytes = field(repr=False)
    commitment: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where an entry stands.

    `index` is None until the sequencer gave it one. Only `is_witnessed` makes an answer valid:
    a quorum of witnesses cosigned a checkpoint of `checkpoint_size` entries that holds it. `entry`
    is the text that stands there; whether it is of a record, `is_of` says.
    """

    index: int | None
    is_witnessed: bool
    checkpoint_size: int
    epoch: int = 1
    entry: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vouched:
    """A record that says it stands in the log, as it is now; `where` names it for people.

    A `salt` of None says that it was erased: then only that the entry is there can be checked.
    """

    entry_id: int
    salt: bytes | None
    record: Record
    where: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordSource:
    """Records of a component, for verification; an entry of `events` without a record is a fault."""

    code: str
    events: frozenset[LogEvent]
    read: Callable[[], Iterable[Vouched]]


@dataclass(frozen=True, kw_only=True, slots=True)
class WitnessView:
    """A configured witness, and how it answered last."""

    name: str
    key: str
    answer: WitnessAnswer | None
    size: int
    cosigned_at: datetime | None
    since: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EpochView:
    """One log; `frozen_at` is how many of its entries hold, where another followed it."""

    number: int
    origin: str
    begun_at: datetime
    frozen_at: int | None
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LogView:
    """The log now in use, as the monitor page tells of it."""

    epoch: EpochView
    size: int
    witnessed_size: int
    witnessed_at: datetime | None
    root: str
    waiting: int
    waiting_since: datetime | None
    keys: tuple[str, ...]
    witnesses: tuple[WitnessView, ...]
    quorum: int
    earlier: tuple[EpochView, ...]
    verified_at: datetime | None
    verified_whole: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many entries of a kind an institution had on a day of Tehran."""

    institution_id: int
    day: date
    event: LogEvent
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """How many entries of a kind an institution had over some days; None: the platform itself."""

    institution_id: int | None
    event: LogEvent
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryView:
    """An entry as everybody may see it."""

    epoch: int
    index: int
    event: LogEvent
    institution_id: int | None
    document_kind: str
    commitment: str
    at: datetime
    is_witnessed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LogFault:
    """What is wrong and where: entry `index` to `until` of a log, a file, a record, a day."""

    kind: LogFaultKind
    epoch: int
    index: int | None = None
    until: int | None = None
    where: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogVerified:
    """What verification read and found; `faults` are the first of `fault_count`."""

    entries: int
    checkpoints: int
    records: int
    erased: int
    waiting: int
    seconds: float
    faults: tuple[LogFault, ...]
    fault_count: int

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, inserted, removed or back-dated."""
        return not self.fault_count
