"""Compact JWS (RFC 7515) of a credential: `typ: vc+jwt`, ES256, the key by its full name."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pishkhan.foundation import canonical_json
from pishkhan.kernel.signing.spec import base64url, unbase64url


Json = Mapping[str, object]
CREDENTIAL_TYPE: Final = "vc+jwt"
LIST_TYPE: Final = "JWT"
ES256: Final = "ES256"
LONGEST: Final = 200_000
PARTS: Final = 3


class NotAToken(ValueError):
    """No compact JWS with an object inside, signed in the one way that we sign."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What a token says, not verified yet; `signed` is what its signature is over."""

    type: str
    key: str
    payload: Json
    signed: bytes
    signature: bytes


def token(payload: Json, *, key: str, type_: str, sign: Callable[[bytes], bytes]) -> str:
    """The payload signed; `key` is the full name under which the public half is found."""
    header = {"alg": ES256, "typ": type_, "kid": key}
    if type_ == CREDENTIAL_TYPE:
        header["cty"] = "vc"
    told = f"{_part(header)}.{_part(payload)}"
    return f"{told}.{base64url(sign(told.encode()))}"


def read(text: str) -> Token:
    """Take a token apart; raises NotAToken."""
    parts = text.strip().split(".")
    if len(text) > LONGEST or len(parts) != PARTS:
        raise NotAToken("not three parts")
    try:
        header, payload = _object(parts[0]), _object(parts[1])
        signature = unbase64url(parts[2])
    except (ValueError, RecursionError) as error:
        raise NotAToken("not JSON in base64url") from error
    type_, key = header.get("typ", ""), header.get("kid")
    # `crit` names what we must understand, and we understand nothing more.
    if header.get("alg") != ES256 or "crit" in header or not isinstance(key, str):
        raise NotAToken("not signed in the one way that we sign")
    return Token(
        type=type_ if isinstance(type_, str) else "",
        key=key,
        payload=payload,
        signed=f"{parts[0]}.{parts[1]}".encode(),
        signature=signature,
    )


def said_by(payload: Json) -> bytes:
    """A digest of all that a payload says; raises ValueError for numbers that readers read apart."""
    return hashlib.sha256(canonical_json.encode(payload)).digest()


def _part(value: Json) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _object(part: str) -> dict[str, object]:
    found = json.loads(unbase64url(part), object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise NotAToken("not an object")
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name that comes twice is read by each reader as they like: by us not at all."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotAToken("a name twice")
    return found
