"""What Verifiable Credentials Data Model 2.0 demands of any credential, whoever made it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from pishkhan.kernel.credentials.rules.claims import CONTEXT_V2


Json = Mapping[str, object]
MOMENT = re.compile(
    r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
SRI = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/]+={0,2}")
MULTIHASH = re.compile(r"[uz][A-Za-z0-9_-]+")
# Each of them names what kind of thing it is, and some also where.
TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService", "proof", "relatedResource")
NAMED = ("credentialSchema", "relatedResource")
WITHOUT_TYPE = frozenset({"relatedResource"})


def faults(credential: Json) -> list[str]:
    """What is wrong, in English for programs; empty where it is a credential."""
    return list(_faults(credential))


def _faults(credential: Json) -> Iterator[str]:
    for rule in _RULES:
        yield from rule(credential)


def _context(credential: Json) -> Iterator[str]:
    context = credential.get("@context")
    if not isinstance(context, list) or not context or context[0] != CONTEXT_V2:
        yield f"@context must be a list that begins with {CONTEXT_V2}"
    elif not all(isinstance(one, Mapping) or _is_url(one) for one in context):
        yield "@context must hold URLs and objects"


def _type(credential: Json) -> Iterator[str]:
    if "VerifiableCredential" not in _texts(credential.get("type")):
        yield "type must hold VerifiableCredential"


def _identifier(credential: Json) -> Iterator[str]:
    if "id" in credential and not _is_url(credential["id"]):
        yield "id must be one URL"


def _issuer(credential: Json) -> Iterator[str]:
    issuer = credential.get("issuer")
    if not _is_url(issuer.get("id") if isinstance(issuer, Mapping) else issuer):
        yield "issuer must be a URL, or an object with one as its id"
    elif isinstance(issuer, Mapping):
        yield from _words("issuer", issuer)


def _subject(credential: Json) -> Iterator[str]:
    subjects = _listed(credential.get("credentialSubject"))
    if not subjects or not all(isinstance(one, Mapping) and one for one in subjects):
        yield "credentialSubject must hold at least one claim"
        return
    for one in subjects:
        if isinstance(one, Mapping) and "id" in one and not _is_url(one["id"]):
            yield "credentialSubject.id must be one URL"


def _period(credential: Json) -> Iterator[str]:
    moments = {name: credential[name] for name in ("validFrom", "validUntil") if name in credential}
    wrong = [name for name, value in moments.items() if moment(value) is None]
    yield from (f"{name} must be a moment of XML Schema" for name in wrong)
    since, until = moment(moments.get("validFrom")), moment(moments.get("validUntil"))
    if since and until and until < since:
        yield "validUntil must not be before validFrom"


def _things(credential: Json) -> Iterator[str]:
    for name in dict.fromkeys((*TYPED, *NAMED)):
        if name in credential:
            yield from _of_things(name, _listed(credential[name]))


def _of_things(name: str, things: list[object]) -> Iterator[str]:
    for one in things:
        if not isinstance(one, Mapping):
            yield f"{name} must hold objects"
            continue
        if name not in WITHOUT_TYPE and not _texts(one.get("type")):
            yield f"{name} needs a type"
        if (name in NAMED or "id" in one) and not _is_url(one.get("id")):
            yield f"{name} needs a URL as its id"


def _related(credential: Json) -> Iterator[str]:
    resources = [
        one for one in _listed(credential.get("relatedResource")) if isinstance(one, Mapping)
    ]
    ids = [one.get("id") for one in resources]
    if len({str(one) for one in ids}) < len(ids):
        yield "relatedResource must not name a resource twice"
    for one in resources:
        sri, multibase = one.get("digestSRI"), one.get("digestMultibase")
        is_digest = (isinstance(sri, str) and SRI.fullmatch(sri)) or (
            isinstance(multibase, str) and MULTIHASH.fullmatch(multibase)
        )
        if not is_digest:
            yield "relatedResource needs a digest"


def _top_words(credential: Json) -> Iterator[str]:
    yield from _words("", credential)


def _words(where: str, thing: Json) -> Iterator[str]:
    for name in ("name", "description"):
        if name in thing and not _is_words(thing[name]):
            yield f"{where}.{name} must be a text, or texts with their languages".lstrip(".")


def _is_words(value: object) -> bool:
    if isinstance(value, str):
        return True
    found = _listed(value)
    return bool(found) and all(
        isinstance(one, Mapping) and _is_language_value(one) for one in found
    )


def _is_language_value(value: Json) -> bool:
    language, direction = value.get("@language", "und"), value.get("@direction", "ltr")
    return (
        isinstance(value.get("@value"), str)
        and set(value) <= {"@value", "@language", "@direction"}
        and isinstance(language, str)
        and LANGUAGE.fullmatch(language) is not None
        and direction in {"ltr", "rtl", None}
    )


_RULES: tuple[Callable[[Json], Iterator[str]], ...] = (
    *(_context, _type, _identifier, _issuer, _subject),
    *(_period, _things, _related, _top_words),
)


def moment(value: object) -> datetime | None:
    """The moment that a text of XML Schema tells, None if it tells none."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    found = _listed(value)
    return [one for one in found if isinstance(one, str)] if found else []


def _is_url(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path)
