"""Reads of the catalogue."""

from datetime import timedelta

from pishkhan.foundation import clock, secret
from pishkhan.foundation.money import Rials
from pishkhan.foundation.text import fold
from pishkhan.kernel.catalogue import registry
from pishkhan.kernel.catalogue.errors import NoOffice, NoReceipt
from pishkhan.kernel.catalogue.models import (
    OutgoingLetter,
    Registration,
    ServiceOffice,
    ServiceSwitch,
)
from pishkhan.kernel.catalogue.spec import IssuedLetter, Receipt, ServiceDefinition, Similar
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Facts


def is_on(service: str) -> bool:
    """Whether the service takes new requests."""
    return not ServiceSwitch.objects.filter(service=service, is_on=False).exists()


def services_on() -> tuple[ServiceDefinition, ...]:
    """The services that take new requests, by code; one query."""
    off = set(ServiceSwitch.objects.filter(is_on=False).values_list("service", flat=True))
    return tuple(definition for definition in registry.services() if definition.code not in off)


def office_for(definition: ServiceDefinition, facts: Facts) -> int:
    """The organisation that receives this request; raises NoOffice."""
    offices = dict(
        ServiceOffice.objects.filter(service=definition.code).values_list(
            "answer", "organisation_id"
        )
    )
    answer = facts.text(definition.office_question) if definition.office_question else ""
    office = offices.get(answer, offices.get(""))
    if office is None:
        raise NoOffice(title=definition.title)
    return office


def offices(service: str) -> dict[str, int]:
    """The receiving offices of a service: answer → organisation; "" is the office of all others."""
    rows = ServiceOffice.objects.filter(service=service)
    return dict(rows.values_list("answer", "organisation_id"))


def registration(case_id: int) -> Registration:
    """The row of a registered request; raises NoReceipt."""
    row = Registration.objects.filter(case_id=case_id).first()
    if row is None:
        raise NoReceipt
    return row


def receipt(case_id: int) -> Receipt:
    """The receipt as it was given at registration; raises NoReceipt."""
    return receipt_of(registration(case_id))


def receipt_of(row: Registration) -> Receipt:
    """The row as others see it."""
    return Receipt(
        case_id=row.case_id,
        service=row.service,
        title=registry.service(row.service).title,
        letter_number=row.letter_number,
        tracking_code=row.tracking_code,
        registered_at=row.registered_at,
        subject=row.subject,
        attachment_count=row.attachment_count,
        declaration=row.declaration,
        final_on=row.final_on,
        stages=tuple(row.stages),
        cost=Rials(row.cost),
        office=row.office,
    )


def similar_key(definition: ServiceDefinition, facts: Facts) -> str:
    """A digest by which like requests are found; empty where the service does not ask for it."""
    if definition.duplicates is None:
        return ""
    said = "\n".join(fold(str(facts.values.get(key) or "")) for key in definition.duplicates.keys)
    return secret.digest("catalogue.similar", said, definition.code)


def similar(draft: forms.Draft) -> list[Similar]:
    """Requests the draft's person registered lately about the same thing, the latest first."""
    definition = registry.service(draft.service)
    if definition.duplicates is None or draft.person_id is None:
        return []
    rows = Registration.objects.filter(
        person_id=draft.person_id,
        service=draft.service,
        similar_key=similar_key(definition, forms.facts(draft)),
        registered_at__gte=clock.now() - timedelta(days=definition.duplicates.days),
    ).order_by("-registered_at")
    return [
        Similar(
            case_id=row.case_id,
            letter_number=row.letter_number,
            registered_at=row.registered_at,
            subject=row.subject,
        )
        for row in rows
    ]


def letters_of(case_id: int) -> list[IssuedLetter]:
    """The letters issued from a case, in their order."""
    return [
        IssuedLetter(
            id=row.pk,
            case_id=row.case_id,
            code=row.code,
            letter_number=row.letter_number,
            subject=row.subject,
            text=row.text,
            office_id=row.office_id,
            office=row.office,
            addressee=row.addressee,
            reply_to=row.reply_to,
            reply_on=row.reply_on,
            signed_by=row.signed_by,
            signer_post=row.signer_post,
            issued_at=row.issued_at,
        )
        for row in OutgoingLetter.objects.filter(case_id=case_id).order_by("id")
    ]
