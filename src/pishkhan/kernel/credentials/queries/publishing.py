"""What everybody may read: documents of issuers, keys, status lists, who is trusted for what."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pishkhan.foundation import clock
from pishkhan.kernel.credentials import ports
from pishkhan.kernel.credentials.models import Credential, StatusList
from pishkhan.kernel.credentials.rules import bits, claims, did, jose
from pishkhan.kernel.credentials.rules.claims import Json
from pishkhan.kernel.credentials.site import site
from pishkhan.kernel.credentials.terms import CredentialState, StatusPurpose
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import Purpose


MARKED = {
    StatusPurpose.REVOCATION: CredentialState.REVOKED,
    StatusPurpose.SUSPENSION: CredentialState.SUSPENDED,
}
# A list is signed anew so often, and may be believed for so long.
SLOT, LIFE = 300, timedelta(hours=6)


def did_document(owner: str) -> Json | None:
    """The document of an owner who has, or had, a key for credentials; None for nobody."""
    keys = signing.keys(owner, Purpose.CREDENTIAL)
    return did.did_document(owner, keys, site()) if keys else None


def jwks() -> Json:
    """All keys for credentials and receipts that still count, under their full names."""
    keys = signing.keys("", Purpose.CREDENTIAL, Purpose.RECEIPT)
    return {
        "keys": [
            did.jwk_of(one, site())
            for one in keys
            if one.compromised_at is None and one.owner != signing.TRIAL
        ]
    }


def trusted_issuers() -> Json:
    """Every institution that has a key: its names, its keys, what it may award since when, until when."""
    keys: dict[int, list[KeyView]] = {}
    for one in signing.keys("", Purpose.CREDENTIAL):
        number = signing.institution_of(one.owner)
        if number is not None:
            keys.setdefault(number, []).append(one)
    listed = [_issuer_line(number, theirs) for number, theirs in sorted(keys.items())]
    return {"issuer": site().did, "issued": claims.moment_text(clock.now()), "issuers": listed}


def _issuer_line(number: int, keys: Iterable[KeyView]) -> Json:
    place = organisations.organisation(number)
    line: dict[str, object] = {
        "id": site().did_of(signing.institution(number)),
        "name": {one: place.named(one) for one in ("fa", "en", "ar")} if place else {},
        "keys": [did.key_line(one, site()) for one in keys],
    }
    permits = ports.permits()
    if permits is not None:
        line["recognised"] = [
            {
                "level": str(one.level),
                "field": one.field_key,
                "from": one.valid_from.isoformat(),
                "until": one.valid_to.isoformat() if one.valid_to else None,
            }
            for one in permits(number)
        ]
    return line


def trusted_list() -> str:
    """The same, signed by the platform."""
    owner = signing.NATIONAL
    key = signing.needed_key(owner, Purpose.CREDENTIAL)
    listed = {**trusted_issuers(), "iss": site().did, "iat": int(clock.now().timestamp())}
    return jose.token(
        listed,
        key=site().key_name(owner, key.key_id),
        type_=jose.LIST_TYPE,
        sign=lambda told: signing.sign_by(key, told).value,
    )


def authorities_pem() -> str:
    """The certificates that seals are trusted by, as files of them are written."""
    return signing.to_pem(signing.authorities())


def status_list(list_id: int, purpose: StatusPurpose) -> str | None:
    """The list as a signed credential; None where there is none of that number."""
    found = StatusList.objects.filter(id=list_id).first()
    if found is None:
        return None
    slot = int(clock.now().timestamp()) // SLOT
    key = signing.needed_key(found.owner, Purpose.CREDENTIAL)
    return _signed(found.id, purpose, found.changed_at, slot, key)


@lru_cache(maxsize=512)
def _signed(
    list_id: int, purpose: StatusPurpose, changed_at: datetime, slot: int, key: KeyView
) -> str:
    """Made once for all who ask within five minutes: a device signs but so many a second."""
    del changed_at  # part of the name under which it is kept
    found = StatusList.objects.get(id=list_id)
    marked = Credential.objects.filter(status_list=found, state=MARKED[purpose].value)
    since = datetime.fromtimestamp(slot * SLOT, UTC)
    payload = claims.status_list(
        address=site().list_address(list_id, purpose),
        issuer=site().did_of(found.owner),
        purpose=purpose,
        bits=bits.encoded(marked.values_list("index", flat=True), size=found.size),
        period=(since, since + LIFE),
    )
    return jose.token(
        payload,
        key=site().key_name(found.owner, key.key_id),
        type_=jose.CREDENTIAL_TYPE,
        sign=lambda told: signing.sign_by(key, told).value,
    )
