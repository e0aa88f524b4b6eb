"""The facts of a document as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pishkhan.foundation import canonical_json
from pishkhan.kernel.credentials.rules.identifiers import Site
from pishkhan.kernel.credentials.terms import StatusPurpose
from pishkhan.kernel.verification.spec import DocumentFacts
from pishkhan.kernel.verification.terms import Level


Json = Mapping[str, object]
CONTEXT_V2: Final = "https://www.w3.org/ns/credentials/v2"
CONTEXTS: Final = [CONTEXT_V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
NAMES: Final = uuid.UUID("c2f0f5cf-5b1c-5d1a-9f0e-8a4f6f0c7d21")  # of achievements, for ever
ACHIEVEMENT_TYPES: Final = {
    Level.DIPLOMA: "SecondarySchoolDiploma",
    Level.ASSOCIATE: "AssociateDegree",
    Level.BACHELOR: "BachelorDegree",
    Level.BACHELOR_TOP_UP: "BachelorDegree",
    Level.MASTER: "MasterDegree",
    Level.MASTER_CONTINUOUS: "MasterDegree",
    Level.PROFESSIONAL_DOCTORATE: "ProfessionalDoctorate",
    Level.DOCTORATE: "DoctoralDegree",
}
HIGHEST_GRADE: Final = "20"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a credential stands: its own number, its status, its entry in the public log."""

    number: uuid.UUID
    code: str
    issued_at: datetime
    valid_until: datetime | None
    list_id: int
    list_index: int
    log_epoch: int
    log_index: int


def credential(facts: DocumentFacts, place: Place, *, issuer: str, site: Site) -> Json:
    """The whole payload: the credential, and the registered claims that say the same to JWT readers."""
    since = moment_text(place.issued_at)
    made: dict[str, object] = {
        "@context": CONTEXTS,
        "id": place.number.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title(facts),
        "issuer": {"id": issuer, "type": ["Profile"], "name": facts.institution["fa"]},
        "validFrom": since,
        "awardedDate": f"{facts.award_date.isoformat()}T00:00:00Z",
        "credentialSubject": {
            **subject(facts),
            "id": _subject_id(place),
            "licenseNumber": place.code,
        },
        "credentialStatus": statuses(site, place.list_id, place.list_index),
        "evidence": [
            {
                "id": site.entry_address(place.log_epoch, place.log_index),
                "type": ["Evidence"],
                "name": "Entry in the public log of issued documents",
                "genre": "TransparencyLog",
            }
        ],
        "iss": issuer,
        "jti": place.number.urn,
        "sub": _subject_id(place),
        "nbf": int(place.issued_at.timestamp()),
    }
    if place.valid_until is not None:
        made["validUntil"] = moment_text(place.valid_until)
        made["exp"] = int(place.valid_until.timestamp())
    return made


def subject(facts: DocumentFacts) -> Json:
    """What is said of the holder; the number on the identity card only by its last four digits."""
    holder = facts.holder
    known = {
        "name": holder.name,
        "ext:latin_name": holder.latin_name,
        "ext:father_name": holder.father_name,
        "ext:birth_date": holder.birth_date.isoformat() if holder.birth_date else "",
        "ext:identity_last_four": holder.last_four or holder.identity[-4:],
    }
    made: dict[str, object] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": text, "identityType": kind}
            for kind, text in known.items()
            if text
        ],
        "achievement": _achievement(facts),
    }
    if facts.grade:
        made["result"] = [
            {"type": ["Result"], "resultDescription": _grade_id(facts), "value": facts.grade}
        ]
    return made


def digest_of(facts: DocumentFacts) -> bytes:
    """The same for the same facts: whether a credential still says what the document says."""
    said = {
        "subject": subject(facts),
        "institution": facts.institution["fa"],
        "title": title(facts),
        "award_date": facts.award_date.isoformat(),
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else "",
    }
    return uuid.uuid5(NAMES, canonical_json.encode(said).decode()).bytes


def statuses(site: Site, list_id: int, index: int) -> list[Json]:
    """One entry for each thing that may become of it."""
    return [
        {
            "id": f"{site.list_address(list_id, purpose)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose.value,
            "statusListIndex": str(index),
            "statusListCredential": site.list_address(list_id, purpose),
        }
        for purpose in StatusPurpose
    ]


def status_list(
    *,
    address: str,
    issuer: str,
    purpose: StatusPurpose,
    bits: str,
    period: tuple[datetime, datetime],
) -> Json:
    """A status list as a credential."""
    since, until = period
    return {
        "@context": [CONTEXT_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment_text(since),
        "validUntil": moment_text(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "encodedList": bits,
        },
        "iss": issuer,
        "jti": address,
        "sub": f"{address}#list",
        "nbf": int(since.timestamp()),
        "exp": int(until.timestamp()),
    }


def title(facts: DocumentFacts) -> str:
    """The document in a line."""
    return f"{facts.kind.label} {facts.level.label} {facts.field}".strip()


def moment_text(at: datetime) -> str:
    """A moment as XML Schema writes it, in seconds of UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _achievement(facts: DocumentFacts) -> Json:
    english = " – ".join(
        one
        for one in (
            ACHIEVEMENT_TYPES[facts.level],
            facts.field_en,
            facts.institution.get("en", ""),
        )
        if one
    )
    made: dict[str, object] = {
        "id": uuid.uuid5(NAMES, "/".join(_programme(facts))).urn,
        "type": ["Achievement"],
        "achievementType": ACHIEVEMENT_TYPES[facts.level],
        "name": f"{facts.level.label} {facts.field}".strip(),
        "description": english,
        "criteria": {"narrative": facts.recognition.label},
        "fieldOfStudy": facts.field,
        "inLanguage": "fa",
    }
    if facts.orientation:
        made["specialization"] = facts.orientation
    if facts.grade:
        made["resultDescription"] = [
            {
                "id": _grade_id(facts),
                "type": ["ResultDescription"],
                "name": facts.grade_class or "معدل کل",
                "resultType": "GradePointAverage",
                "valueMin": "0",
                "valueMax": HIGHEST_GRADE,
            }
        ]
    return made


def _programme(facts: DocumentFacts) -> tuple[str, ...]:
    return str(facts.institution_id), facts.level.value, facts.field, facts.orientation


def _grade_id(facts: DocumentFacts) -> str:
    return uuid.uuid5(NAMES, "/".join(("grade", *_programme(facts)))).urn


def _subject_id(place: Place) -> str:
    """A name for the holder that no two credentials share."""
    return uuid.uuid5(place.number, "subject").urn
