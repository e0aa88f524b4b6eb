"""Reads of identity."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from pishkhan.foundation import identifiers as writing
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.text import fold
from pishkhan.kernel.identity.models import Account, Identifier, IdentifierPattern, Person
from pishkhan.kernel.identity.rules.identifiers import PATTERNS, written
from pishkhan.kernel.identity.spec import AccountView, Actor, Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind
from pishkhan.kernel.persistence.api import FaSort


# Every request of a person asks who they are, and every registration for all of it, hence by hand.
PERSON = """
    SELECT person.id, person.kind, first_name, last_name, organisation_name, father_name, mobile,
        known.kind, known.value, known.issuer
    FROM identity_person AS person
    LEFT JOIN identity_identifier AS known ON known.person_id = person.id
    WHERE person.id = %s ORDER BY known.id"""
NAME = """
    SELECT organisation_name, btrim(first_name || ' ' || last_name) FROM identity_person
    WHERE id = %s"""


def person(person_id: int) -> PersonView | None:
    """The person with this id; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PERSON, [person_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    found, kind, first, last, organisation, father, mobile = rows[0][:7]
    return PersonView(
        id=found,
        kind=PersonKind(kind),
        names=Names(first=first, last=last, organisation=organisation),
        father_name=father,
        mobile=mobile,
        identifiers=tuple(
            TypedIdentifier(kind=IdentifierKind(row[7]), value=row[8], issuer=row[9])
            for row in rows
            if row[7] is not None
        ),
    )


def person_by_identifier(kind: IdentifierKind, value: str, issuer: str = "") -> PersonView | None:
    """Whoever has this number; `value` as people write it. Raises the refusals of identifiers."""
    return _first(kind, value, issuer)


def person_by_identifier_and_mobile(
    kind: IdentifierKind, value: str, mobile: str, issuer: str = ""
) -> PersonView | None:
    """For lost codes (domain.md A-13), after the mobile was confirmed: both must be theirs.

    None says alike that nobody has the number and that their mobile is another.
    """
    return _first(kind, value, issuer, person__mobile=writing.mobile(mobile))


def mobile_is_shared(mobile: str, *, besides: int | None = None) -> bool:
    """Whether another person, too, is known with this mobile (common in families)."""
    others = Person.objects.filter(mobile=writing.mobile(mobile))
    return (others if besides is None else others.exclude(id=besides)).exists()


def find_persons(text: str, *, limit: int = 20) -> list[PersonView]:
    """Persons whose folded name has `text` in it, or whose identifier it is; two queries."""
    key = fold(text)
    if not key:
        return []
    fitting = Q(name_key__contains=key) | Q(identifiers__value=to_latin(text).strip())
    rows = Person.objects.filter(fitting).distinct().order_by("name_key", "id")[:limit]
    return [view_of(row) for row in rows.prefetch_related("identifiers")]


def actor_for_person(person_id: int) -> Actor:
    """The actor of a signed-in person; anonymous if there is none with that id."""
    with connection.cursor() as cursor:
        cursor.execute(NAME, [person_id])
        row = cursor.fetchone()
    return Actor.citizen(person_id, row[0] or row[1]) if row else Actor.anonymous()


def persons_of_accounts(account_ids: Iterable[int]) -> dict[int, PersonView]:
    """Who holds each of these accounts, where it is known; one statement, and one for each."""
    known = Account.objects.filter(id__in=set(account_ids), person_id__isnull=False)
    pairs = known.order_by("id").values_list("id", "person_id")
    found = {account_id: person(person_id or 0) for account_id, person_id in pairs}
    return {account_id: one for account_id, one in found.items() if one is not None}


def accounts(text: str = "", *, limit: int = 50) -> list[AccountView]:
    """Staff accounts with `text` in their name or user name, by name."""
    fitting = Q(full_name__icontains=text) | Q(username__icontains=text)
    rows = Account.objects.filter(fitting).order_by(FaSort("full_name"), "id")[:limit]
    return [_account(row) for row in rows]


def account(account_id: int) -> AccountView | None:
    """The staff account with this id."""
    row = Account.objects.filter(id=account_id).first()
    return _account(row) if row else None


def account_by_username(username: str) -> AccountView | None:
    """The account that signs in by this name."""
    row = Account.objects.filter(username=username).first()
    return _account(row) if row else None


def account_of_person(person_id: int) -> AccountView | None:
    """The open account whose holder is this person, the newest where there are several."""
    row = Account.objects.filter(person_id=person_id, is_active=True).order_by("-id").first()
    return _account(row) if row else None


def with_other_accounts(account_ids: Iterable[int]) -> frozenset[int]:
    """These accounts, and every other one whose holder is known to be the same person; one query."""
    given = frozenset(account_ids)
    persons = Account.objects.filter(id__in=given, person_id__isnull=False).values("person_id")
    return given | frozenset(
        Account.objects.filter(person_id__in=persons).values_list("id", flat=True)
    )


def account_names(account_ids: Iterable[int]) -> dict[int, str]:
    """Names for showing who did things; one query."""
    return dict(Account.objects.filter(id__in=set(account_ids)).values_list("id", "full_name"))


def person_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names for lists of what persons did; one query."""
    named = Person.objects.filter(id__in=set(person_ids)).values_list(
        "id", "first_name", "last_name", "organisation_name"
    )
    return {
        person_id: str(Names(first=first, last=last, organisation=organisation))
        for person_id, first, last, organisation in named
    }


def patterns() -> dict[str, str]:
    """How each kind of foreign number is written: kind → regular expression."""
    return {**PATTERNS, **dict(IdentifierPattern.objects.values_list("kind", "pattern"))}


def examples() -> dict[str, str]:
    """An example of each kind of foreign number whose pattern was set here."""
    return dict(IdentifierPattern.objects.values_list("kind", "example"))


def view_of(row: Person) -> PersonView:
    """A row as others see it."""
    return PersonView(
        id=row.id,
        kind=PersonKind(row.kind),
        names=Names(first=row.first_name, last=row.last_name, organisation=row.organisation_name),
        father_name=row.father_name,
        mobile=row.mobile,
        identifiers=tuple(
            TypedIdentifier(kind=IdentifierKind(one.kind), value=one.value, issuer=one.issuer)
            for one in row.identifiers.all()
        ),
    )


def _first(kind: IdentifierKind, value: str, issuer: str, **more: str) -> PersonView | None:
    found = Identifier.objects.filter(
        kind=kind, value=written(kind, value, patterns()), issuer=issuer, **more
    )
    row = found.select_related("person").first()
    return view_of(row.person) if row else None


def _account(row: Account) -> AccountView:
    return AccountView(
        id=row.id,
        username=row.username,
        full_name=row.full_name,
        is_active=row.is_active,
        person_id=row.person_id,
    )
