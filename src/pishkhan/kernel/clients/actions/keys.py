"""Keys: issued with a secret that is told once, and taken back for good."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from pishkhan.foundation import clock, secret
from pishkhan.foundation.text import tidy, tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.clients.errors import (
    AccountElsewhere,
    AccountNeeded,
    BadExpiry,
    BadQuota,
    BecauseNeeded,
    KeyRevoked,
    NoScopes,
    NoSuchKey,
    NoSuchOrganisation,
    TitleMissing,
)
from pishkhan.kernel.clients.models import AccessKey
from pishkhan.kernel.clients.queries import digest_of, key_view, staff_within
from pishkhan.kernel.clients.spec import IssuedKey
from pishkhan.kernel.clients.terms import OF_STAFF, KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, OrganisationView, Subject


BEGINS = "pk_"
SHOWN = 11
MOST_CALLS = 10_000_000
LONGEST_TITLE = 120


@transaction.atomic
def issue(  # noqa: PLR0913 - what a key is made of
    *,
    organisation_id: int,
    title: str,
    scopes: Collection[str],
    account_id: int | None = None,
    per_minute: int = 60,
    per_day: int = 10_000,
    expires_at: datetime | None = None,
    by: Actor,
) -> IssuedKey:
    """A new key of an organisation; quotas in calls. The secret is in the answer and nowhere else.

    Raises NotAllowed, NoSuchOrganisation, TitleMissing, NoScopes, AccountNeeded, AccountElsewhere,
    BadQuota, BadExpiry.
    """
    _require(by, organisation_id)
    place = organisations.organisation(organisation_id)
    if place is None or not place.is_active:
        raise NoSuchOrganisation
    wanted = _scopes(scopes)
    _check_account(wanted, account_id, place)
    name = tidy_persian(title)[:LONGEST_TITLE]
    if not name:
        raise TitleMissing
    if not (0 < per_minute <= MOST_CALLS and 0 < per_day <= MOST_CALLS):
        raise BadQuota(limit=MOST_CALLS)
    if expires_at is not None and expires_at <= clock.now():
        raise BadExpiry
    text = BEGINS + secret.token()
    row = AccessKey.objects.create(
        organisation_id=organisation_id,
        title=name,
        shown=text[:SHOWN],
        digest=digest_of(text),
        scopes=wanted,
        account_id=account_id,
        per_minute=per_minute,
        per_day=per_day,
        issued_at=clock.now(),
        issued_by=by.account_id,
        expires_at=expires_at,
    )
    record(
        "clients.key_issued",
        target="access_key",
        target_id=row.id,
        by=by,
        after={
            "organisation_id": organisation_id,
            "title": name,
            "shown": row.shown,
            "scopes": wanted,
            "account_id": account_id,
            "expires_at": expires_at,
        },
    )
    return IssuedKey(key=key_view(row), secret=text)


@transaction.atomic
def revoke(key_id: int, *, because: str, by: Actor) -> None:
    """Take a key back; the next call with it is refused. Raises NotAllowed, NoSuchKey, KeyRevoked,
    BecauseNeeded."""
    row = AccessKey.objects.select_for_update(of=("self",)).filter(id=key_id).first()
    if row is None:
        raise NoSuchKey
    _require(by, row.organisation_id)
    if row.revoked_at is not None:
        raise KeyRevoked
    reason = tidy(because)
    if not reason:
        raise BecauseNeeded
    row.revoked_at, row.revoked_by = clock.now(), by.account_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    record("clients.key_revoked", target="access_key", target_id=row.id, by=by, because=reason)


def _require(by: Actor, organisation_id: int) -> None:
    place = Subject(organisation_ids=frozenset({organisation_id}))
    organisations.require(by, Act.MANAGE_CLIENTS, place)


def _scopes(scopes: Collection[str]) -> list[str]:
    known = {one.value for one in KeyScope}
    if not scopes or not set(scopes) <= known:
        raise NoScopes
    return sorted({str(one) for one in scopes})


def _check_account(
    scopes: Collection[str], account_id: int | None, place: OrganisationView
) -> None:
    if account_id is None:
        if OF_STAFF & set(scopes):
            raise AccountNeeded
    elif staff_within(account_id, place) is None:
        raise AccountElsewhere
