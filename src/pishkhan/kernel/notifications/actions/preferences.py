"""What a person does not want to be told."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications.errors import InboxStays
from pishkhan.kernel.notifications.models import DeclinedChannel
from pishkhan.kernel.notifications.terms import Channel


@transaction.atomic
def decline(person_id: int, channel: Channel, *, by: Actor) -> None:
    """From now on no optional messages by `channel`; what is due to the person still comes.

    Raises InboxStays: the inbox keeps everything.
    """
    if channel is Channel.INBOX:
        raise InboxStays
    row, is_new = DeclinedChannel.objects.get_or_create(
        person_id=person_id, channel=channel, defaults={"declined_at": clock.now()}
    )
    if is_new:
        _record("notifications.channel_declined", row.person_id, channel, by)


@transaction.atomic
def want(person_id: int, channel: Channel, *, by: Actor) -> None:
    """Optional messages come by `channel` again."""
    gone, _ = DeclinedChannel.objects.filter(person_id=person_id, channel=channel).delete()
    if gone:
        _record("notifications.channel_wanted", person_id, channel, by)


def _record(verb: str, person_id: int, channel: Channel, by: Actor) -> None:
    audit.record(verb, target="person", target_id=person_id, by=by, after={"channel": channel})
