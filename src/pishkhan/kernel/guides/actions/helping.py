"""Whom readers may ask: set and removed by managers."""

from django.db import transaction

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.guides import queries
from pishkhan.kernel.guides.errors import EmptyContact
from pishkhan.kernel.guides.models import SupportContact
from pishkhan.kernel.guides.spec import Contact
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import require
from pishkhan.kernel.organisations.terms import Act


@transaction.atomic
def set_contact(contact: Contact, *, by: Actor) -> Contact:
    """Say whom to ask, in the place of who was named before. Raises NotAllowed, EmptyContact."""
    require(by, Act.MANAGE_TEXTS)
    if not contact.unit.strip() or not contact.channel.strip():
        raise EmptyContact
    kept = SupportContact.objects.select_for_update(of=("self",)).filter(
        service=contact.service,
        reader=contact.reader,
        lane=contact.lane,
        language=contact.language,
    )
    row = kept.first() or SupportContact(
        service=contact.service,
        reader=contact.reader,
        lane=contact.lane,
        language=contact.language,
    )
    before = None if row._state.adding else _trace(row)
    row.unit, row.channel = contact.unit.strip(), contact.channel.strip()
    row.hours, row.telephone = contact.hours.strip(), contact.telephone.strip()
    row.save()
    audit.record(
        "guides.contact_set",
        target="support_contact",
        target_id=row.id,
        by=by,
        before=before,
        after=_trace(row),
    )
    transaction.on_commit(queries.forget)
    return queries.contact_view(row)


@transaction.atomic
def remove_contact(contact_id: int, *, by: Actor) -> None:
    """Name nobody there: the platform's contact is shown instead. Raises NotAllowed."""
    require(by, Act.MANAGE_TEXTS)
    row = SupportContact.objects.select_for_update(of=("self",)).filter(pk=contact_id).first()
    if row is None:
        return
    audit.record(
        "guides.contact_removed",
        target="support_contact",
        target_id=row.id,
        by=by,
        before=_trace(row),
    )
    row.delete()
    transaction.on_commit(queries.forget)


def _trace(row: SupportContact) -> dict[str, str]:
    return {
        "service": row.service,
        "reader": row.reader,
        "lane": row.lane,
        "language": row.language,
        "unit": row.unit,
        "channel": row.channel,
        "hours": row.hours,
        "telephone": row.telephone,
    }
