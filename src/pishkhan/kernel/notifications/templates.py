"""The messages declared in code, by event."""

from pishkhan.kernel.notifications.errors import NoSuchTemplate
from pishkhan.kernel.notifications.rules.rendering import placeholders
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel, Importance


_declared: dict[tuple[str, Channel, str], MessageTemplate] = {}
SOURCE_LANGUAGE = "fa"


def declare(*templates: MessageTemplate) -> None:
    """Make messages known, at start. The same declaration twice is one; another text is a bug."""
    for template in templates:
        placeholders(template.text + template.title)
        place = (template.event, template.channel, template.language)
        known = _declared.setdefault(place, template)
        if known != template:
            message = f"Two different messages are declared for {place}."
            raise ValueError(message)
        if importance_of(template.event) is not template.importance:
            message = f"The messages of {template.event} differ in importance."
            raise ValueError(message)
        if overtaken_by(template.event) != template.overtakes:
            message = f"The messages of {template.event} differ in what they overtake."
            raise ValueError(message)


def declared() -> list[MessageTemplate]:
    """Every declared message, by event, channel and language."""
    return [_declared[place] for place in sorted(_declared)]


def template(event: str, channel: Channel, language: str) -> MessageTemplate:
    """The message in `language`, else in Persian; raises NoSuchTemplate."""
    found = _declared.get((event, channel, language)) or _declared.get(
        (event, channel, SOURCE_LANGUAGE)
    )
    if found is None:
        raise NoSuchTemplate(event=event)
    return found


def importance_of(event: str) -> Importance:
    """What may keep messages of `event` back; raises NoSuchTemplate."""
    return _any_of(event).importance


def overtaken_by(event: str) -> frozenset[str]:
    """The events that `event` makes needless while they wait; raises NoSuchTemplate."""
    return _any_of(event).overtakes


def alarms() -> list[str]:
    """The events that wait for a working morning."""
    waiting = {Importance.ALARM, Importance.OPTIONAL}
    return sorted({one.event for one in _declared.values() if one.importance in waiting})


def _any_of(event: str) -> MessageTemplate:
    found = next((one for place, one in _declared.items() if place[0] == event), None)
    if found is None:
        raise NoSuchTemplate(event=event)
    return found


def channels_of(event: str) -> list[Channel]:
    """The channels that have a message for `event`; raises NoSuchTemplate if none has."""
    found = [
        channel for channel in Channel if any(place[:2] == (event, channel) for place in _declared)
    ]
    if not found:
        raise NoSuchTemplate(event=event)
    return found
