"""Checking a credential that somebody shows: signature, key, time, status; all of our own."""

from collections.abc import Iterator, Mapping

from pishkhan.foundation import clock
from pishkhan.kernel.credentials.models import Credential
from pishkhan.kernel.credentials.rules import data_model, jose
from pishkhan.kernel.credentials.rules.jose import Json, NotAToken, Token
from pishkhan.kernel.credentials.site import site
from pishkhan.kernel.credentials.spec import Checked
from pishkhan.kernel.credentials.terms import CredentialState, Problem
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import Purpose


def check(text: str) -> Checked:
    """Whether a token is a credential of ours that is good now; the first problems are told.

    What the platform itself no longer stands by is not good, though its signature is.
    """
    try:
        shown = jose.read(text)
    except NotAToken as error:
        return Checked(problems=(Problem.MALFORMED,), detail=str(error))
    issuer = _issuer(shown.payload)
    faults = data_model.faults(shown.payload)
    if faults or shown.type != jose.CREDENTIAL_TYPE:
        return Checked(problems=(Problem.MALFORMED,), issuer=issuer, detail="; ".join(faults))
    key = _key(shown, issuer)
    if key is None:
        return Checked(problems=(Problem.UNKNOWN_ISSUER,), issuer=issuer)
    if not signing.is_signed(key.public, shown.signed, shown.signature):
        return Checked(problems=(Problem.WRONG_SIGNATURE,), issuer=issuer)
    return Checked(problems=tuple(_problems(shown.payload, key)), issuer=issuer)


def _key(shown: Token, issuer: str) -> KeyView | None:
    """The key, if it is the issuer's own and for credentials."""
    named = site().named_key(shown.key)
    key = signing.key(named[1]) if named else None
    if named is None or key is None or site().did_of(named[0]) != issuer:
        return None
    is_right = key.owner == named[0] and key.purpose is Purpose.CREDENTIAL
    is_agreed = shown.payload.get("iss", issuer) == issuer
    return key if is_right and is_agreed else None


def _problems(payload: Json, key: KeyView) -> Iterator[Problem]:
    row = _recorded(payload)
    if key.compromised_at is not None and not _was_issued_before(row, payload, key):
        yield Problem.COMPROMISED_KEY
    now = clock.now()
    since = data_model.moment(payload.get("validFrom"))
    until = data_model.moment(payload.get("validUntil"))
    if since is not None and now < since:
        yield Problem.NOT_YET_VALID
    if until is not None and until < now:
        yield Problem.EXPIRED
    if row is not None:
        yield from _of_state(CredentialState(row.state))


def _of_state(state: CredentialState) -> Iterator[Problem]:
    if state is CredentialState.SUSPENDED:
        yield Problem.SUSPENDED
    if state is CredentialState.REVOKED:
        yield Problem.REVOKED


def _recorded(payload: Json) -> Credential | None:
    """The row whose place in a list the credential names."""
    entries = payload.get("credentialStatus")
    first = entries[0] if isinstance(entries, list) and entries else entries
    if not isinstance(first, Mapping):
        return None
    address, index = str(first.get("statusListCredential")), str(first.get("statusListIndex"))
    number = address.removeprefix(f"{site().address}/credentials/status/").partition("/")[0]
    if not _is_number(number) or not _is_number(index):
        return None
    return Credential.objects.filter(status_list_id=int(number), index=int(index)).first()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))


def _was_issued_before(row: Credential | None, payload: Json, key: KeyView) -> bool:
    if row is None or key.compromised_at is None:
        return False
    try:
        is_ours = bytes(row.said) == jose.said_by(payload)
    except (ValueError, TypeError):  # numbers that we never write
        return False
    return is_ours and row.issued_at < key.compromised_at


def _issuer(payload: Json) -> str:
    issuer = payload.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""
