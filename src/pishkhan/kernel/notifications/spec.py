"""Words to declare messages with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pishkhan.kernel.notifications.rules.rendering import placeholders
from pishkhan.kernel.notifications.terms import Channel, Importance


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageTemplate:
    """What is said on an event, by one channel, in one language.

    `text` has placeholders `{name}`. A manager who rewords it must keep the `required` ones
    (default: all of the text) and may use the `optional` ones. Values are shown in the digits
    of the language, except those in `verbatim` (addresses, codes that a phone reads by itself).
    `samples` fill the placeholders in previews and lengths. `importance` is one for all messages
    of an event; by it a message waits for the end of the quiet hours or for the next working
    morning, or can be declined. What was said of the events that it `overtakes` to the same person
    about the same case, and still waits, is not sent any more.
    """

    event: str
    channel: Channel
    language: str
    text: str
    title: str = ""
    required: frozenset[str] | None = None
    optional: frozenset[str] = frozenset()
    verbatim: frozenset[str] = frozenset()
    samples: Mapping[str, str] = field(default_factory=dict)
    importance: Importance = Importance.ESSENTIAL
    overtakes: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Every placeholder that may be used."""
        return placeholders(self.text) | placeholders(self.title) | self.optional

    @property
    def kept(self) -> frozenset[str]:
        """The placeholders that the text must have."""
        return placeholders(self.text) if self.required is None else self.required


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Whom to tell: only the channels whose address is given are used."""

    person_id: int | None = None
    mobile: str = ""
    email: str = ""
    language: str = "fa"

    def address(self, channel: Channel) -> str | None:
        """Where `channel` reaches the person; None where it does not."""
        if channel is Channel.INBOX:
            return None if self.person_id is None else ""
        return (self.mobile if channel is Channel.SMS else self.email) or None
