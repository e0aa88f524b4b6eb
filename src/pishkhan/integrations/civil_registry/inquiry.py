"""Adapter of the one documented inquiry, `mobile/owner/v2` (domain.md § 6.2 [T01]).

The reply tells `isMatched` and `responseContext.status.code`; 0 is success. The address of the
reseller is a setting: the state's own service has no public one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.request import HTTPRedirectHandler, Request, build_opener

from typing_extensions import override

from pishkhan.foundation import spans
from pishkhan.kernel.identity.terms import Ownership


PATH = "/api/inquiry/mobile/owner/v2"
TIMEOUT_SECONDS = 4.0
LARGEST_REPLY = 64_000
SUCCESS = 0


class _NoRedirect(HTTPRedirectHandler):
    @override
    def redirect_request(self, *arguments: object) -> None:
        """Personal data goes where the setting says and nowhere else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnershipInquiry:
    """Asks a reseller over HTTPS; whatever goes wrong is UNKNOWN."""

    address: str
    business_id: str
    business_token: str = field(repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def match(self, national_id: str, mobile: str) -> Ownership:
        """See the port."""
        question = {
            "requestContext": {
                "apiInfo": {"businessId": self.business_id, "businessToken": self.business_token}
            },
            "nationalId": national_id,
            "mobileNumber": mobile,
        }
        try:
            with spans.span("POST mobile owner", spans.Kind.CLIENT):
                return _outcome(self._ask(question))
        except (OSError, HTTPException, ValueError):
            # Down, slow, cut off or speaking nonsense; the sentence of the error has their data.
            return Ownership.UNKNOWN

    def _ask(self, question: Mapping[str, object]) -> object:
        request = Request(  # noqa: S310 - the address is a setting, https in production
            f"{self.address.rstrip('/')}{PATH}",
            data=json.dumps(question).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                **spans.carried(),
            },
            method="POST",
        )
        with build_opener(_NoRedirect).open(request, timeout=self.timeout_seconds) as reply:
            answer: object = json.loads(reply.read(LARGEST_REPLY))
            return answer


def _outcome(reply: object) -> Ownership:
    """A clear yes or no of a successful inquiry; anything else is no answer."""
    match reply:
        case {
            "isMatched": bool(is_matched),
            "responseContext": {"status": {"code": int(code)}},
        } if code == SUCCESS:
            return Ownership.MATCH if is_matched else Ownership.MISMATCH
    return Ownership.UNKNOWN
