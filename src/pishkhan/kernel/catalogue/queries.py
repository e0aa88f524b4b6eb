"""Reads of the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext, override

from pishkhan.foundation import clock, secret
from pishkhan.foundation.money import Rials
from pishkhan.foundation.text import fold
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import CaseView
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
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.errors import NoSuchFee
from pishkhan.kernel.persistence import api as by_hand


# The switch and the offices together, for every registration; one row at least.
COUNTER = """
    SELECT switch.is_off, office.answer, office.organisation_id
    FROM (SELECT EXISTS (
        SELECT FROM catalogue_serviceswitch WHERE service = %(service)s AND NOT is_on
    ) AS is_off) AS switch
    LEFT JOIN catalogue_serviceoffice AS office ON office.service = %(service)s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """Whether a service takes new requests, and which office receives them by which answer."""

    is_on: bool
    offices: Mapping[str, int]

    def office_for(self, definition: ServiceDefinition, facts: Facts) -> int:
        """The organisation that receives this request; raises NoOffice."""
        if chosen := definition.chosen_places(facts).get(definition.office_slot):
            return chosen
        answer = facts.text(definition.office_question) if definition.office_question else ""
        office = self.offices.get(answer, self.offices.get(""))
        if office is None:
            raise NoOffice(title=definition.title)
        return office


def counter(service: str) -> Counter:
    """The counter of a service as it stands now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTER, {"service": service})
        rows = cursor.fetchall()
    return Counter(
        is_on=not rows[0][0],
        offices={answer: office for _is_off, answer, office in rows if office is not None},
    )


def is_on(service: str) -> bool:
    """Whether the service takes new requests."""
    return not ServiceSwitch.objects.filter(service=service, is_on=False).exists()


def services_on() -> tuple[ServiceDefinition, ...]:
    """The services that take new requests of people, by code; one query."""
    off = set(ServiceSwitch.objects.filter(is_on=False).values_list("service", flat=True))
    return tuple(one for one in registry.services() if one.is_public and one.code not in off)


def cost_of(definition: ServiceDefinition) -> Rials:
    """What everybody pays who is spared nothing; one query where it is a fee of the schedule."""
    desk = definition.desk_facts
    if not desk.fee:
        return desk.cost
    try:
        return payments.fee(desk.fee).amount
    except NoSuchFee:
        return desk.cost


def office_for(definition: ServiceDefinition, facts: Facts) -> int:
    """The organisation that receives this request; raises NoOffice."""
    return counter(definition.code).office_for(definition, facts)


def offices(service: str) -> dict[str, int]:
    """The receiving offices of a service: answer → organisation; "" is the office of all others."""
    rows = ServiceOffice.objects.filter(service=service)
    return dict(rows.values_list("answer", "organisation_id"))


def registration(case_id: int) -> Registration:
    """The row of a registered request; raises NoReceipt."""
    row = by_hand.row(Registration, "case_id = %s", [case_id])
    if row is None:
        raise NoReceipt
    return row


def language_of(case_id: int) -> str:
    """The language in which the request was filed; raises NoReceipt."""
    return registration(case_id).language


def subject_in(subject: str, language: str) -> str:
    """What a request is about: in that language where it is a title of ours, else as written."""
    with override(language):
        return gettext(subject) if subject else ""


def language_of_letter(letter: IssuedLetter) -> str:
    """The language in which a letter was written: Persian, or that of the request."""
    try:
        request = registration(letter.case_id)
    except NoReceipt:
        return "fa"
    known = {one.code: one for one in registry.service(request.service).letters}
    spoken = letter.code in known and known[letter.code].speaks_to_applicant
    return request.language if spoken else "fa"


def applicant_name(case: CaseView, language: str) -> str:
    """The applicant's name in the script of the language, as far as the form asked for it."""
    latin = [case.facts.get(key) for key in registry.service(case.service).latin_name]
    is_asked = language == "en" and bool(latin) and all(latin)
    return " ".join(map(str, latin)) if is_asked else case.applicant_name


def receipt(case_id: int) -> Receipt:
    """The receipt as it was given at registration; raises NoReceipt."""
    return receipt_of(registration(case_id))


def receipts(case_ids: Iterable[int]) -> dict[int, Receipt]:
    """The receipts of many cases, by case; a case without one is left out. One query."""
    rows = Registration.objects.filter(case_id__in=list(case_ids))
    return {row.case_id: receipt_of(row) for row in rows}


def due_of_applicant(case_id: int) -> date | None:
    """The last day on which the applicant may act; None where nothing is waited for.

    It is that of the open task, which the timer goes by: a closure announced later moves neither.
    """
    waiting = [one for one in cases.tasks(case_id) if one.organisation_id is None and not one.role]
    due_at = next((one.due_at for one in waiting), None)
    return clock.in_tehran(due_at).date() if due_at else None


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
        for row in by_hand.rows(OutgoingLetter, "case_id = %s ORDER BY id", [case_id])
    ]
