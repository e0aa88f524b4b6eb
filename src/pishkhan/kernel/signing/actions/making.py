"""Keys: made, certified if they seal, and in use from that moment in place of the one before."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from pishkhan.foundation import clock, secret
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.signing import ports
from pishkhan.kernel.signing.actions.ending import end
from pishkhan.kernel.signing.errors import NoSigningKey, NoSuchKey, NoSuchOwner, WrongChain
from pishkhan.kernel.signing.models import SigningKey
from pishkhan.kernel.signing.queries import key_in_use, key_view
from pishkhan.kernel.signing.rules import certificates
from pishkhan.kernel.signing.rules.certificates import Holder
from pishkhan.kernel.signing.spec import NATIONAL, TRIAL, KeyView, institution_of
from pishkhan.kernel.signing.terms import ALGORITHM_OF, KeyChange, Purpose


PLATFORM = "Pishkhan"
A_YEAR = timedelta(days=365)
LIFE = {Purpose.AUTHORITY: 20 * A_YEAR, Purpose.SEAL: 10 * A_YEAR}
ROTATED = "rotated"


@transaction.atomic
def new_key(owner: str, purpose: Purpose, *, by: Actor | None) -> KeyView:
    """Make a key; it signs from now on, and the one before it is retired, its signatures good.

    A key for seals has a certificate of the platform's own authority, whose key is made with it if
    need be; another authority's comes by `install_chain`. Raises NoSuchOwner.
    """
    name = _name_of(owner)
    _wait_for_turn(owner, purpose)
    before = SigningKey.objects.filter(owner=owner, purpose=purpose, retired_at=None).first()
    if before is not None:
        end(before, because=ROTATED, is_compromised=False, by=by)
    algorithm = ALGORITHM_OF[purpose]
    vault, now = ports.wiring().vault, clock.now()
    key_id = f"{purpose}-{clock.in_tehran(now):%Y%m%d}-{secret.octets(4).hex()}"
    public = vault.make(key_id, algorithm)
    holder = Holder(name=f"{name} {key_id}", public=public)
    row = SigningKey.objects.create(
        key_id=key_id,
        owner=owner,
        purpose=purpose,
        algorithm=algorithm,
        vault=vault.name,
        public=public,
        chain=_chain(key_id, purpose, holder, now, by=by),
        made_at=now,
    )
    view = key_view(row)
    record(
        "signing.key_added",
        target="signing_key",
        target_id=row.id,
        by=by,
        after={"key": key_id, "owner": owner, "purpose": purpose.value, "jwk": view.jwk},
    )
    ports.wiring().tell(view, KeyChange.ADDED)
    return view


@transaction.atomic
def needed_key(owner: str, purpose: Purpose) -> KeyView:
    """The key in use; in development a missing one is made. Raises NoSigningKey."""
    found = key_in_use(owner, purpose)
    if found is not None:
        return found
    if not ports.wiring().makes_missing:
        raise NoSigningKey(owner, purpose)
    _wait_for_turn(owner, purpose)
    return key_in_use(owner, purpose) or new_key(owner, purpose, by=None)


@transaction.atomic
def install_chain(key_id: str, pem: str, *, by: Actor | None) -> KeyView:
    """Put another authority's certificate of a key for seals, and those above it, in place of ours.

    Raises NoSuchKey, WrongChain.
    """
    row = (
        SigningKey.objects.select_for_update(of=("self",))
        .filter(key_id=key_id, purpose=Purpose.SEAL, retired_at=None)
        .first()
    )
    if row is None:
        raise NoSuchKey
    try:
        chain = certificates.from_pem(pem)
        is_right = certificates.is_chain_of(bytes(row.public), chain)
    except ValueError as error:
        raise WrongChain from error
    if not is_right:
        raise WrongChain
    row.chain = certificates.to_pem(chain)
    row.save(update_fields=["chain"])
    record(
        "signing.chain_installed",
        target="signing_key",
        target_id=row.id,
        by=by,
        after={"key": key_id, "certificates": len(chain)},
    )
    return key_view(row)


def _chain(
    key_id: str, purpose: Purpose, holder: Holder, now: datetime, *, by: Actor | None
) -> str:
    if purpose not in LIFE:
        return ""
    period = (now - timedelta(minutes=5), now + LIFE[purpose])
    vault = ports.wiring().vault
    if purpose is Purpose.AUTHORITY:
        own = certificates.certificate(
            holder,
            issuer=holder,
            serial=new_id(),
            period=period,
            sign=lambda told: vault.sign(key_id, ALGORITHM_OF[purpose], told),
        )
        return certificates.to_pem([own])
    above = key_in_use(NATIONAL, Purpose.AUTHORITY) or new_key(NATIONAL, Purpose.AUTHORITY, by=by)
    issuer = Holder(name=f"{PLATFORM} {above.key_id}", public=above.public)
    own = certificates.certificate(
        holder,
        issuer=issuer,
        serial=new_id(),
        period=period,
        sign=lambda told: vault.sign(above.key_id, above.algorithm, told),
    )
    return certificates.to_pem([own, *certificates.from_pem(above.chain)])


def _name_of(owner: str) -> str:
    if owner in {NATIONAL, TRIAL}:
        return PLATFORM
    number = institution_of(owner)
    place = organisations.organisation(number) if number else None
    if place is None:
        raise NoSuchOwner(owner=owner)
    return place.name_en or place.name


def _wait_for_turn(owner: str, purpose: Purpose) -> None:
    """One key at a time of an owner and a purpose, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"signing.key:{owner}:{purpose}"],
        )
