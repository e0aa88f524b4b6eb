"""Persons: found or added by their identifiers; their mobile changed on evidence."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from pishkhan.foundation import clock, identifiers as writing
from pishkhan.foundation.text import fold, tidy, tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity import queries
from pishkhan.kernel.identity.errors import (
    EvidenceNeeded,
    IdentifiersDisagree,
    MobileChangedLately,
    MobileDiffers,
    NoSuchPerson,
)
from pishkhan.kernel.identity.locking import lock
from pishkhan.kernel.identity.models import Identifier, Person
from pishkhan.kernel.identity.rules import mobiles
from pishkhan.kernel.identity.rules.identifiers import written
from pishkhan.kernel.identity.rules.masking import masked
from pishkhan.kernel.identity.spec import Actor, MobileChanged, Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import ActorKind, Ownership, PersonKind


@transaction.atomic
def person_for(  # noqa: PLR0913 - a person has that many sides
    *,
    kind: PersonKind,
    identifiers: Sequence[TypedIdentifier],
    names: Names,
    mobile: str,
    father_name: str = "",
    ownership: Ownership = Ownership.UNKNOWN,
    by: Actor | None = None,
) -> PersonView:
    """The person with one of `identifiers`, added if nobody has them; names are never overwritten.

    `mobile` must have been confirmed by one-time code, unless `by` is staff or the system. A
    known person with another mobile is refused, else any number would open their cases; a
    proven `ownership` (MATCH) moves the number instead. `by=None` is somebody not signed in.
    Raises the refusals of identifiers, IdentifiersDisagree or MobileDiffers.
    """
    by = by or Actor.anonymous()
    mobile = writing.mobile(mobile) if mobile else ""
    names = Names(
        first=tidy_persian(names.first),
        last=tidy_persian(names.last),
        organisation=tidy_persian(names.organisation),
    )
    typed = [_written(identifier) for identifier in identifiers]
    for identifier in sorted(typed, key=lambda one: (one.kind, one.value, one.issuer)):
        lock(f"identity.person:{identifier.kind}:{identifier.value}:{identifier.issuer}")
    person = _known(typed)
    if person is None:
        person = _add(kind, names, tidy_persian(father_name), mobile, by)
    else:
        _keep_names(person, names, by)
        _agree_on_mobile(person, mobile, ownership, by)
    _add_identifiers(person, typed, by)
    return queries.view_of(person)


@transaction.atomic
def change_mobile(*, person_id: int, mobile: str, evidence: str, by: Actor) -> MobileChanged:
    """Give a person another number; `evidence` says what was seen. Whoever calls tells both.

    Raises NoSuchPerson, EvidenceNeeded, MobileChangedLately and the refusals of mobiles.
    """
    number = writing.mobile(mobile)
    evidence = tidy(evidence)
    if not evidence:
        raise EvidenceNeeded
    person = Person.objects.select_for_update(of=("self",)).filter(id=person_id).first()
    if person is None:
        raise NoSuchPerson
    if not mobiles.may_change_mobile(person.mobile_changed_at, clock.now()):
        raise MobileChangedLately(days=mobiles.REST.days)
    changed = MobileChanged(old=person.mobile, new=number)
    _move_mobile(person, number, evidence, by)
    return changed


def _written(identifier: TypedIdentifier) -> TypedIdentifier:
    value = written(identifier.kind, identifier.value, queries.patterns())
    return TypedIdentifier(kind=identifier.kind, value=value, issuer=tidy(identifier.issuer))


def _known(typed: Sequence[TypedIdentifier]) -> Person | None:
    if not typed:
        raise ValueError("a person needs at least one identifier")
    any_of_them = Q()
    for one in typed:
        any_of_them |= Q(kind=one.kind, value=one.value, issuer=one.issuer)
    owners = {row.person_id for row in Identifier.objects.filter(any_of_them)}
    if len(owners) > 1:
        raise IdentifiersDisagree
    return Person.objects.select_for_update(of=("self",)).get(id=owners.pop()) if owners else None


def _add(kind: PersonKind, names: Names, father_name: str, mobile: str, by: Actor) -> Person:
    person = Person.objects.create(
        kind=kind,
        first_name=names.first,
        last_name=names.last,
        father_name=father_name,
        organisation_name=names.organisation,
        name_key=fold(str(names)),
        mobile=mobile,
        created_at=clock.now(),
    )
    record("identity.person_added", target="person", target_id=person.id, by=by)
    return person


def _keep_names(person: Person, names: Names, by: Actor) -> None:
    if fold(str(names)) != person.name_key:
        record(
            "identity.names_differ",
            target="person",
            target_id=person.id,
            by=by,
            after={"written": str(names)},
        )


def _agree_on_mobile(person: Person, mobile: str, ownership: Ownership, by: Actor) -> None:
    if mobile in {"", person.mobile}:
        return
    if ownership == Ownership.MATCH:
        _move_mobile(person, mobile, "", by)
    elif by.kind not in {ActorKind.STAFF, ActorKind.SYSTEM}:
        raise MobileDiffers


def _move_mobile(person: Person, mobile: str, because: str, by: Actor) -> None:
    before, person.mobile = person.mobile, mobile
    person.mobile_changed_at = clock.now()
    person.save(update_fields=["mobile", "mobile_changed_at"])
    record(
        "identity.mobile_changed",
        target="person",
        target_id=person.id,
        by=by,
        because=because,
        before={"mobile": masked(before)},
        after={"mobile": masked(mobile)},
    )


def _add_identifiers(person: Person, typed: Sequence[TypedIdentifier], by: Actor) -> None:
    had = {(row.kind, row.value, row.issuer) for row in person.identifiers.all()}
    for one in typed:
        if (one.kind, one.value, one.issuer) in had:
            continue
        Identifier.objects.create(person=person, kind=one.kind, value=one.value, issuer=one.issuer)
        record(
            "identity.identifier_added",
            target="person",
            target_id=person.id,
            by=by,
            after={"kind": one.kind, "value": one.masked},
        )
