"""The body of an announcement: what happened to which case, and nothing about persons."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from pishkhan.kernel.webhooks.terms import Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """Something that happened to a case; `case_id` is None for a ping."""

    id: int
    topic: Topic
    case_id: int | None
    sequence: int
    service: str
    state: str
    reference: str
    organisation_ids: tuple[int, ...]
    at: datetime

    @property
    def name(self) -> str:
        """Its `webhook-id`: the same however often and by whomever it is received."""
        return f"msg_{self.id}"


def body(said: Announcement) -> bytes:
    """The JSON that is sent; the same announcement gives the same bytes."""
    data = {
        "case": str(said.case_id),
        "reference": said.reference,
        "sequence": said.sequence,
        "service": said.service,
        "state": said.state,
        "organisations": [str(one) for one in said.organisation_ids],
    }
    sent = {
        "type": said.topic.value,
        "timestamp": said.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": data if said.case_id is not None else {},
    }
    return json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()
