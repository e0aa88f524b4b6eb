"""Reads of webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from pishkhan.foundation import clock
from pishkhan.kernel.webhooks.errors import NoSuchDelivery, NoSuchEndpoint
from pishkhan.kernel.webhooks.models import Announcement, Delivery, Endpoint
from pishkhan.kernel.webhooks.rules.payload import Announcement as Said
from pishkhan.kernel.webhooks.spec import DeliveryView, EndpointView
from pishkhan.kernel.webhooks.terms import DeliveryState, Off, Problem, Topic


OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """How the outbox stands: deliveries by state, receivers that are on and that fail, and since
    when the oldest open delivery is due (None: none is)."""

    deliveries: Mapping[DeliveryState, int]
    receivers: int
    failing: int
    oldest_due: datetime | None


def endpoint(endpoint_id: int) -> EndpointView:
    """A receiver; raises NoSuchEndpoint. One query."""
    found = Endpoint.objects.filter(id=endpoint_id).first()
    if found is None:
        raise NoSuchEndpoint
    return view_of(found)


def endpoints_of(organisation_id: int) -> list[EndpointView]:
    """The receivers of an organisation, oldest first. One query."""
    return [view_of(one) for one in Endpoint.objects.filter(organisation_id=organisation_id)]


def delivery(delivery_id: int) -> DeliveryView:
    """A delivery; raises NoSuchDelivery. Two queries."""
    found = Delivery.objects.filter(id=delivery_id).first()
    if found is None:
        raise NoSuchDelivery
    return _views([found])[0]


def deliveries_of(
    endpoint_id: int, *, before: int | None = None, limit: int = 50
) -> list[DeliveryView]:
    """What a receiver was sent, newest first; `before` is the last id seen. Two queries."""
    rows = Delivery.objects.filter(endpoint_id=endpoint_id).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _views(list(rows[:limit]))


def overview() -> Overview:
    """The outbox in figures, for metrics and pages. Three queries."""
    counted = dict(Delivery.objects.values_list("state").annotate(Count("id")).order_by())
    receivers = Endpoint.objects.filter(off=Off.NONE)
    due = Delivery.objects.filter(state__in=OPEN, next_at__lte=clock.now())
    of_active = due.filter(endpoint_id__in=receivers.values("id"))
    found = receivers.aggregate(receivers=Count("id"), failing=Count("failing_since"))
    return Overview(
        deliveries={state: counted.get(state.value, 0) for state in DeliveryState},
        receivers=found["receivers"],
        failing=found["failing"],
        oldest_due=of_active.aggregate(oldest=Min("next_at"))["oldest"],
    )


def view_of(row: Endpoint) -> EndpointView:
    """A row as others see it."""
    return EndpointView(
        id=row.id,
        organisation_id=row.organisation_id,
        title=row.title,
        url=row.url,
        topics=tuple(Topic(one) for one in row.topics),
        off=Off(row.off),
        failures=row.failures,
        failing_since=row.failing_since,
        old_secret_until=row.old_secret_until,
        created_at=row.created_at,
    )


def said(row: Announcement) -> Said:
    """An announcement as it is sent."""
    return Said(
        id=row.id,
        topic=Topic(row.topic),
        case_id=row.case_id,
        sequence=row.sequence,
        service=row.service,
        state=row.state,
        reference=row.reference,
        organisation_ids=tuple(row.organisation_ids),
        at=row.at,
    )


def _views(rows: list[Delivery]) -> list[DeliveryView]:
    found = Announcement.objects.filter(id__in=[row.announcement_id for row in rows])
    about = {one.id: said(one) for one in found}
    return [
        DeliveryView(
            id=row.id,
            endpoint_id=row.endpoint_id,
            name=about[row.announcement_id].name,
            topic=about[row.announcement_id].topic,
            case_id=row.case_id,
            state=DeliveryState(row.state),
            attempt=row.attempt,
            status=row.status,
            problem=Problem(row.problem),
            answer=row.answer,
            next_at=row.next_at,
            created_at=row.created_at,
            delivered_at=row.delivered_at,
        )
        for row in rows
        if row.announcement_id in about
    ]
