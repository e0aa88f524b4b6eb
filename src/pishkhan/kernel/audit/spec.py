"""What is said about an act: by whom, and how a line of the trail reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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
