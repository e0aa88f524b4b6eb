"""Something of everything that is published, for tests of those who publish it."""

from pishkhan.kernel.credentials.actions.issuing import issue_trial
from pishkhan.kernel.credentials.models import StatusList
from pishkhan.kernel.credentials.rules.claims import CONTEXT_V2
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose


def a_credential(**other: object) -> dict[str, object]:
    """What a conformance suite brings; `other` members in place of these."""
    return {
        "@context": [CONTEXT_V2],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:somebody.example",
        "credentialSubject": {"id": "did:example:a", "name": "الف"},
        **other,
    }


def published(organisation_id: int) -> int:
    """The platform and an institution have keys for credentials; the number of a status list."""
    for owner in (signing.NATIONAL, signing.institution(organisation_id)):
        signing.needed_key(owner, Purpose.CREDENTIAL)
    issue_trial(a_credential(), with_status=True)
    return StatusList.objects.get(owner=signing.TRIAL).id
