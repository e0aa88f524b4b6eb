"""Telling holders and inquirers, in the transaction of what they are told about."""

from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import PersonView
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.persistence.api import first_id_at
from pishkhan.kernel.verification import identities, links, messages
from pishkhan.kernel.verification.models import Code, Inquiry
from pishkhan.kernel.verification.spec import DocumentFacts, Holder, Words
from pishkhan.kernel.verification.terms import DocumentKind, DocumentState, Tier


# Whoever was told more than a masked name within this time is told of a withdrawal.
REMEMBERED = timedelta(days=731)
TOLD = (Role.OFFICE_MANAGER, Role.ADMINISTRATOR)


def person_of(holder: Holder) -> int | None:
    """The person who is known here by the holder's number."""
    if not holder.identity:
        return None
    try:
        found = identity.person_by_identifier(holder.identity_kind, holder.identity)
    except DomainError:  # a number of an old record that is not written as numbers are now
        return None
    return found.id if found else None


def tell_issued(code: Code, facts: DocumentFacts) -> None:
    """Tell the holder that a document was recorded in their name; once."""
    to = _recipient(code.person_id)
    if to is not None:
        _say_issued(code, facts.institution, to)


def welcome(person_id: int) -> int:
    """Tell somebody who is new here of every document in their name; how many there are.

    Each is told once, however often this is called.
    """
    person = identity.person(person_id)
    if person is None:
        return 0
    rows = Code.objects.filter(identity_digest__in=identities.digests_of(person))
    told = list(rows.filter(person_id=None))
    for row in told:
        row.person_id = person_id
        row.save(update_fields=["person_id"])
        latest = row.versions.order_by("-number").first()
        if latest is not None:
            _say_issued(row, latest.facts["institution"], _to(person))
    return len(told)


def tell_changed(code: Code, facts: DocumentFacts, what: str, number: int) -> None:
    """Tell the holder what happened to their document."""
    to = _recipient(code.person_id)
    if to is not None:
        notifications.send(
            messages.CHANGED,
            to=to,
            data={
                "kind": DocumentKind(code.kind).label,
                "institution": facts.institution.get("fa", ""),
                "what": what,
                "address": links.codes(),
            },
            key=f"verification:{code.id}:{number}",
        )


def tell_inquirers(code: Code) -> int:
    """Tell everybody who was told more than a masked name of this document; how many inquiries."""
    since = first_id_at(clock.now() - REMEMBERED)
    rows = Inquiry.objects.filter(code_id=code.id, id__gte=since).exclude(tier=Tier.CODE.value)
    several = list(rows.order_by("id"))
    for row in several:
        for to in _inquirers(row):
            notifications.send(
                messages.WITHDRAWN,
                to=to,
                data={
                    "number": row.receipt,
                    "state": DocumentState(code.state).label,
                    "address": links.inquiry(),
                },
                key=f"verification:{row.id}:{code.version}:{to.person_id}",
            )
    return len(several)


def _inquirers(row: Inquiry) -> list[Recipient]:
    if row.organisation_id is not None:
        accounts = {
            one.account_id
            for role in TOLD
            for one in organisations.holders(row.organisation_id, role)
        }
        return list(notifications.staff(sorted(accounts)).values())
    to = _recipient(row.person_id)
    return [to] if to else []


def _say_issued(code: Code, institution: Words, to: Recipient) -> None:
    notifications.send(
        messages.ISSUED,
        to=to,
        data={
            "kind": DocumentKind(code.kind).label,
            "institution": institution.get("fa", ""),
            "address": links.codes(),
        },
        key=f"verification.issued:{code.id}:{to.person_id}",
    )


def _recipient(person_id: int | None) -> Recipient | None:
    person = identity.person(person_id) if person_id is not None else None
    return _to(person) if person else None


def _to(person: PersonView) -> Recipient:
    return Recipient(person_id=person.id, mobile=person.mobile)
