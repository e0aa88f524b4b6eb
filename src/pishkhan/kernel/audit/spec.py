"""What is said about an act, how a line of the trail reads, what is sealed and what was verified."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from pishkhan.kernel.audit.rules.chain import UNMARKED, Fault, Head


class By(Protocol):
    """Who acted, as far as the trail needs it; `identity.spec.Actor` is one."""

    @property
    def kind(self) -> str:
        """One of `identity.terms.ActorKind`."""

    @property
    def account_id(self) -> int | None:
        """The account, if a member of staff acted."""

    @property
    def person_id(self) -> int | None:
        """The person, if a citizen acted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the trail, as the viewer shows it."""

    id: int
    at: datetime
    verb: str
    sentence: str
    target: str
    target_id: int
    actor_kind: str
    account_id: int | None
    person_id: int | None
    because: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """An append-only table with `id` by `new_id`, and the columns of it that are sealed.

    Lines that have a `mark` are sealed under another code where it is not right.
    """

    code: str
    table: str
    columns: tuple[str, ...]

    @property
    def is_marked(self) -> bool:
        """Whether each line carries the application's mark."""
        return "mark" in self.columns

    @property
    def unmarked(self) -> "Source":
        """The same table, for blocks of lines whose mark is wrong."""
        return replace(self, code=self.code + UNMARKED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Lines of a table that no block holds yet."""

    table: str
    lines: int
    oldest: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What verification found; `faults` are the first of `fault_count`, in the chain's order."""

    blocks: int
    lines: int
    head: Head
    seconds: float
    faults: tuple[Fault, ...]
    fault_count: int
    waiting: tuple[Waiting, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing was edited, removed or inserted."""
        return not self.fault_count
