"""Receivers made, given another secret, switched off and on, tried; deliveries sent again."""

import os
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Subject
from pishkhan.kernel.persistence.api import notify
from pishkhan.kernel.webhooks import ports
from pishkhan.kernel.webhooks.actions.announcing import LIVE_AFTER, WAKE_CHANNEL, forget
from pishkhan.kernel.webhooks.errors import (
    BadAddress,
    EndpointIsOff,
    NoSuchDelivery,
    NoSuchEndpoint,
    SecretLost,
    TooManyEndpoints,
)
from pishkhan.kernel.webhooks.models import Announcement, Delivery, Endpoint
from pishkhan.kernel.webhooks.queries import view_of
from pishkhan.kernel.webhooks.rules import addresses, signing
from pishkhan.kernel.webhooks.rules.sealing import DoesNotOpen, Sealed, seal, unseal
from pishkhan.kernel.webhooks.spec import EndpointView, NewEndpoint
from pishkhan.kernel.webhooks.terms import OF_CASES, DeliveryState, Off, Topic


MOST = 10
OLD_SECRET_LIVES = timedelta(days=1)
TARGET = "webhook"


@transaction.atomic
def create_endpoint(
    *, organisation_id: int, title: str, url: str, by: Actor, topics: Collection[Topic] = ()
) -> NewEndpoint:
    """A receiver for an organisation; `topics` empty means all. It hears of what happens ten
    seconds from now on. Its secret is in the answer and is never shown again.

    Raises NotAllowed, BadAddress, TooManyEndpoints.
    """
    _require(by, organisation_id)
    if not addresses.is_acceptable(url, is_development=ports.is_development()):
        raise BadAddress
    if Endpoint.objects.filter(organisation_id=organisation_id).count() >= MOST:
        raise TooManyEndpoints(most=MOST)
    now, clear = clock.now(), os.urandom(signing.SECRET_BYTES)
    row = Endpoint(
        organisation_id=organisation_id,
        title=title,
        url=url,
        topics=[one.value for one in OF_CASES if one in topics],
        live_from=now + LIVE_AFTER,
        created_at=now,
    )
    _seal(row, clear)
    row.save(force_insert=True)
    _record("created", row, by, after={"organisation": organisation_id, "url": url})
    forget()
    return NewEndpoint(endpoint=view_of(row), secret=signing.shown(clear))


@transaction.atomic
def rotate_secret(endpoint_id: int, *, by: Actor) -> str:
    """Another secret, shown once. For a day what is sent is signed by the old one as well.

    Raises NotAllowed, NoSuchEndpoint.
    """
    row, clear = _locked(endpoint_id, by), os.urandom(signing.SECRET_BYTES)
    row.old_sealed_by, row.old_sealed_secret = row.sealed_by, row.sealed_secret
    row.old_secret_until = clock.now() + OLD_SECRET_LIVES
    _seal(row, clear)
    row.save()
    _record("secret_rotated", row, by)
    return signing.shown(clear)


@transaction.atomic
def switch_off(endpoint_id: int, *, because: str, by: Actor) -> EndpointView:
    """It is given nothing any more; what waits for it is kept for 72 hours. Raises NotAllowed, NoSuchEndpoint."""
    row = _locked(endpoint_id, by)
    row.off = Off.BY_HAND.value
    row.save(update_fields=["off"])
    _record("switched_off", row, by, because=because)
    return view_of(row)


@transaction.atomic
def switch_on(endpoint_id: int, *, by: Actor) -> EndpointView:
    """It hears of what happens ten seconds from now on; its failures are forgotten.

    Raises NotAllowed, NoSuchEndpoint.
    """
    row = _locked(endpoint_id, by)
    row.off, row.live_from = Off.NONE.value, clock.now() + LIVE_AFTER
    row.failures, row.failing_since, row.paused_until = 0, None, None
    row.save()
    _record("switched_on", row, by)
    forget()
    notify(WAKE_CHANNEL)
    return view_of(row)


@transaction.atomic
def ping(endpoint_id: int, *, by: Actor) -> int:
    """Send a receiver an announcement about nothing; the delivery's id.

    Raises NotAllowed, NoSuchEndpoint, EndpointIsOff.
    """
    row, now = _locked(endpoint_id, by), clock.now()
    _require_on(row)
    said = Announcement.objects.create(topic=Topic.PING.value, at=now)
    made = Delivery.objects.create(
        announcement_id=said.id,
        endpoint_id=row.id,
        state=DeliveryState.WAITING.value,
        next_at=now,
        created_at=now,
        wanted_at=now,
    )
    _unpause(row)
    _record("pinged", row, by)
    notify(WAKE_CHANNEL)
    return made.id


@transaction.atomic
def redeliver(delivery_id: int, *, by: Actor) -> None:
    """Send a delivery again at once, with the same id, whatever became of it; 72 hours begin anew.

    One that is in hand now is left alone. Raises NotAllowed, NoSuchDelivery, EndpointIsOff.
    """
    found = Delivery.objects.filter(id=delivery_id).only("case_id", "endpoint_id").first()
    if found is None:
        raise NoSuchDelivery
    # The receiver before its deliveries, as the couriers lock them.
    endpoint, now = _locked(found.endpoint_id, by), clock.now()
    _require_on(endpoint)
    row = Delivery.objects.select_for_update().get(id=found.id, case_id=found.case_id)
    if row.state != DeliveryState.SENDING:
        row.state, row.attempt = DeliveryState.WAITING.value, 0
        row.next_at = row.wanted_at = now
        row.save(update_fields=["state", "attempt", "next_at", "wanted_at"])
    _unpause(endpoint)
    _record("redelivered", endpoint, by, after={"delivery": delivery_id})
    notify(WAKE_CHANNEL)


def secrets_of(row: Endpoint) -> list[bytes]:
    """The secrets that are alive, the newest first. Raises SecretLost where the newest does not open."""
    keys = ports.keys()
    newest = Sealed(by=row.sealed_by, bytes=bytes(row.sealed_secret))
    try:
        found = [unseal(newest, keys, endpoint_id=row.id)]
        if row.old_secret_until and clock.now() < row.old_secret_until:
            older = Sealed(by=row.old_sealed_by, bytes=bytes(row.old_sealed_secret))
            found.append(unseal(older, keys, endpoint_id=row.id))
    except DoesNotOpen as error:
        raise SecretLost from error
    return found


@transaction.atomic
def rotate_keys(*, by: Actor) -> int:
    """Seal every secret by the current key of the installation; how many there were.

    Raises SecretLost where one does not open; then nothing is changed.
    """
    keys = ports.keys()
    rows = list(Endpoint.objects.select_for_update().exclude(sealed_by=keys.current))
    for row in rows:
        opened = secrets_of(row)
        _seal(row, opened[0])
        if len(opened) > 1:
            older = seal(opened[1], keys, endpoint_id=row.id)
            row.old_sealed_by, row.old_sealed_secret = older.by, older.bytes
        row.save()
    if rows:
        record(
            "webhooks.rekeyed",
            target=TARGET,
            target_id=0,
            by=by,
            after={"key": keys.current, "secrets": len(rows)},
        )
    return len(rows)


def _seal(row: Endpoint, clear: bytes) -> None:
    sealed = seal(clear, ports.keys(), endpoint_id=row.id)
    row.sealed_by, row.sealed_secret = sealed.by, sealed.bytes


def _locked(endpoint_id: int, by: Actor) -> Endpoint:
    places = Endpoint.objects.filter(id=endpoint_id).values_list("organisation_id", flat=True)
    place = places.first()
    if place is None:
        raise NoSuchEndpoint
    _require(by, place)
    row = Endpoint.objects.select_for_update().filter(id=endpoint_id).first()
    if row is None:
        raise NoSuchEndpoint
    return row


def _require(by: Actor, organisation_id: int) -> None:
    place = Subject(organisation_ids=frozenset({organisation_id}))
    organisations.require(by, Act.MANAGE_CLIENTS, place)


def _require_on(row: Endpoint) -> None:
    if row.off != Off.NONE:
        raise EndpointIsOff


def _unpause(row: Endpoint) -> None:
    row.paused_until = None
    row.save(update_fields=["paused_until"])


def _record(
    verb: str,
    row: Endpoint,
    by: Actor,
    *,
    because: str = "",
    after: dict[str, object] | None = None,
) -> None:
    record(f"webhooks.{verb}", target=TARGET, target_id=row.id, by=by, because=because, after=after)
