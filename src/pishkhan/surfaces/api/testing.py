"""A program of an organisation: a key, and calls as it would send them by HTTP."""

from dataclasses import dataclass, field

from django.http import HttpResponseBase
from django.test import Client

from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import new_id


ROOT = "/api/v1"
Json = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Program:
    """Calls the API with a secret; every POST gets a mark of its own unless one is given."""

    secret: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> HttpResponseBase:
        """Read."""
        return self.client.get(ROOT + path, headers=self._headers(headers))

    def post(self, path: str, body: object, **headers: str) -> HttpResponseBase:
        """Write."""
        return self.client.post(
            ROOT + path,
            body,
            content_type="application/json",
            headers=self._headers({"Idempotency-Key": f"test-{new_id()}"} | headers),
        )

    def patch(self, path: str, body: object, **headers: str) -> HttpResponseBase:
        """Change."""
        return self.client.patch(
            ROOT + path, body, content_type="application/json", headers=self._headers(headers)
        )

    def delete(self, path: str, **headers: str) -> HttpResponseBase:
        """Take away."""
        return self.client.delete(ROOT + path, headers=self._headers(headers))

    def send(self, path: str, form: Json, **headers: str) -> HttpResponseBase:
        """Write a form with files."""
        headers = {"Idempotency-Key": f"test-{new_id()}"} | headers
        return self.client.post(ROOT + path, form, headers=self._headers(headers))

    def send_bytes(self, path: str, data: bytes, **headers: str) -> HttpResponseBase:
        """Send the next bytes of an upload."""
        return self.client.patch(
            ROOT + path,
            data,
            content_type="application/offset+octet-stream",
            headers=self._headers(headers),
        )

    def put_lines(self, path: str, data: bytes, **headers: str) -> HttpResponseBase:
        """Send lines of records."""
        return self.client.put(
            ROOT + path,
            data,
            content_type="application/x-ndjson",
            headers=self._headers(headers),
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return ({"Authorization": f"Bearer {self.secret}"} if self.secret else {}) | named


def a_program(organisation_id: int, *scopes: KeyScope, account_id: int | None = None) -> Program:
    """A program with a new key of the organisation and a quota that no test reaches."""
    issued = clients.issue(
        organisation_id=organisation_id,
        title="سامانهٔ نمونه",
        scopes=scopes or (KeyScope.SUBMIT, KeyScope.FOLLOW),
        account_id=account_id,
        per_minute=100_000,
        per_day=1_000_000,
        by=Actor.system(),
    )
    return Program(secret=issued.secret)
