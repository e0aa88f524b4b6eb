"""What verification is told of a document, and what it tells; plain values.

A component that has documents hands over `DocumentFacts`; it is never asked for more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field as kept
from datetime import date, datetime

from pishkhan.kernel.verification.rules.document import (
    DocumentFacts as DocumentFacts,  # noqa: PLC0414 - re-export for those who have documents
    Holder as Holder,  # noqa: PLC0414 - the same
    Words as Words,  # noqa: PLC0414 - the same
)
from pishkhan.kernel.verification.terms import (
    ClaimField,
    DocumentKind,
    DocumentState,
    Ground,
    LogClass,
    Recognition,
    ShareField,
    Tier,
    VerdictState,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeView:
    """A code and what became of its document; for those who may see the code."""

    id: int
    code: str
    is_legacy: bool
    document_id: int
    institution_id: int
    kind: DocumentKind
    state: DocumentState
    state_since: datetime
    ground: Ground | None
    by_document_id: int | None
    version: int
    log_class: LogClass
    issued_at: datetime
    corrected_at: datetime | None
    frozen_at: datetime | None
    person_id: int | None
    last_four: str
    entry_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentStanding:
    """Where a document stands: the word, and where its last event is in the public log.

    `index` is None until the log gave it a place; only `is_witnessed` makes anything valid.
    """

    document_id: int
    state: VerdictState
    since: datetime
    ground: Ground | None
    by_document_id: int | None
    version: int
    entry_id: int
    index: int | None
    epoch: int
    checkpoint_size: int
    is_witnessed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """What proves an event: the canonical record and its salt, for who gets the proof of the log.

    A `salt` of None says that it was erased.
    """

    entry_id: int
    salt: bytes | None = kept(repr=False)
    record: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """From where an inquiry comes; digests only. `has_passed`: a human check, just now."""

    address: str = ""
    prefix: str = ""
    person_id: int | None = None
    has_passed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The answer to a code alone (T0): masked.

    `receipt` is the number of the inquiry; empty where there was no answer.
    """

    state: VerdictState
    asked_at: datetime
    receipt: str = ""
    since: datetime | None = None
    ground: Ground | None = None
    copy_no: int = 1
    kind: DocumentKind | None = None
    institution_id: int | None = None
    institution: Words = kept(default_factory=dict)
    recognition: Recognition = Recognition.UNKNOWN
    level: str = ""
    year: int = 0
    award_date_class: LogClass | None = None
    masked_name: str = ""
    valid_until: date | None = None
    issued_at: datetime | None = None
    corrected_at: datetime | None = None
    is_legacy: bool = False
    index: int | None = None
    checkpoint_size: int = 0

    @property
    def is_valid(self) -> bool:
        """Only this word says that the document may be accepted."""
        return self.state is VerdictState.VALID


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The answer to a claim (T1, T3): what was typed is right or wrong.

    Only where all of it is right (`is_match`) are name, field and date told.
    """

    verdict: Verdict
    fields: Mapping[ClaimField, bool]
    name: str = ""
    father_name: str = ""
    study_field: str = ""
    award_date: date | None = None

    @property
    def is_match(self) -> bool:
        """Something was typed, and all of it is right."""
        return bool(self.fields) and all(self.fields.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What a share link shows (T2): the verdict and the fields that the holder ticked."""

    verdict: Verdict
    share_id: int
    title: str
    expires_at: datetime
    shown: Sequence[tuple[ShareField, str]]
    extra: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareView:
    """A share link as its holder sees it; `token` only when it was made."""

    id: int
    code_id: int
    title: str
    fields: tuple[ShareField, ...]
    has_pin: bool
    created_at: datetime
    expires_at: datetime
    most: int | None
    openings: int
    is_open: bool
    token: str = kept(default="", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class InquiryView:
    """A line of the holder's log."""

    id: int
    code_id: int
    document_id: int
    at: datetime
    tier: Tier
    state: VerdictState
    who: str
    purpose: str
    is_match: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One inquiry of an organisation (T3)."""

    code: str
    claim: Mapping[ClaimField, str]
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """Who asks with a key, and for what."""

    id: int
    name: str
    purpose: str
