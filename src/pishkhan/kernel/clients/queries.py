"""Reads of clients: keys, who is calling, what was filed."""

from django.conf import settings
from django.db.models import QuerySet

from pishkhan.foundation import clock, secret
from pishkhan.kernel.clients.errors import KeyExpired, KeyRevoked, KeyUnknown
from pishkhan.kernel.clients.models import AccessKey, Filing
from pishkhan.kernel.clients.spec import Caller, KeyView
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView


LONGEST = 100
PROGRAM = "program"


def digest_of(text: str) -> str:
    """What is kept of a secret."""
    return secret.digest("clients.key", text, settings.SECRET_KEY)


def keys_of(organisation_id: int) -> list[KeyView]:
    """The keys of an organisation, the newest first; whether they may be listed the caller asks."""
    rows = AccessKey.objects.filter(organisation_id=organisation_id).order_by("-id")
    return [key_view(row) for row in rows]


def key(key_id: int) -> KeyView | None:
    """The key with this id."""
    row = AccessKey.objects.filter(id=key_id).first()
    return key_view(row) if row else None


def caller_for(text: str) -> Caller:
    """Who sent the secret `text`; at most three queries.

    Raises KeyUnknown, KeyExpired, KeyRevoked (also when the organisation was closed).
    """
    row = AccessKey.objects.filter(digest=digest_of(text[:LONGEST])).first()
    if row is None:
        raise KeyUnknown
    if row.revoked_at is not None:
        raise KeyRevoked
    if row.expires_at is not None and row.expires_at <= clock.now():
        raise KeyExpired(at=row.expires_at)
    place = organisations.organisation(row.organisation_id)
    if place is None or not place.is_active:
        raise KeyRevoked
    home = Grant(role=PROGRAM, organisation_id=place.id, organisation_path=place.path)
    return Caller(
        key_id=row.id,
        title=row.title,
        organisation_id=place.id,
        organisation_name=place.name,
        scopes=frozenset(row.scopes),
        per_minute=row.per_minute,
        per_day=row.per_day,
        program=Actor(kind=ActorKind.PROGRAM, name=f"{row.title} ({place.name})", grants=(home,)),
        account=staff_within(row.account_id, place) if row.account_id is not None else None,
    )


def staff_within(account_id: int, place: OrganisationView) -> Actor | None:
    """The account with its live posts in `place` or below; None if it has none there."""
    actor = organisations.actor_for_account(account_id)
    inside = tuple(one for one in actor.grants if one.organisation_path.startswith(place.path))
    if not inside:
        return None
    return Actor.staff(account_id, actor.name, inside, person_id=actor.person_id)


def filed_by(organisation_id: int) -> QuerySet[Filing, int]:
    """Ids of the cases that programs of this organisation filed; a subquery for a list's filter."""
    return Filing.objects.filter(organisation_id=organisation_id).values_list("case_id", flat=True)


def filer_of(case_id: int) -> int | None:
    """The organisation whose program filed the case, None if none did: `Subject.filed_by`."""
    rows = Filing.objects.filter(case_id=case_id)
    return rows.values_list("organisation_id", flat=True).first()


def key_view(row: AccessKey) -> KeyView:
    """A row as others see it."""
    return KeyView(
        id=row.id,
        organisation_id=row.organisation_id,
        title=row.title,
        shown=row.shown,
        scopes=tuple(KeyScope(one) for one in row.scopes),
        account_id=row.account_id,
        per_minute=row.per_minute,
        per_day=row.per_day,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        last_used_at=row.last_used_at,
    )
