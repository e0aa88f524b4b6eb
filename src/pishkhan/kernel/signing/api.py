"""Verbs of signing: sign, make keys, put them aside, publish what signatures are verified by.

A caller may count on: a key signs for one purpose only; what ended signs nothing more; whatever
happens to a key is in the trail, and in the public log if `ports` says so.
"""

from pishkhan.kernel.signing.actions.ending import retire
from pishkhan.kernel.signing.actions.making import install_chain, needed_key, new_key
from pishkhan.kernel.signing.actions.using import certificate_chain, reseal, sign, sign_by
from pishkhan.kernel.signing.queries import authorities, key, key_in_use, keys, public_jwks
from pishkhan.kernel.signing.rules.certificates import from_pem, to_pem
from pishkhan.kernel.signing.rules.encodings import (
    as_der,
    base64url,
    is_signed,
    jwk,
    unbase64url,
)
from pishkhan.kernel.signing.spec import (
    NATIONAL,
    TRIAL,
    KeyView,
    Signature,
    institution,
    institution_of,
)


__all__ = [
    "NATIONAL",
    "TRIAL",
    "KeyView",
    "Signature",
    "as_der",
    "authorities",
    "base64url",
    "certificate_chain",
    "from_pem",
    "install_chain",
    "institution",
    "institution_of",
    "is_signed",
    "jwk",
    "key",
    "key_in_use",
    "keys",
    "needed_key",
    "new_key",
    "public_jwks",
    "reseal",
    "retire",
    "sign",
    "sign_by",
    "to_pem",
    "unbase64url",
]
