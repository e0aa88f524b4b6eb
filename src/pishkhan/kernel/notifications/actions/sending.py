"""Writing messages into the outbox, in the transaction of whoever has something to say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.notifications import links, ports, templates
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.queries import declined
from pishkhan.kernel.notifications.rules import quiet, sms_parts
from pishkhan.kernel.notifications.rules.rendering import for_reading, placeholders, render
from pishkhan.kernel.notifications.spec import MessageTemplate, Recipient
from pishkhan.kernel.notifications.terms import Channel, Importance, MessageState
from pishkhan.kernel.persistence.api import as_json, columns_of, insert_json, new_id


WAKE_CHANNEL = "notifications"
WAY_OUT = {
    "fa": "اگر این یادآوری‌ها را نمی‌خواهید: {address}",
    "en": "If you do not want these reminders: {address}",
    "ar": "إن كنت لا تريد هذه التذكيرات: {address}",
}
LIFE_OF_A_SECRET = timedelta(minutes=2)
# By hand, because registrations of a rush all say something: texts and address in one look, the
# messages and the waking in one statement. The row without a channel is the address.
LOOK_UP = """
    SELECT channel, language, title, text FROM notifications_textoverride WHERE event = %(event)s
    UNION ALL
    SELECT '', '', '', address FROM notifications_emailaddress
    WHERE person_id = %(person_id)s AND confirmed_at IS NOT NULL AND failed_at IS NULL"""
UNSENT: dict[str, object] = {
    "tries": 0, "checks": 0, "provider": "", "pinned_until": None, "provider_id": "", "cost": 0,
    "reason": "", "read_at": None,
}  # fmt: skip
COLUMNS = tuple(columns_of(Message).split(", "))
SAY = f"""
    WITH said AS ({insert_json("notifications_message", COLUMNS, "rows")} ON CONFLICT DO NOTHING)
    SELECT pg_notify('{WAKE_CHANNEL}', '') WHERE %(wakes)s"""
RECALL = """
    UPDATE notifications_message SET state = 'dead', reason = 'overtaken', due_at = NULL
    WHERE case_id = %(case_id)s AND event = ANY(%(events)s) AND state = 'waiting' AND NOT secret
      AND (%(person_id)s::bigint IS NULL OR person_id = %(person_id)s)"""


def send(  # noqa: PLR0913 - one keyword for each thing an outbox row must know
    event: str,
    *,
    to: Recipient,
    data: Mapping[str, str],
    key: str,
    case_id: int | None = None,
    channels: Collection[Channel] | None = None,
    at: datetime | None = None,
    secret: bool = False,
    expires_at: datetime | None = None,
) -> None:
    """Say `event` to a person, by each declared channel on which the person can be reached.

    It leaves after the caller's transaction commits, not before `at`; it never leaves after
    `expires_at`. By SMS only what is essential leaves in the quiet hours of the installation, and
    an alarm or a reminder waits for a working day too; what is optional is not sent by a channel
    that the person declined, but always lies in the inbox. What it overtakes and still waits, is
    not sent any more.
    A person's confirmed e-mail address is used where `to` has none.
    The same `key` in the same case is sent once by each channel. The text of a
    `secret` message is blanked as soon as it has left or expired (2 minutes if not said).
    Raises NoSuchTemplate; KeyError if `data` lacks a placeholder.
    """
    now = clock.now()
    if secret and expires_at is None:
        expires_at = (at or now) + LIFE_OF_A_SECRET
    importance = templates.importance_of(event)
    wanted = set(channels or Channel) - ({Channel.INBOX} if secret else set())
    if importance is Importance.OPTIONAL and to.person_id is not None:
        wanted -= declined(to.person_id)
    rows, declared = list[dict[str, object]](), templates.channels_of(event)
    asks = not to.email and Channel.EMAIL in declared and not secret
    reworded, email = _looked_up(event, to.person_id if asks else None)
    if asks:
        to = replace(to, email=email)
    for channel in declared:
        address = to.address(channel)
        if channel not in wanted or address is None:
            continue
        template = templates.template(event, channel, to.language)
        title, text = _worded(template, reworded.get((channel, template.language)), data)
        at_once = channel is Channel.INBOX
        wakes_nobody = channel is not Channel.SMS or secret or importance is Importance.ESSENTIAL
        leaves_at = (at or now) if wakes_nobody else _by_day(at or now, importance)
        rows.append(
            {
                **UNSENT,
                "id": new_id(),
                "case_id": case_id,
                "person_id": to.person_id,
                "event": event,
                "channel": channel.value,
                "language": template.language,
                "dedupe_key": key,
                "address": address,
                "title": title,
                "text": text,
                "filled": _extra(template, to, data),
                "secret": secret,
                "at_any_hour": wakes_nobody,
                "parts": sms_parts.parts(text) if channel is Channel.SMS else 1,
                "state": (MessageState.DELIVERED if at_once else MessageState.WAITING).value,
                "created_at": now,
                "wanted_at": leaves_at,
                "due_at": None if at_once else leaves_at,
                "expires_at": expires_at,
                "sent_at": now if at_once else None,
                "delivered_at": now if at_once else None,
            }
        )
    _overtake(event, case_id, to)
    _say(rows)


def _overtake(event: str, case_id: int | None, to: Recipient) -> None:
    overtaken = templates.overtaken_by(event)
    if overtaken and case_id is not None and to.person_id is not None:
        recall(case_id, overtaken, person_id=to.person_id)


def recall(case_id: int, events: Collection[str], *, person_id: int | None = None) -> None:
    """What was said of these events about a case (to one person) and still waits, is not sent.

    It stays in the in-site inbox. In the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECALL, {"case_id": case_id, "events": list(events), "person_id": person_id})


def _say(rows: list[dict[str, object]]) -> None:
    if rows:
        wakes = any(row["due_at"] is not None for row in rows)
        with connection.cursor() as cursor:
            cursor.execute(SAY, {"rows": as_json(rows), "wakes": wakes})


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    text: str


def _looked_up(event: str, person_id: int | None) -> tuple[dict[tuple[str, str], _Words], str]:
    """What a manager reworded of the event; the e-mail address in use of the person, if asked."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, {"event": event, "person_id": person_id})
        rows = cursor.fetchall()
    email = next((text for channel, _language, _title, text in rows if not channel), "")
    reworded = {
        (channel, language): _Words(title, text)
        for channel, language, title, text in rows
        if channel
    }
    return reworded, email


def _worded(
    template: MessageTemplate, reworded: _Words | None, data: Mapping[str, str]
) -> tuple[str, str]:
    wording = template if reworded is None else reworded

    def filled(text: str) -> str:
        return render(text, data, language=template.language, verbatim=template.verbatim)

    return filled(wording.title), filled(wording.text)


def _extra(template: MessageTemplate, to: Recipient, data: Mapping[str, str]) -> dict[str, str]:
    """What carriers need besides the text: the values of a pattern, the way out of e-mails."""
    if template.channel is Channel.SMS:
        return _filled(template, data)
    is_optional = template.importance is Importance.OPTIONAL and to.person_id is not None
    if template.channel is not Channel.EMAIL or not is_optional:
        return {}
    address = links.unsubscribing(to.person_id or 0)
    words = WAY_OUT.get(template.language, WAY_OUT["fa"])
    return {"unsubscribe": address, "footer": words.format(address=address)}


def _filled(template: MessageTemplate, data: Mapping[str, str]) -> dict[str, str]:
    """The values of the declared text as they are read, for operators that fill it themselves."""
    return {
        name: data[name]
        if name in template.verbatim
        else for_reading(data[name], template.language)
        for name in placeholders(template.text)
    }


def _by_day(moment: datetime, importance: Importance) -> datetime:
    hours = quiet.parse(settings.SMS_QUIET_HOURS)
    if hours is None:
        return moment
    if importance is Importance.ORDINARY:
        return hours.leaves_at(moment)
    return hours.at_work(moment, ports.next_working_day)


def mark_read(person_id: int, *message_ids: int) -> None:
    """The person has seen these messages of the in-site inbox; somebody else's is left alone."""
    Message.objects.filter(
        id__in=message_ids, person_id=person_id, channel=Channel.INBOX, read_at=None
    ).update(read_at=clock.now())


def mark_all_read(person_id: int) -> None:
    """The person has seen whatever lies in their inbox now."""
    Message.objects.filter(person_id=person_id, channel=Channel.INBOX, read_at=None).update(
        read_at=clock.now()
    )
