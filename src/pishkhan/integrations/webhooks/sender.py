"""POST to a receiver: checked address, checked certificate, one deadline for everything."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from pishkhan.foundation.http_call import Deadline, asked, connected, port_of
from pishkhan.integrations.webhooks.guard import ForbiddenAddress, Guard
from pishkhan.kernel.webhooks.ports import Answer
from pishkhan.kernel.webhooks.terms import Problem


DEADLINE_SECONDS = 10.0
LARGEST_ANSWER = 4_000
SAID = {"User-Agent": "Pishkhan-Webhooks/1", "Content-Type": "application/json"}


class Resolver(Protocol):
    """Says which address a name leads to; raises ForbiddenAddress."""

    def resolve(self, host: str, port: int) -> str:
        """The one address to connect to."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpSender:
    """Carries webhooks. The name is resolved once and that very address is connected to, so a name
    that leads elsewhere a moment later leads nowhere; certificate and Host are those of the name.
    """

    resolver: Resolver = field(default_factory=Guard)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    deadline_seconds: float = DEADLINE_SECONDS

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """What the receiver says within the deadline; whatever goes wrong is in the answer."""
        deadline = Deadline.within(self.deadline_seconds)
        try:
            return self._posted(urlsplit(url), body, headers, deadline)
        except ForbiddenAddress:
            return Answer(problem=Problem.ADDRESS)
        except TimeoutError:
            return Answer(problem=Problem.TIMEOUT)
        except ssl.SSLError:
            return Answer(problem=Problem.TLS)
        except (OSError, HTTPException, ValueError):
            return Answer(problem=Problem.UNREACHABLE)

    def _posted(
        self, url: SplitResult, body: bytes, headers: Mapping[str, str], deadline: Deadline
    ) -> Answer:
        address = self.resolver.resolve(url.hostname or "", port_of(url))
        with connected(url, deadline, context=self.context, address=address) as line:
            return _read(asked(line, url, body, {**SAID, **headers}, deadline))


def _read(response: HTTPResponse) -> Answer:
    text = _beginning(response)
    if 200 <= response.status < 300:  # noqa: PLR2004 - success, as HTTP has it
        return Answer(status=response.status, text=text)
    problem = Problem.REFUSED
    if 300 <= response.status < 400:  # noqa: PLR2004 - followed nowhere: where it leads is not checked
        problem = Problem.REDIRECT
    elif response.status == 410:  # noqa: PLR2004 - Gone: it wants nothing more
        problem = Problem.GONE
    return Answer(status=response.status, text=text, problem=problem)


def _beginning(response: HTTPResponse) -> str:
    """What the body begins with. The status has come: a body that breaks off changes nothing."""
    try:
        return response.read(LARGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException, ValueError):
        return ""
