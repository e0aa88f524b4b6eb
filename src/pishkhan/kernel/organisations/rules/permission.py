"""The one permission rule: how far each role carries each act, and whom that reaches.

An administrator manages and does not read cases; a citizen reaches what is their own; the program
of an organisation files wherever a citizen could, reaches what its organisation filed, and keeps
the records of its own organisation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations.terms import Act, Role, Scope


_READING = (Act.VIEW_CASE, Act.VIEW_FILE, Act.SEARCH_CASES)


def _row(*, reading: Scope = Scope.NONE, **others: Scope) -> Mapping[Act, Scope]:
    named = {Act[name.upper()]: scope for name, scope in others.items()}
    return dict.fromkeys(_READING, reading) | named


TABLE: Mapping[Role, Mapping[Act, Scope]] = {
    Role.SECRETARIAT: _row(
        reading=Scope.OWN,
        act_on_task=Scope.CARTABLE,
        reopen_case=Scope.OWN,
        file_for_others=Scope.OWN,
    ),
    # Approves the holders of which it was laid before them to decide, and keeps no cartable.
    Role.EXPERT: _row(
        reading=Scope.OWN,
        act_on_task=Scope.CARTABLE,
        decide_cartable=Scope.CARTABLE,
        keep_records=Scope.OWN,
    ),
    Role.SIGNER: _row(
        reading=Scope.OWN,
        act_on_task=Scope.CARTABLE,
        set_confidentiality=Scope.OWN,
        sign_records=Scope.OWN,
    ),
    Role.OFFICE_MANAGER: _row(
        reading=Scope.SUBTREE,
        act_on_task=Scope.CARTABLE,
        reopen_case=Scope.SUBTREE,
        file_for_others=Scope.OWN,
        distribute=Scope.OWN,
        set_confidentiality=Scope.OWN,
        request_cartable=Scope.SUBTREE,
        decide_cartable=Scope.SUBTREE,
    ),
    Role.ADMINISTRATOR: _row(
        manage_organisations=Scope.SUBTREE,
        manage_clients=Scope.SUBTREE,
        manage_calendar=Scope.NATIONAL,
        manage_texts=Scope.NATIONAL,
        manage_services=Scope.NATIONAL,
        view_audit=Scope.NATIONAL,
        request_cartable=Scope.SUBTREE,
        decide_cartable=Scope.SUBTREE,
        recognise=Scope.NATIONAL,
    ),
    Role.AUDITOR: _row(
        reading=Scope.SUBTREE, view_audit=Scope.NATIONAL, view_finance=Scope.NATIONAL
    ),
    # Reads what was asked of it and no other case of its organisation.
    Role.LIAISON: _row(
        reading=Scope.CARTABLE, act_on_task=Scope.CARTABLE, request_cartable=Scope.OWN
    ),
    Role.DEPUTY: _row(reading=Scope.OWN, act_on_task=Scope.CARTABLE, set_confidentiality=Scope.OWN),
    Role.SECRETARY: _row(reading=Scope.OWN, act_on_task=Scope.CARTABLE),
    Role.CHAIR: _row(reading=Scope.OWN, act_on_task=Scope.CARTABLE),
    # A member sits in many commissions and reads only what is before theirs.
    Role.MEMBER: _row(reading=Scope.CARTABLE, act_on_task=Scope.CARTABLE),
    # Money lies in one place: at the top, of every service or of the one that the post names.
    Role.FINANCE: _row(view_finance=Scope.NATIONAL, manage_finance=Scope.NATIONAL),
}
OF_CITIZENS = frozenset({*_READING, Act.ACT_ON_TASK})
OF_PROGRAMS = frozenset({Act.VIEW_CASE, Act.VIEW_FILE})
AT_HOME = frozenset({Act.KEEP_RECORDS})  # a program does for its own organisation


def scope_of(role: str, act: Act) -> Scope:
    """How far `role` carries `act`; a role unknown to the table carries nothing."""
    return next((row.get(act, Scope.NONE) for known, row in TABLE.items() if known == role),
                Scope.NONE)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What an act would touch: organisations of a case, its applicant, cartables of its tasks.

    For ACT_ON_TASK give the task's own cartable, or, if it waits for the applicant, none.
    `filed_by` is the organisation whose program filed the case, if one did; `level` is how
    confidential the case is, which its applicant reads all the same.
    """

    service: str = ""
    organisation_ids: frozenset[int] = frozenset()
    applicant_id: int | None = None
    cartables: frozenset[tuple[str, int]] = frozenset()
    filed_by: int | None = None
    level: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One way in: this grant, this far. Lists make one OR-branch of a filter from each."""

    scope: Scope
    grant: Grant


PathsOf = Callable[[frozenset[int]], Iterable[str]]


def _no_paths(_ids: frozenset[int]) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How far an actor carries an act; a question for one subject, a filter for a list.

    A list takes `everything`, else the union of `applicant_id` (own cases) and `clauses`:
    CARTABLE by (grant.role, grant.organisation_id), OWN also by grant.organisation_id, SUBTREE
    by organisations under grant.organisation_path; each narrowed by grant.service unless "", and
    to cases no more confidential than grant.clearance.
    """

    act: Act
    everything: bool = False
    applicant_id: int | None = None
    filed_by: int | None = None
    clauses: tuple[Clause, ...] = ()
    paths_of: PathsOf = field(default=_no_paths, compare=False, repr=False)

    def covers(self, subject: Subject) -> bool:
        """Whether the act may touch `subject`; asks for paths only if a subtree could decide."""
        return self.everything or self._is_own(subject) or self.grant_for(subject) is not None

    def grant_for(self, subject: Subject) -> Grant | None:
        """The grant that lets the actor in, own posts before those on behalf of another."""
        return next(self._grants(subject), None)

    def _is_own(self, subject: Subject) -> bool:
        if self.filed_by is not None and self.filed_by == subject.filed_by:
            return not subject.level  # a program has no clearance
        if self.applicant_id is None or self.applicant_id != subject.applicant_id:
            return False
        # The task of an officer is never the applicant's, though the case is.
        return self.act != Act.ACT_ON_TASK or not subject.cartables

    def _grants(self, subject: Subject) -> Iterator[Grant]:
        fitting = [
            c
            for c in self.clauses
            if c.grant.service in {"", subject.service} and c.grant.clearance >= subject.level
        ]
        yield from (c.grant for c in fitting if _is_near(c, subject))
        under = [c for c in fitting if c.scope == Scope.SUBTREE]
        if under and subject.organisation_ids:
            paths = tuple(self.paths_of(subject.organisation_ids))
            yield from (
                c.grant
                for c in under
                if any(path.startswith(c.grant.organisation_path) for path in paths)
            )


def _is_near(clause: Clause, subject: Subject) -> bool:
    grant = clause.grant
    if clause.scope == Scope.NATIONAL:
        return True
    if (grant.role, grant.organisation_id) in subject.cartables:
        return True
    return clause.scope != Scope.CARTABLE and grant.organisation_id in subject.organisation_ids


def is_at_the_top(path: str) -> bool:
    """Whether an organisation's path is that of a root of the tree."""
    return path.count("/") == 1


def reach_of(actor: Actor, act: Act, *, paths_of: PathsOf = _no_paths) -> Reach:
    """How far `actor` carries `act`: by kind of actor first, then by each grant."""
    if actor.kind == ActorKind.SYSTEM:
        return Reach(act=act, everything=True)
    if actor.kind == ActorKind.CITIZEN:
        return Reach(act=act, applicant_id=actor.person_id if act in OF_CITIZENS else None)
    if actor.kind == ActorKind.PROGRAM:
        [home] = actor.grants
        filed_by = home.organisation_id if act in OF_PROGRAMS else None
        own = (Clause(scope=Scope.OWN, grant=home),) if act in AT_HOME else ()
        everything = act == Act.FILE_FOR_OTHERS
        return Reach(act=act, everything=everything, filed_by=filed_by, clauses=own)
    own_first = sorted(actor.grants, key=lambda grant: grant.on_behalf_of is not None)
    clauses = tuple(
        Clause(scope=scope, grant=grant)
        for grant in own_first
        for scope in [scope_of(grant.role, act)]
        if scope != Scope.NONE
        and (scope != Scope.NATIONAL or is_at_the_top(grant.organisation_path))
    )
    return Reach(act=act, clauses=clauses, paths_of=paths_of)
