"""Issuing credentials: of a document that is valid, to its holder, as often as they ask."""

from datetime import UTC, datetime, time

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.credentials.actions.marking import wait_for_turn
from pishkhan.kernel.credentials.actions.places import draw
from pishkhan.kernel.credentials.errors import NotACredential, NotValidNow, NotYours
from pishkhan.kernel.credentials.models import Credential
from pishkhan.kernel.credentials.rules import claims, data_model, jose
from pishkhan.kernel.credentials.rules.claims import Json, Place
from pishkhan.kernel.credentials.site import site
from pishkhan.kernel.credentials.spec import Issued
from pishkhan.kernel.credentials.terms import CredentialState
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts, DocumentStanding
from pishkhan.kernel.verification.terms import VerdictState


@transaction.atomic
def credential_of(document_id: int, *, by: Actor) -> Issued:
    """The credential of a document, signed by its institution's key; the same until facts change.

    Raises NotYours to everybody but the holder, NotValidNow before the public log has it witnessed
    and after it was withdrawn.
    """
    wait_for_turn(document_id)
    code, stands = valid(document_id, by=by)
    facts = verification.facts_of(document_id)
    owner, said = signing.institution(facts.institution_id), claims.digest_of(facts)
    row = Credential.objects.filter(document_id=document_id, facts=said).first()
    if row is None:
        row = _entered(facts, code, stands, owner=owner, said=said, by=by)
    payload = _payload(facts, code, row, owner=owner)
    return Issued(
        token=sign_credential(payload, owner),
        number=str(row.number),
        document_id=document_id,
        issued_at=row.issued_at,
        state=CredentialState(row.state),
    )


def valid(document_id: int, *, by: Actor) -> tuple[CodeView, DocumentStanding]:
    """The code and standing of a document that may be confirmed; raises NotYours, NotValidNow."""
    code = verification.code_of(document_id)
    if code is None or not _is_theirs(code, by):
        raise NotYours
    stands = verification.standing_of(document_id)
    if stands.state is not VerdictState.VALID:
        raise NotValidNow(state=stands.state.label)
    return code, stands


@transaction.atomic
def issue_trial(credential: dict[str, object], *, with_status: bool) -> str:
    """Sign whatever a conformance suite brings, in the name of an issuer that nobody trusts.

    Raises NotACredential.
    """
    name, owner = site().did_of(signing.TRIAL), signing.TRIAL
    issuer = credential.get("issuer")
    told = {**issuer, "id": name} if isinstance(issuer, dict) else name
    made: dict[str, object] = {**credential, "issuer": told}
    if wrong := data_model.faults({**credential}) or data_model.faults(made):
        raise NotACredential(what="; ".join(wrong))
    if with_status:
        found, index = draw(owner)
        row = Credential(
            facts=b"",
            status_list=found,
            index=index,
            state=CredentialState.ACTIVE.value,
            issued_at=clock.now(),
        )
        made["credentialStatus"] = claims.statuses(site(), found.id, index)
        row.said = _said(made)
        row.save()
    elif not _said(made):
        raise NotACredential(what="empty")
    return sign_credential(made, owner)


def _said(made: Json) -> bytes:
    try:
        return jose.said_by(made)
    except (ValueError, TypeError, RecursionError) as error:
        raise NotACredential(what=f"no canonical JSON: {error}") from error


def sign_credential(payload: Json, owner: str) -> str:
    """The payload as a token of the owner."""
    key = signing.needed_key(owner, Purpose.CREDENTIAL)
    return jose.token(
        payload,
        key=site().key_name(owner, key.key_id),
        type_=jose.CREDENTIAL_TYPE,
        sign=lambda told: signing.sign_by(key, told).value,
    )


def _entered(
    facts: DocumentFacts,
    code: CodeView,
    stands: DocumentStanding,
    *,
    owner: str,
    said: bytes,
    by: Actor,
) -> Credential:
    found, index = draw(owner)
    row = Credential(
        document_id=facts.document_id,
        facts=said,
        status_list=found,
        index=index,
        state=CredentialState.ACTIVE.value,
        issued_at=clock.now().replace(microsecond=0),
        log_epoch=stands.epoch,
        log_index=stands.index or 0,
    )
    row.said = jose.said_by(_payload(facts, code, row, owner=owner))
    row.save()
    record(
        "credentials.issued",
        target="credential",
        target_id=row.id,
        by=by,
        after={"document_id": str(facts.document_id), "number": str(row.number)},
    )
    return row


def _payload(facts: DocumentFacts, code: CodeView, row: Credential, *, owner: str) -> Json:
    place = Place(
        number=row.number,
        code=code.code,
        issued_at=row.issued_at,
        valid_until=_end_of(facts),
        list_id=row.status_list_id,
        list_index=row.index,
        log_epoch=row.log_epoch,
        log_index=row.log_index,
    )
    return claims.credential(facts, place, issuer=site().did_of(owner), site=site())


def _end_of(facts: DocumentFacts) -> datetime | None:
    if facts.valid_until is None:
        return None
    return datetime.combine(facts.valid_until, time(23, 59, 59), clock.TEHRAN).astimezone(UTC)


def _is_theirs(code: CodeView, by: Actor) -> bool:
    if by.kind is ActorKind.SYSTEM:
        return True
    return by.person_id is not None and any(
        one.id == code.id for one in verification.codes_of_person(by.person_id)
    )
