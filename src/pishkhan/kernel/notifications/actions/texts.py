"""Rewording of messages by managers."""

from dataclasses import dataclass

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import templates
from pishkhan.kernel.notifications.errors import TextTooLong
from pishkhan.kernel.notifications.models import TextOverride
from pishkhan.kernel.notifications.rules import sms_parts
from pishkhan.kernel.notifications.rules.rendering import check, render
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.organisations.api import require
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.persistence.api import new_id


MOST_PARTS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A declared message as it reads now; `example` is filled with the declared samples."""

    template: MessageTemplate
    title: str
    text: str
    is_reworded: bool
    example: str
    parts: int


def wordings() -> list[Wording]:
    """Every declared message as it reads now, for the manager's list. One query."""
    reworded = {(row.event, row.channel, row.language): row for row in TextOverride.objects.all()}
    return [
        _wording(template, reworded.get((template.event, template.channel, template.language)))
        for template in templates.declared()
    ]


def preview(event: str, channel: Channel, language: str, text: str) -> Wording:
    """How `text` would read and what it would cost; raises what `set_text` raises."""
    template = templates.template(event, channel, language)
    return _checked(template, TextOverride(title=template.title, text=text))


def set_text(
    event: str, channel: Channel, language: str, *, text: str, title: str = "", by: Actor
) -> Wording:
    """Reword a message from now on; what was sent keeps its words.

    Raises NotAllowed, NoSuchTemplate, EmptyText, BrokenPlaceholder, UnknownPlaceholder, PlaceholderMissing,
    TextTooLong.
    """
    require(by, Act.MANAGE_TEXTS)
    template = templates.template(event, channel, language)
    row = TextOverride(
        id=new_id(),
        event=event,
        channel=channel,
        language=template.language,
        title=title or template.title,
        text=text.strip(),
        changed_at=clock.now(),
    )
    wording = _checked(template, row)
    with transaction.atomic():
        kept = TextOverride.objects.select_for_update(of=("self",)).filter(
            event=event, channel=channel, language=template.language
        )
        before = kept.first()
        if before is not None:
            row.id, row._state.adding = before.id, False
        row.save()
        audit.record(
            "notifications.text_changed",
            target="text",
            target_id=row.id,
            by=by,
            before=_trace(before or template),
            after=_trace(row),
        )
    return wording


def reset_text(event: str, channel: Channel, language: str, *, by: Actor) -> None:
    """Go back to the declared wording, if it was changed. Raises NotAllowed."""
    require(by, Act.MANAGE_TEXTS)
    with transaction.atomic():
        row = (
            TextOverride.objects.select_for_update(of=("self",))
            .filter(event=event, channel=channel, language=language)
            .first()
        )
        if row is None:
            return
        audit.record(
            "notifications.text_restored",
            target="text",
            target_id=row.id,
            by=by,
            before=_trace(row),
        )
        row.delete()


def _checked(template: MessageTemplate, row: TextOverride) -> Wording:
    check(row.text, known=template.known, required=template.kept)
    if row.title:
        check(row.title, known=template.known, required=frozenset())
    wording = _wording(template, row)
    if template.channel is Channel.SMS and wording.parts > MOST_PARTS:
        raise TextTooLong(parts=wording.parts, most=MOST_PARTS)
    return wording


def _wording(template: MessageTemplate, row: TextOverride | None) -> Wording:
    now = template if row is None else row
    values = {name: template.samples.get(name, name) for name in template.known}
    example = render(now.text, values, language=template.language, verbatim=template.verbatim)
    return Wording(
        template=template,
        title=now.title,
        text=now.text,
        is_reworded=row is not None,
        example=example,
        parts=sms_parts.parts(example) if template.channel is Channel.SMS else 1,
    )


def _trace(wording: MessageTemplate | TextOverride) -> dict[str, str]:
    return {
        "event": wording.event,
        "channel": wording.channel,
        "language": wording.language,
        "title": wording.title,
        "text": wording.text,
    }
