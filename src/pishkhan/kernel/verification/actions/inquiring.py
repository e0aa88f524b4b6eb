"""Answering inquiries: by code, by comparison, for organisations; each answer in the holder's log.

What cannot be a code is refused before the database is asked. "No such code" and "closed by its
holder" are one answer to the anonymous, and the same statements are executed for both.
"""

import time
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from pishkhan.foundation import authenticity_code, clock, secret
from pishkhan.foundation.authenticity_code import Reading
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.persistence.api import both, insert, new_id
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.verification import identities, ports
from pishkhan.kernel.verification.actions import limiting
from pishkhan.kernel.verification.errors import GroupsReversed, Mistyped, OtherHost, PurposeMissing
from pishkhan.kernel.verification.models import LEGACY, Code, CodeVersion, Inquiry
from pishkhan.kernel.verification.queries.reading import is_witnessed
from pishkhan.kernel.verification.rules import comparing, facts as freezing, receipts, verdicts
from pishkhan.kernel.verification.rules.masking import masked_name
from pishkhan.kernel.verification.spec import (
    Client,
    Comparison,
    DocumentFacts,
    Organisation,
    Question,
    Verdict,
)
from pishkhan.kernel.verification.terms import (
    ClaimField,
    DocumentState,
    Ground,
    LogClass,
    Purpose,
    Tier,
    VerdictState,
)


FIND = "first.text = %s AND second.code_id = first.id AND second.number = first.version"
OPEN = f"{FIND} AND first.frozen_at IS NULL"
MISS = """
    INSERT INTO verification_missed (id, at, tier, code_id) VALUES (%s, %s, %s,
        (SELECT id FROM verification_code WHERE text = %s AND frozen_at IS NOT NULL))
"""
Found = tuple[Code, CodeVersion]
LEGACY_LOOK_SECONDS = 60.0


def inquire(text: str, *, client: Client) -> Verdict:
    """The answer to a code alone (T0), masked; UNKNOWN where there is none.

    Raises what reading a code raises, Mistyped (GroupsReversed), OtherHost, StepUpNeeded.
    """
    found = _found(text, client, Tier.CODE)
    if found is None:
        return _nothing()
    verdict, row = _answer(found, Tier.CODE)
    _keep(row, verdict, person_id=client.person_id)
    return verdict


def compare(text: str, typed: Mapping[str, str], *, client: Client) -> Comparison | None:
    """What of a claim is right (T1); None where there is no answer.

    Raises as `inquire`, and FieldErrors, TooManyWrongClaims.
    """
    claim = comparing.read(typed)
    found = _found(text, client, Tier.COMPARE)
    if found is None:
        return None
    limiting.require_claims(found[0].id)
    compared, row = _compared(found, claim, Tier.COMPARE)
    if not compared.is_match:
        limiting.count_wrong_claim(found[0].id)
    _keep(row, compared.verdict, person_id=client.person_id)
    return compared


@transaction.atomic
def inquire_for(
    organisation: Organisation, questions: Sequence[Question]
) -> list[Comparison | None]:
    """Full comparison for a registered organisation (T3), in the order of the questions.

    None where there is no such code. A code that its holder closed is told as closed. Raises
    PurposeMissing, FieldErrors, and what reading a code raises: before anything is answered.
    """
    _require_purpose(organisation, [one.reference for one in questions])
    read = [(authenticity_code.read(one.code), one) for one in questions]
    answers: list[Comparison | None] = []
    for reading, question in read:
        found = both(Code, CodeVersion, FIND, [reading.code])
        is_ours = found is not None and (reading.is_right or found[0].scheme == LEGACY)
        answers.append(
            _for(organisation, found, question.claim, question.reference)
            if found is not None and is_ours
            else None
        )
    return answers


@transaction.atomic
def inquire_by_identity(
    organisation: Organisation,
    *,
    kind: IdentifierKind,
    number: str,
    claim: Mapping[ClaimField, str],
    reference: str,
) -> list[Comparison]:
    """The same for every document in somebody's name, newest first; `reference` is the consent."""
    _require_purpose(organisation, [reference])
    digests = identities.digests(kind.value, number)
    rows = Code.objects.filter(identity_digest__in=digests).order_by("-id")
    texts = list(rows.values_list("text", flat=True))
    several = [both(Code, CodeVersion, FIND, [text]) for text in texts]
    return [_for(organisation, one, claim, reference) for one in several if one is not None]


def _require_purpose(organisation: Organisation, references: Sequence[str]) -> None:
    is_known = organisation.purpose in {one.value for one in Purpose}
    if not is_known or not all(one.strip() for one in references):
        raise PurposeMissing


def _for(
    organisation: Organisation, found: Found, claim: Mapping[ClaimField, str], reference: str
) -> Comparison:
    compared, row = _compared(found, claim, Tier.ORGANISATION)
    if found[0].frozen_at is not None:
        verdict = Verdict(state=VerdictState.FROZEN, asked_at=row.at, receipt=row.receipt)
        compared = Comparison(verdict=verdict, fields={})
        row.state, row.told = VerdictState.FROZEN.value, {"state": VerdictState.FROZEN.value}
        row.is_match = None
    row.organisation_id, row.who = organisation.id, organisation.name[:200]
    row.purpose, row.reference = organisation.purpose, reference.strip()[:80]
    _keep(row, compared.verdict)
    return compared


def read_code(text: str) -> Reading:
    """Read a code as people write, paste or scan it; no query.

    Raises what reading a code raises, and OtherHost for an address of another site.
    """
    reading = authenticity_code.read(text)
    ours = ports.wiring().host
    if reading.host and reading.host != ours.partition(":")[0].lower():
        raise OtherHost(host=reading.host, ours=ours)
    return reading


def _found(text: str, client: Client, tier: Tier) -> Found | None:
    reading = read_code(text)
    if not reading.is_right and not _Legacy.exists():
        raise _mistyped(reading)
    limiting.require(client)
    found = both(Code, CodeVersion, OPEN, [reading.code])
    if found is not None and (reading.is_right or found[0].scheme == LEGACY):
        return found
    with connection.cursor() as cursor:
        cursor.execute(MISS, [new_id(), clock.now(), tier.value, reading.code])
    limiting.count_miss(client)
    if not reading.is_right:  # also of an older code that its holder closed
        raise _mistyped(reading)
    return None


def _mistyped(reading: Reading) -> Mistyped:
    return GroupsReversed() if reading.reversed_code else Mistyped()


class _Legacy:
    """Whether this installation took over codes of an older scheme, as this process saw it last."""

    found = False
    looked_at = -1e9

    @classmethod
    def exists(cls) -> bool:
        """No query but one a minute until there are some; then none for ever."""
        if not cls.found and time.monotonic() - cls.looked_at > LEGACY_LOOK_SECONDS:
            cls.looked_at = time.monotonic()
            cls.found = Code.objects.filter(scheme=LEGACY).exists()
        return cls.found


def _nothing() -> Verdict:
    return Verdict(state=VerdictState.UNKNOWN, asked_at=clock.now())


def answer(found: Found, tier: Tier) -> tuple[Verdict, DocumentFacts, Inquiry]:
    """The verdict on what was found, its facts, and the line of the holder's log to be kept."""
    code, version = found
    facts = freezing.thawed(code.document_id, version.facts, person_id=code.person_id)
    stands = log.standing(code.entry_id)
    now = clock.now()
    verdict = Verdict(
        state=verdicts.verdict(
            DocumentState(code.state),
            is_witnessed=is_witnessed(code, version, stands),
            valid_until=facts.valid_until,
            today=clock.today(),
        ),
        asked_at=now,
        receipt=secret.digits(receipts.DIGITS),
        since=code.state_since,
        ground=Ground(code.ground) if code.ground else None,
        copy_no=facts.copy_no,
        kind=facts.kind,
        institution_id=facts.institution_id,
        institution=facts.institution,
        recognition=facts.recognition,
        level=facts.level.value,
        year=facts.year,
        award_date_class=LogClass(code.log_class),
        masked_name=masked_name(facts.holder.given_name, facts.holder.family_name),
        valid_until=facts.valid_until,
        issued_at=code.issued_at,
        corrected_at=code.corrected_at,
        is_legacy=code.scheme == LEGACY,
        index=stands.index,
        checkpoint_size=stands.checkpoint_size,
    )
    row = Inquiry(
        code_id=code.id,
        at=now,
        tier=tier.value,
        state=verdict.state.value,
        version=code.version,
        receipt=verdict.receipt,
        told=_told(code, verdict, tier),
    )
    return verdict, facts, row


def _answer(found: Found, tier: Tier) -> tuple[Verdict, Inquiry]:
    verdict, _facts, row = answer(found, tier)
    return verdict, row


def _compared(
    found: Found, claim: Mapping[ClaimField, str], tier: Tier
) -> tuple[Comparison, Inquiry]:
    verdict, facts, row = answer(found, tier)
    fields = comparing.compare(claim, facts)
    is_match = bool(fields) and all(fields.values())
    row.is_match = is_match
    row.told["compared"] = {one.value: is_right for one, is_right in fields.items()}
    if not is_match:
        return Comparison(verdict=verdict, fields=fields), row
    told = Comparison(
        verdict=verdict,
        fields=fields,
        name=facts.holder.name,
        father_name=facts.holder.father_name,
        study_field=" ".join(filter(None, (facts.field, facts.orientation))),
        award_date=facts.award_date,
    )
    return told, row


def _keep(row: Inquiry, verdict: Verdict, *, person_id: int | None = None) -> None:
    row.person_id = person_id
    row.state = verdict.state.value
    keep(row)


def keep(row: Inquiry) -> None:
    """Write the line with a mark of what was told, which whoever writes only rows cannot make."""
    row.mark = identities.mark(receipts.TYPE, receipts.text_of(row.told))
    insert(row)


def _told(code: Code, verdict: Verdict, tier: Tier) -> dict[str, object]:
    """What a receipt says: nothing that the inquirer had not been shown, and no name in full."""
    return {
        "v": receipts.VERSION,
        "type": receipts.TYPE,
        "host": ports.wiring().host,
        "receipt": verdict.receipt,
        "asked_at": verdict.asked_at.isoformat(timespec="seconds"),
        "tier": tier.value,
        "code": code.text,
        "state": verdict.state.value,
        "version": code.version,
        "kind": code.kind,
        "copy_no": verdict.copy_no,
        "institution": dict(verdict.institution),
        "recognition": verdict.recognition.value,
        "level": verdict.level,
        "year": verdict.year,
        "name": verdict.masked_name,
        "log_class": code.log_class,
        "issued_at": code.issued_at.isoformat(timespec="seconds"),
        "log": {
            "entry": str(code.entry_id),
            "index": verdict.index,
            "checkpoint_size": verdict.checkpoint_size,
        },
    }
