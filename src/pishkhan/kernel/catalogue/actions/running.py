"""What managers and set-up do with services: publish, switch, say who receives."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import events, registry
from pishkhan.kernel.catalogue.models import ServiceOffice, ServiceSwitch
from pishkhan.kernel.identity.spec import Actor


def publish_all(by: Actor) -> list[str]:
    """Publish the process of every service; the same text again changes nothing. The codes.

    Raises BadDefinition or DefinitionChanged of the first service that cannot be published.
    """
    for definition in registry.services():
        cases.publish(definition.code, by=by)
    return [definition.code for definition in registry.services()]


@transaction.atomic
def switch(service: str, *, is_on: bool, by: Actor, because: str = "") -> None:
    """Let the service take new requests, or not; cases that run go on. Raises NoSuchService."""
    registry.service(service)
    row, _created = ServiceSwitch.objects.update_or_create(
        service=service, defaults={"is_on": is_on, "changed_at": clock.now()}
    )
    audit.record(
        events.SWITCHED_ON if is_on else events.SWITCHED_OFF,
        target="service",
        target_id=row.pk,
        by=by,
        because=because,
        after={"service": service, "is_on": is_on},
    )


@transaction.atomic
def set_office(service: str, *, organisation_id: int, by: Actor, answer: str = "") -> None:
    """Say which office receives the requests of a service (those with this `answer`, or all others).

    Raises NoSuchService.
    """
    registry.service(service)
    before = ServiceOffice.objects.filter(service=service, answer=answer).first()
    row, _created = ServiceOffice.objects.update_or_create(
        service=service, answer=answer, defaults={"organisation_id": organisation_id}
    )
    audit.record(
        events.OFFICE_SET,
        target="service",
        target_id=row.pk,
        by=by,
        before={"organisation": before.organisation_id} if before else None,
        after={"service": service, "answer": answer, "organisation": organisation_id},
    )
