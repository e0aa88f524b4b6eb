"""For tests of others: a receiver that is live at once, and a sender that keeps what it was given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.webhooks.actions.announcing import LIVE_AFTER, forget
from pishkhan.kernel.webhooks.actions.receivers import create_endpoint
from pishkhan.kernel.webhooks.models import Endpoint
from pishkhan.kernel.webhooks.ports import Answer
from pishkhan.kernel.webhooks.spec import NewEndpoint
from pishkhan.kernel.webhooks.terms import Topic


__all__ = ["MemorySender", "a_live_endpoint", "forget"]


def a_live_endpoint(
    organisation_id: int,
    *,
    url: str = "https://receiver.example/hook",
    topics: Collection[Topic] = (),
) -> NewEndpoint:
    """A receiver that need not wait until every process knows of it."""
    made = create_endpoint(
        organisation_id=organisation_id, title="برنامه", url=url, topics=topics, by=Actor.system()
    )
    Endpoint.objects.filter(id=made.endpoint.id).update(live_from=clock.now() - LIVE_AFTER)
    return made


@dataclass(kw_only=True)
class MemorySender:
    """Takes everything and keeps it; `answers` says otherwise for an address."""

    sent: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Keep it and answer."""
        self.sent.append((url, body, headers))
        return self.answers.get(url, Answer(status=200))
