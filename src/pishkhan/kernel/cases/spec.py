"""Words that a service declares its process with, and the values that pass the door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pishkhan.kernel.cases.rules.process import Action, Process, Span, State
from pishkhan.kernel.cases.terms import (
    REFERRAL,
    CaseStatus,
    DefectKind,
    EventKind,
    ReferralKind,
    ReferralOutcome,
    Tense,
)
from pishkhan.kernel.identity.spec import Actor


Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Params = Mapping[str, Json]


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicant:
    """Whose case it is; `identifier` (a national id, say) is kept only inside the search key."""

    person_id: int
    name: str
    identifier: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Defect:
    """What is wrong: `field` is "page.question" or "attachment:<id>"; `old` is its answer now."""

    field: str
    kind: DefectKind
    note: str
    old: Json = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """To whom a case is referred, for what, with which order; `account_id` None: whoever is there.

    `working_days` is the time given, None for none. While an opinion that `is_blocking` is not in,
    the case is not decided.
    """

    organisation_id: int
    role: str
    kind: ReferralKind
    account_id: int | None = None
    order: str = ""
    working_days: int | None = None
    is_blocking: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralView:
    """A line of the referral tree; `depth` is how many it passes on."""

    id: int
    case_id: int
    task_id: int
    parent_id: int | None
    depth: int
    kind: ReferralKind
    order: str
    sent_by: int
    sent_by_name: str
    sent_place: str
    to_place: str
    to_name: str
    sent_at: datetime
    due_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    ended_by_name: str
    outcome: ReferralOutcome | None
    answer: str
    read_at: datetime | None
    reference: str = ""
    applicant_name: str = ""
    is_blocking: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What an effect or a guard is told.

    `state` is where the case stands now, `from_state` where the button was pressed (for a guard
    the same); `action` and `from_state` are "" when the case was just opened or reopened.
    """

    case_id: int
    service: str
    applicant: Applicant
    organisations: Mapping[str, int]
    subject: str
    reference: str
    state: str
    from_state: str = ""
    action: str = ""
    by: Actor
    comment: str = ""
    reason: str = ""
    params: Params = field(default_factory=dict)
    facts: Mapping[str, Json] = field(default_factory=dict)
    at: datetime


Effect = Callable[[Step], None]
"""Runs inside the transaction, after the case has moved. No HTTP, no files: defer a job instead."""

Guard = Callable[[Step], None]
"""Raises a DomainError of the service when the action must not be taken; reads only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What a decision says: one of its outcomes, and the reasons in Persian, line by line."""

    outcome: str
    because: tuple[str, ...] = ()
    trace: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A pure function over the facts of the case, with every outcome it may give."""

    outcomes: frozenset[str]
    decide: Callable[[Mapping[str, Json]], Decided]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseView:
    """A case as the rest of the platform sees it; titles are Persian message ids."""

    id: int
    service: str
    definition_id: int
    state: str
    state_title: str
    public_title: str
    with_applicant: bool
    status: CaseStatus
    suspend_reason: str
    outcome: str
    version: int
    open_defects: int
    applicant_id: int
    applicant_name: str
    subject: str
    reference: str
    organisations: Mapping[str, int]
    facts: Mapping[str, Json]
    opened_at: datetime
    entered_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    confidentiality: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRow:
    """A line of an inbox; `due_at` is None where the task has no deadline."""

    id: int
    case_id: int
    service: str
    state: str
    state_title: str
    role: str
    role_title: str
    organisation_id: int | None
    organisation_name: str
    cartable_id: int | None
    applicant_name: str
    subject: str
    reference: str
    due_at: datetime | None
    created_at: datetime
    seen_at: datetime | None
    closed_at: datetime | None
    outcome: str
    assignee_id: int | None
    assignee_name: str
    priority: int
    returned: bool
    suspended: bool
    referral: str
    referred_by: str
    kind: str = ""
    confidentiality: int = 0

    @property
    def is_referral(self) -> bool:
        """Whether it asks something beside the way of the case, and has no buttons of it."""
        return self.kind == REFERRAL


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrow:
    """What a list is narrowed to; None and "" leave all. `since` and `until` bound the arrival."""

    service: str = ""
    state: str = ""
    organisation_id: int | None = None
    label_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Narrow()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some lines and, if there are more, what to ask the next ones with."""

    rows: tuple[TaskRow, ...]
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CartableCount:
    """A cartable of an actor, with its open and overdue tasks; 1000 means "999+".

    `until` is when it stops being theirs, None where no end is set.
    """

    cartable_id: int
    service: str
    role: str
    title: str
    organisation_id: int
    organisation_name: str
    on_behalf_of: int | None
    on_behalf_of_name: str
    until: datetime | None
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """The figures beside an inbox; each stops at 1000, to be shown as "999+"."""

    cartables: tuple[CartableCount, ...]
    overdue: int
    due_today: int
    returned: int
    mine: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A line of the timeline: `at` for what was and is, `usual` for what is expected.

    `place` is role and organisation, joined by " · ", empty while it is with the applicant.
    """

    tense: Tense
    state: str
    title: str
    place: str = ""
    at: datetime | None = None
    usual: Span = field(default_factory=Span)
    with_applicant: bool = False
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DefectView:
    """A defect with the answer before and, once it came back, after."""

    id: int
    round: int
    field: str
    kind: DefectKind
    note: str
    old: Json
    new: Json
    raised_at: datetime
    raised_by_name: str
    resolved_at: datetime | None
    is_withdrawn: bool

    @property
    def is_open(self) -> bool:
        """Whether the applicant still has to answer it."""
        return self.resolved_at is None and not self.is_withdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """An action open to an actor now, on the task it belongs to."""

    task_id: int
    action: Action
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EventView:
    """A line of the trail of a case, for staff; `title` is the button or the state.

    `params` are what was given with the action, such as the text of a proposed answer.
    """

    seq: int
    kind: EventKind
    action: str
    title: str
    from_state: str
    to_state: str
    place: str
    account_id: int | None
    actor_name: str
    on_behalf_of: int | None
    comment: str
    reason: str
    params: Params
    at: datetime


__all__ = [
    "EVERYTHING",
    "Action",
    "Addressee",
    "Applicant",
    "CartableCount",
    "CaseView",
    "Counts",
    "Decided",
    "Decision",
    "Defect",
    "DefectView",
    "Effect",
    "EventView",
    "Guard",
    "Json",
    "Moment",
    "Narrow",
    "Offer",
    "Page",
    "Params",
    "Process",
    "ReferralView",
    "Span",
    "State",
    "Step",
    "TaskRow",
]
