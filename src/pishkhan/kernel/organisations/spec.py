"""What others say about organisations and permission; plain values."""

from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.organisations.rules.permission import Clause, Reach, Subject
from pishkhan.kernel.organisations.terms import (
    Act,
    Confidentiality,
    OrganisationKind,
    Role,
    Scope,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationView:
    """An organisation; `path` ends with its own id: "1/5/9/"."""

    id: int
    kind: OrganisationKind
    code: str
    name: str
    parent_id: int | None
    path: str
    is_active: bool
    name_en: str = ""
    name_ar: str = ""

    def named(self, language: str) -> str:
        """Its name in that language, the Persian one where it has no other."""
        return {"en": self.name_en, "ar": self.name_ar}.get(language) or self.name

    @property
    def depth(self) -> int:
        """0 for a root."""
        return self.path.count("/") - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class PostView:
    """A post: a role at an organisation, for one service or for every ("")."""

    id: int
    organisation_id: int
    role: Role
    service: str
    title: str
    clearance: int = 0
    title_en: str = ""
    title_ar: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Who holds a post now, themselves or on behalf of another."""

    account_id: int
    name: str
    post_id: int
    holding_id: int
    on_behalf_of: int | None = None
    on_behalf_of_name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldingView:
    """One period of one account at one post."""

    id: int
    post_id: int
    account_id: int
    name: str
    valid_from: datetime
    valid_to: datetime | None
    on_behalf_of: int | None
    on_behalf_of_name: str
    service: str = ""


__all__ = [
    "Act",
    "Clause",
    "Confidentiality",
    "Holder",
    "HoldingView",
    "OrganisationKind",
    "OrganisationView",
    "PostView",
    "Reach",
    "Role",
    "Scope",
    "Subject",
]
