"""Names of issuers (did:web) and addresses of what is published, from the address of the platform."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from pishkhan.kernel.signing.spec import NATIONAL, TRIAL, institution, institution_of


ISSUERS: Final = "issuers"


@dataclass(frozen=True, slots=True)
class Site:
    """The public address of the platform, without a slash at its end."""

    address: str

    @property
    def did(self) -> str:
        """The platform itself: its document is at /.well-known/did.json."""
        return f"did:web:{quote(self.address.partition('://')[2], safe='')}"

    def did_of(self, owner: str) -> str:
        """An owner of keys; each institution has a name and a document of its own.

        So a key of one institution can sign in no other's name, whoever has it.
        """
        if owner == NATIONAL:
            return self.did
        number = institution_of(owner)
        return f"{self.did}:{ISSUERS}:{TRIAL if number is None else number}"

    def owner_of(self, did: str) -> str | None:
        """Whose name it is; None for a name that is none of ours."""
        if did == self.did:
            return NATIONAL
        found = re.fullmatch(rf"{re.escape(self.did)}:{ISSUERS}:(\w+)", did)
        if found is None:
            return None
        if found[1] == TRIAL:
            return TRIAL
        owner = institution(int(found[1])) if found[1].isascii() and found[1].isdecimal() else ""
        return owner if institution_of(owner) and self.did_of(owner) == did else None

    def key_name(self, owner: str, key_id: str) -> str:
        """The full name of a key, as it stands in `kid`."""
        return f"{self.did_of(owner)}#{key_id}"

    def named_key(self, name: str) -> tuple[str, str] | None:
        """Owner and key of a full name; None for a name that is none of ours."""
        did, _, key_id = name.partition("#")
        owner = self.owner_of(did)
        return (owner, key_id) if owner is not None and key_id else None

    def list_address(self, list_id: int, purpose: str) -> str:
        """Where a status list is."""
        return f"{self.address}/credentials/status/{list_id}/{purpose}"

    def entry_address(self, epoch: int, index: int) -> str:
        """An entry of the public log."""
        return f"{self.address}/log/{epoch}/#{index}"

    @property
    def host(self) -> str:
        """As it is printed on documents."""
        return unquote(self.address.partition("://")[2])
