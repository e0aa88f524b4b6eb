"""A process as parsed and checked: frozen values that the engine walks on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pishkhan.kernel.cases.terms import (
    CommentRule,
    Emphasis,
    Silence,
    StateKind,
    TimerDeed,
    TimerMoment,
    VoteRule,
)
from pishkhan.kernel.organisations.terms import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A length of time; working days are counted by the calendar of offices."""

    working_days: int = 0
    days: int = 0
    hours: int = 0

    def __bool__(self) -> bool:
        return bool(self.working_days or self.days or self.hours)


@dataclass(frozen=True, kw_only=True, slots=True)
class Assign:
    """Who gets the task: the applicant, or a role in the organisation of a slot."""

    applicant: bool = False
    role: str = ""
    org: str = ""
    fallback: str = ""  # a role of the same organisation, asked when nobody holds `role`
    least: int = 1  # of a need: how many must hold the role, a quorum say


@dataclass(frozen=True, kw_only=True, slots=True)
class Also:
    """Actions open to a role although the task lies with somebody else."""

    role: str
    org: str
    actions: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """A button: what it is called, what it wants, where it leads."""

    name: str
    title: str
    to: str
    kind: Emphasis = Emphasis.QUIET
    comment: CommentRule = CommentRule.OPTIONAL
    reason: str = ""
    raises_defects: bool = False
    despite_defects: bool = False
    effects: tuple[str, ...] = ()
    guard: str = ""
    params: Mapping[str, bool] = field(default_factory=dict)
    reroute: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""
    by_system: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TimerRule:
    """What happens by itself while a task is open."""

    name: str
    moment: TimerMoment
    span: Span
    deed: TimerDeed
    action: str = ""
    to_role: str = ""
    to_parent: bool = False  # the superior sits in the organisation above
    move: bool = False
    silence: Silence | None = None  # what it means that nobody answered, and
    ground: str = ""  # the law that says so, as the applicant reads it
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """How several assignees decide: `yes` and `no` name two actions of the state."""

    rule: VoteRule
    yes: str
    no: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopening:
    """Who may reopen an ended case, where it goes, and how long that stays possible."""

    to: str
    title: str
    role: str = ""
    org: str = ""
    applicant: bool = False
    within: Span = Span()


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A place where a case stands, or passes through.

    `needs` are roles without which it does not pass although no task is theirs: who votes, say.
    They have no fallback: where one is not held it is missing, whatever that of a task.
    """

    name: str
    kind: StateKind
    title: str
    public_title: str = ""
    assign: tuple[Assign, ...] = ()
    also: tuple[Also, ...] = ()
    needs: tuple[Assign, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    due: Span = Span()
    usual: Span = Span()
    timers: tuple[TimerRule, ...] = ()
    vote: Vote | None = None
    effects: tuple[str, ...] = ()
    not_same_actor: tuple[str, ...] = ()
    decide: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    event: str = ""
    call: str = ""
    reopens: Reopening | None = None
    bulk: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """What the applicant reads."""
        return self.public_title or self.title

    @property
    def with_applicant(self) -> bool:
        """Whether the clock of the staff stands still here."""
        return any(entry.applicant for entry in self.assign)

    def targets(self) -> Iterator[str]:
        """Every state one step away, reopening left out, the usual one first."""
        primary = [a.to for a in self.actions.values() if a.kind is Emphasis.PRIMARY]
        yield from primary
        yield from (a.to for a in self.actions.values() if a.kind is not Emphasis.PRIMARY)
        yield from self.outcomes.values()

    def reserved(self, action: str) -> tuple[Also, ...]:
        """The roles beside the assignee to whom `action` belongs; empty: it is the assignee's."""
        return tuple(entry for entry in self.also if action in entry.actions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """The whole course of a service; a running case stays on the version it began with."""

    service: str
    version: int
    title: str
    orgs: tuple[str, ...]
    start: str
    states: Mapping[str, State]
    lanes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    roles_en: Mapping[str, str] = field(default_factory=dict)
    roles_ar: Mapping[str, str] = field(default_factory=dict)
    sla: Span = Span()
    clock_stops: bool = True
    main: tuple[str, ...] = ()
    started: str = ""  # what the applicant reads for the first moment
    kinds: Mapping[str, str] = field(default_factory=dict)  # which organisations may fill a slot
    requested: frozenset[str] = frozenset()  # roles whose cartable is asked for and approved
    on_suspended: tuple[str, ...] = ()
    on_resumed: tuple[str, ...] = ()

    def role_title(self, role: str) -> str:
        """What the process calls a role, else the platform's own word."""
        known = next((word.label for word in Role if word.value == role), role)
        return self.roles.get(role) or known

    def role_words(self, language: str) -> dict[str, str]:
        """What its Persian titles of roles are in that language, as far as it says."""
        spoken = {"en": self.roles_en, "ar": self.roles_ar}.get(language, {})
        return {self.role_title(role): title for role, title in spoken.items() if title}

    def least_of(self, role: str) -> int:
        """How many holders of a role some state needs at one organisation, one if none says more."""
        needs = [
            one.least for state in self.states.values() for one in state.needs if one.role == role
        ]
        return max(needs, default=1)

    def roles_named(self) -> frozenset[str]:
        """Every role that some state, need, timer or reopening names."""
        named = {entry.role for s in self.states.values() for entry in s.assign}
        named |= {entry.fallback for s in self.states.values() for entry in s.assign}
        named |= {entry.role for s in self.states.values() for entry in s.also}
        named |= {entry.role for s in self.states.values() for entry in s.needs}
        named |= {timer.to_role for s in self.states.values() for timer in s.timers}
        named |= {s.reopens.role for s in self.states.values() if s.reopens}
        return frozenset(named - {""})

    def path_from(self, name: str) -> tuple[str, ...]:
        """The states still expected after `name` when all goes well, the end included."""
        if name in self.main:
            return self.main[self.main.index(name) + 1 :]
        path: list[str] = []
        state = self.states[name]
        while state.kind is not StateKind.END:
            name = next(state.targets())
            if name in path or name not in self.states:
                break
            state = self.states[name]
            if name in self.main:
                return (*path, *self.main[self.main.index(name) :])
            if state.kind is not StateKind.DECISION:
                path.append(name)
        return tuple(path)
