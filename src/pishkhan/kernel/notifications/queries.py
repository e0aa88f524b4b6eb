"""Reads of notifications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.notifications.models import DeclinedChannel, EmailAddress, Message
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel, MessageState


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxMessage:
    """A message as its reader sees it in the portal."""

    id: int
    case_id: int | None
    title: str
    text: str
    sent_at: datetime
    is_read: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What was said to a person about a case, and whether it arrived; for the office."""

    event: str
    channel: Channel
    state: MessageState
    text: str
    at: datetime


def staff(account_ids: Iterable[int]) -> dict[int, Recipient]:
    """How members of staff are told, by account, in the order of the accounts.

    Of whom nobody said which person they are there is no address: they are left out.
    """
    return {
        account_id: Recipient(person_id=person.id, mobile=person.mobile)
        for account_id, person in identity.persons_of_accounts(account_ids).items()
    }


def inbox_of(person_id: int, *, before: int | None = None, limit: int = 50) -> list[InboxMessage]:
    """The in-site messages of a person, newest first; `before` is the last id seen. One query."""
    rows = Message.objects.filter(person_id=person_id, channel=Channel.INBOX).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        InboxMessage(
            id=row.id,
            case_id=row.case_id,
            title=row.title,
            text=row.text,
            sent_at=row.created_at,
            is_read=row.read_at is not None,
        )
        for row in rows[:limit]
    ]


def unread_count(person_id: int) -> int:
    """How many in-site messages the person has not opened. One query."""
    return Message.objects.filter(person_id=person_id, channel=Channel.INBOX, read_at=None).count()


def said_about(case_id: int) -> list[Said]:
    """Everything that was said about a case, oldest first. One query."""
    return [
        Said(
            event=row.event,
            channel=Channel(row.channel),
            state=MessageState(row.state),
            text=row.text,
            at=row.created_at,
        )
        for row in Message.objects.filter(case_id=case_id).order_by("id")
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """What messages of one event by one provider came to; `cost` in rials."""

    channel: Channel
    provider: str
    event: str
    messages: int
    parts: int
    delivered: int
    failed: int
    cost: int


def spent(since: datetime, until: datetime) -> list[Spent]:
    """What was sent from `since` to before `until`, dearest first; the inbox costs nothing. One query."""
    rows = (
        Message.objects.filter(created_at__gte=since, created_at__lt=until)
        .exclude(channel=Channel.INBOX)
        .exclude(provider="")
        .values("channel", "provider", "event")
        .annotate(
            messages=Count("id"),
            all_parts=Sum("parts"),
            delivered=Count("id", filter=Q(state=MessageState.DELIVERED)),
            failed=Count("id", filter=Q(state__in=[MessageState.FAILED, MessageState.DEAD])),
            all_cost=Sum("cost"),
        )
        .order_by("-all_cost", "channel", "provider", "event")
    )
    return [
        Spent(
            channel=Channel(row["channel"]),
            provider=row["provider"],
            event=row["event"],
            messages=row["messages"],
            parts=row["all_parts"],
            delivered=row["delivered"],
            failed=row["failed"],
            cost=row["all_cost"],
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Email:
    """The e-mail address of a person, and whether messages go there."""

    address: str
    is_confirmed: bool
    is_failing: bool

    @property
    def is_used(self) -> bool:
        """Confirmed, and its server takes what we send."""
        return self.is_confirmed and not self.is_failing


def email_of(person_id: int) -> Email | None:
    """The address that the person gave, if any. One query."""
    row = EmailAddress.objects.filter(person_id=person_id).first()
    if row is None:
        return None
    return Email(
        address=row.address,
        is_confirmed=row.confirmed_at is not None,
        is_failing=row.failed_at is not None,
    )


def declined(person_id: int) -> frozenset[Channel]:
    """The channels by which the person wants no optional messages. One query."""
    rows = DeclinedChannel.objects.filter(person_id=person_id)
    return frozenset(Channel(channel) for channel in rows.values_list("channel", flat=True))
