"""What others see of credentials; plain values."""

from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.credentials.terms import CredentialState, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A credential as its holder is given it: a compact JWS."""

    token: str
    number: str
    document_id: int
    issued_at: datetime
    state: CredentialState


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What was found about a credential that somebody showed; good only without any problem."""

    problems: tuple[Problem, ...] = ()
    issuer: str = ""
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Nothing speaks against it."""
        return not self.problems
