"""Documents of did:web: which keys count for an owner, since when, until when."""

from collections.abc import Iterable, Mapping

from pishkhan.kernel.credentials.rules.claims import moment_text
from pishkhan.kernel.credentials.rules.identifiers import Site
from pishkhan.kernel.signing.spec import KeyView


Json = Mapping[str, object]
CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]


def did_document(owner: str, keys: Iterable[KeyView], site: Site) -> Json:
    """The document of an owner.

    A retired key stays, with the end of its time, for what it signed. A compromised one stays with
    the moment from which nothing of it counts, and verifies nothing by itself any more.
    """
    did, known = site.did_of(owner), list(keys)
    return {
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": [_method(one, site) for one in known],
        "assertionMethod": [
            site.key_name(owner, one.key_id) for one in known if one.compromised_at is None
        ],
    }


def key_line(key: KeyView, site: Site) -> Json:
    """A key in the list of trusted issuers."""
    line: dict[str, object] = {
        "kid": site.key_name(key.owner, key.key_id),
        "from": moment_text(key.made_at),
        "jwk": jwk_of(key, site),
    }
    if key.retired_at is not None:
        line["until"] = moment_text(key.retired_at)
    if key.compromised_at is not None:
        line["compromised"] = moment_text(key.compromised_at)
    return line


def jwk_of(key: KeyView, site: Site) -> Mapping[str, str]:
    """The public key under its full name, which is the `kid` of what it signs."""
    return {**key.jwk, "kid": site.key_name(key.owner, key.key_id)}


def _method(key: KeyView, site: Site) -> Json:
    made: dict[str, object] = {
        "id": site.key_name(key.owner, key.key_id),
        "type": "JsonWebKey",
        "controller": site.did_of(key.owner),
        "publicKeyJwk": jwk_of(key, site),
    }
    if key.retired_at is not None:
        made["expires"] = moment_text(key.retired_at)
    if key.compromised_at is not None:
        made["revoked"] = moment_text(key.compromised_at)
    return made
