"""Reads of signing: the keys of an owner, the one in use, all that are published."""

from pishkhan.kernel.signing.models import SigningKey
from pishkhan.kernel.signing.rules import certificates
from pishkhan.kernel.signing.rules.encodings import Jwk
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import Algorithm, Purpose


# Whoever verifies with plain keys: seals are verified by their certificates.
PUBLISHED = (Purpose.CREDENTIAL, Purpose.RECEIPT)
CERTIFIED = (Purpose.AUTHORITY, Purpose.SEAL)


def keys(owner: str = "", *purposes: Purpose) -> list[KeyView]:
    """The keys of an owner ("" for everybody's), the oldest first; those that ended too."""
    rows = SigningKey.objects.all()
    if owner:
        rows = rows.filter(owner=owner)
    if purposes:
        rows = rows.filter(purpose__in=purposes)
    return [key_view(row) for row in rows.order_by("id")]


def key(key_id: str) -> KeyView | None:
    """The key of that name."""
    row = SigningKey.objects.filter(key_id=key_id).first()
    return key_view(row) if row else None


def key_in_use(owner: str, purpose: Purpose) -> KeyView | None:
    """The key that signs now."""
    row = SigningKey.objects.filter(owner=owner, purpose=purpose, retired_at=None).first()
    return key_view(row) if row else None


def public_jwks(owner: str = "", *purposes: Purpose) -> dict[str, list[Jwk]]:
    """A JWK Set of what still counts: keys in use and retired ones, never a compromised one."""
    found = keys(owner, *(purposes or PUBLISHED))
    return {"keys": [one.jwk for one in found if one.compromised_at is None]}


def authorities() -> list[bytes]:
    """The certificates at the end of all chains, in DER, once each; none of a compromised key."""
    chains = [(one, certificates.from_pem(one.chain)) for one in keys("", *CERTIFIED)]
    lost = {chain[0] for one, chain in chains if one.compromised_at is not None}
    return list(dict.fromkeys(chain[-1] for _, chain in chains if not lost.intersection(chain)))


def key_view(row: SigningKey) -> KeyView:
    """A row as others see it."""
    return KeyView(
        key_id=row.key_id,
        owner=row.owner,
        purpose=Purpose(row.purpose),
        algorithm=Algorithm(row.algorithm),
        public=bytes(row.public),
        chain=row.chain,
        made_at=row.made_at,
        retired_at=row.retired_at,
        compromised_at=row.compromised_at,
        because=row.because,
    )
