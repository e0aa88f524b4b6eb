"""What others see of keys and of the programs that use them; plain values."""

from dataclasses import dataclass
from datetime import datetime

from pishkhan.foundation import clock
from pishkhan.kernel.clients.errors import ScopeMissing, StaffGone
from pishkhan.kernel.clients.terms import KeyScope, KeyState
from pishkhan.kernel.identity.spec import Actor


Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyView:
    """A key as it is listed; `shown` is how its secret begins, `last_used_at` true to an hour."""

    id: int
    organisation_id: int
    title: str
    shown: str
    scopes: tuple[KeyScope, ...]
    account_id: int | None
    per_minute: int
    per_day: int
    issued_at: datetime
    issued_by: int | None
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: int | None
    last_used_at: datetime | None

    @property
    def state(self) -> KeyState:
        """Whether it opens anything now."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        is_over = self.expires_at is not None and self.expires_at <= clock.now()
        return KeyState.EXPIRED if is_over else KeyState.LIVE


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedKey:
    """A new key with its secret, which is told this once and kept nowhere."""

    key: KeyView
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A program that proved its key.

    `program` is the actor of what it files and follows; `account` the member of staff whose live
    posts inside the organisation it uses on tasks, None where there is none (any more).
    """

    key_id: int
    title: str
    organisation_id: int
    organisation_name: str
    scopes: frozenset[str]
    per_minute: int
    per_day: int
    program: Actor
    account: Actor | None

    @property
    def staff(self) -> Actor:
        """The member of staff who acts; raises StaffGone."""
        if self.account is None:
            raise StaffGone
        return self.account

    def require(self, scope: KeyScope) -> None:
        """Pass, or raise ScopeMissing."""
        if scope not in self.scopes:
            raise ScopeMissing(scope=scope.label)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """What is left of the narrower of the two quotas, and when it is whole again."""

    limit: int
    remaining: int
    seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a call is answered with; `case_id` is what it touched, for the trail."""

    status: int
    body: Json = None
    case_id: int | None = None
    is_replay: bool = False
