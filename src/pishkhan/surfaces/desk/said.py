"""What the applicant was told about a case, and whether it arrived; the secret code is covered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pishkhan.foundation import digits
from pishkhan.kernel.catalogue.spec import Receipt
from pishkhan.kernel.notifications.api import Said
from pishkhan.kernel.notifications.terms import MessageState
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web.sentences import translated


KINDS = {
    MessageState.SENT: "ok",
    MessageState.DELIVERED: "ok",
    MessageState.FAILED: "bad",
    MessageState.DEAD: "bad",
}
COVER = "•••"


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidLine:
    """One message: by which road, how far it came, what it said."""

    channel: str
    state: Tag
    text: str
    at: datetime


def said_lines(messages: Sequence[Said], receipt: Receipt | None) -> tuple[SaidLine, ...]:
    """The messages, the oldest first; with the tracking code anybody could follow the request."""
    code = receipt.tracking_code if receipt else ""
    return tuple(
        SaidLine(
            channel=translated(one.channel.label),
            state=Tag(text=translated(one.state.label), kind=KINDS.get(one.state, "")),
            text=_covered(one.text, code),
            at=one.at,
        )
        for one in messages
    )


def _covered(text: str, code: str) -> str:
    """Without the code, in whatever digits and groups it is written."""
    digit = (f"[{one}{digits.to_persian(one)}{digits.to_arabic(one)}]" for one in code)
    return re.sub(r"\s?".join(digit), COVER, text) if code else text
