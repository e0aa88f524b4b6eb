"""What others say about persons and actors; plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from typing_extensions import override

from pishkhan.kernel.identity.rules.masking import masked
from pishkhan.kernel.identity.terms import ActorKind, IdentifierKind, Ownership, PersonKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """What a post gives its holder: a role at an organisation, for one service or for every ("").

    `clearance` is how confidential a case may be that it opens (0: only ordinary ones).
    """

    role: str
    organisation_id: int
    organisation_path: str
    service: str = ""
    on_behalf_of: int | None = None
    on_behalf_of_name: str = ""
    holding_id: int | None = None
    until: datetime | None = None
    clearance: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, with the powers held at that moment."""

    kind: ActorKind
    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()

    @classmethod
    def system(cls) -> Self:
        """The platform itself: timers, jobs, commands."""
        return cls(kind=ActorKind.SYSTEM)

    @classmethod
    def anonymous(cls) -> Self:
        """Somebody nobody knows yet."""
        return cls(kind=ActorKind.ANONYMOUS)

    @classmethod
    def citizen(cls, person_id: int, name: str) -> Self:
        """A person signed in by one-time code."""
        return cls(kind=ActorKind.CITIZEN, person_id=person_id, name=name)

    @classmethod
    def staff(
        cls,
        account_id: int,
        name: str,
        grants: tuple[Grant, ...] = (),
        *,
        person_id: int | None = None,
    ) -> Self:
        """A member of staff with live grants; `person_id` is who they are as an applicant."""
        return cls(
            kind=ActorKind.STAFF,
            account_id=account_id,
            person_id=person_id,
            name=name,
            grants=grants,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """The names of a person; `organisation` for a legal person only."""

    first: str = ""
    last: str = ""
    organisation: str = ""

    @override
    def __str__(self) -> str:
        return self.organisation or f"{self.first} {self.last}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedIdentifier:
    """A number with its kind and, where the kind needs it, who issued it (a country, a body)."""

    kind: IdentifierKind
    value: str
    issuer: str = ""

    @property
    def masked(self) -> str:
        """For lists: the middle is hidden."""
        return masked(self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonView:
    """A person as the rest of the platform sees one."""

    id: int
    kind: PersonKind
    names: Names
    father_name: str
    mobile: str
    identifiers: tuple[TypedIdentifier, ...]

    @property
    def name(self) -> str:
        """The name to show."""
        return str(self.names)

    def identifier(self, kind: IdentifierKind) -> str:
        """The value of that kind, or the empty string."""
        return next((i.value for i in self.identifiers if i.kind == kind), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountView:
    """A staff account as the managing pages see it."""

    id: int
    username: str
    full_name: str
    is_active: bool
    person_id: int | None = None  # who its holder is as an applicant, where that was said


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeSent:
    """The same answer whether or not anybody has that number."""

    digits: int
    expires_at: datetime
    resend_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MobileChanged:
    """Both numbers, so that the caller can tell the old one (domain.md X-05)."""

    old: str
    new: str


__all__ = [
    "AccountView",
    "Actor",
    "ActorKind",
    "CodeSent",
    "Grant",
    "IdentifierKind",
    "MobileChanged",
    "Names",
    "Ownership",
    "PersonKind",
    "PersonView",
    "TypedIdentifier",
]
