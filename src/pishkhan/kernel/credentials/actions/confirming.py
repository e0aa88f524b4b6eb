"""The confirmation (تأییدیه) as a sealed PDF that carries its own proofs."""

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import translation

from pishkhan.foundation import authenticity_code
from pishkhan.foundation.canonical_json import encode
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.credentials.actions.issuing import credential_of, valid
from pishkhan.kernel.credentials.rules.identifiers import Site
from pishkhan.kernel.credentials.sealing import sealed
from pishkhan.kernel.credentials.site import site
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.documents.spec import Attached, Confirmation
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts, Logged


REASON = "Confirmation of a document of study"


@transaction.atomic
def confirmation(document_id: int, *, language: str = "fa", by: Actor) -> bytes:
    """The confirmation of a document for its holder, in fa, en or ar.

    Attached are the credential, the record with its salt, and the proof that the public log has it:
    whoever has the file needs nobody to check it. Raises NotYours, NotValidNow.
    """
    code, _stands = valid(document_id, by=by)
    credential = credential_of(document_id, by=by)
    logged = verification.logged(document_id)
    attached = [
        Attached(
            name="credential.jwt",
            content=credential.token,
            mime="application/vc+jwt",
            description="Open Badges 3.0 credential, signed by the institution",
        ),
        Attached(
            name="document.tlog-proof",
            content=log.proof(logged.entry_id),
            mime="text/plain",
            description="Proof that the public log has the record (c2sp.org/tlog-proof)",
        ),
        Attached(
            name="record.json",
            content=_with_salt(logged),
            mime="application/json",
            description="The record that the log commits to, with its salt",
        ),
    ]
    facts = verification.facts_of(document_id)
    value = _confirmation(facts, code, site(), language)
    pdf = documents.confirmation(value, attached=attached, language=language)
    record(
        "credentials.confirmed",
        target="document_code",
        target_id=code.id,
        by=by,
        after={"document_id": str(document_id), "number": credential.number},
    )
    return sealed(pdf, owner=signing.NATIONAL, reason=REASON)


def _with_salt(logged: Logged) -> str:
    told = {
        "record": json.loads(encode(logged.record)),
        "salt": logged.salt.hex() if logged.salt is not None else None,
    }
    return encode(told).decode()


def _confirmation(facts: DocumentFacts, code: CodeView, here: Site, language: str) -> Confirmation:
    with translation.override(language):
        words = {
            "kind": translation.gettext(facts.kind.label),
            "level": translation.gettext(facts.level.label),
            "recognition": translation.gettext(facts.recognition.label),
            "log_class": translation.gettext(code.log_class.label),
        }
    holder = facts.holder
    return Confirmation(
        **words,
        code=code.code,
        host=here.host,
        inquiry_url=authenticity_code.address(here.host, code.code),
        institution=_in(facts.institution, language),
        field=(facts.field_en or facts.field) if language == "en" else facts.field,
        orientation=facts.orientation,
        name=(holder.latin_name or holder.name) if language == "en" else holder.name,
        father_name=holder.father_name,
        last_four=holder.last_four,
        award_date=facts.award_date,
        logged_at=code.issued_at,
        grade=facts.grade,
        grade_class=facts.grade_class,
        copy_no=facts.copy_no,
        valid_until=facts.valid_until,
    )


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words["fa"]
