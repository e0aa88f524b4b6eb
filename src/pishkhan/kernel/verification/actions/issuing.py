"""Issuing: one code for one document, entered in the public log in the same transaction."""

from collections.abc import Sequence

from django.db import transaction

from pishkhan.foundation import authenticity_code, clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.spec import NewEntry
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.verification import identities
from pishkhan.kernel.verification.actions import telling
from pishkhan.kernel.verification.errors import CodeTaken
from pishkhan.kernel.verification.models import LEGACY, OURS, Code, CodeVersion
from pishkhan.kernel.verification.queries.reading import record_of, view_of
from pishkhan.kernel.verification.rules import facts as freezing
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts
from pishkhan.kernel.verification.terms import DocumentState, LogClass


@transaction.atomic
def issue(facts: DocumentFacts, *, log_class: LogClass, by: Actor) -> CodeView:
    """The code of the document; the same one however often it is asked for.

    Whether `by` may have it issued is for the component that has the document to say. The holder is
    told, by the number of the document too: whoever has it learns of any degree in their name.
    """
    return issue_all([facts], log_class=log_class, by=by)[0]


@transaction.atomic
def issue_all(
    several: Sequence[DocumentFacts], *, log_class: LogClass, by: Actor
) -> list[CodeView]:
    """The same for many documents (a roll), in their order."""
    wanted = {one.document_id: one for one in several}
    known = _codes(wanted)
    fresh = {number: one for number, one in wanted.items() if number not in known}
    ours: dict[int, Code] = {}
    while fresh:
        rows = [_row(one, authenticity_code.new(), OURS, log_class) for one in fresh.values()]
        # A code that is taken, or a document that another process was quicker with, adds no row.
        Code.objects.bulk_create(rows, ignore_conflicts=True)
        kept = _codes(fresh)
        drawn = {row.id for row in rows}
        ours |= {number: row for number, row in kept.items() if row.id in drawn}
        known |= kept
        fresh = {number: one for number, one in fresh.items() if number not in kept}
    _enter([(row, wanted[number]) for number, row in ours.items()], "verification.issued", by)
    return [view_of(known[one.document_id]) for one in several]


@transaction.atomic
def import_legacy(code_text: str, facts: DocumentFacts, *, by: Actor) -> CodeView:
    """Take over a code that another system issued; its check digits are not asked.

    Again for the same document: the same. Raises CodeTaken, and what reading a code raises.
    """
    text = authenticity_code.read(code_text).code
    row = _row(facts, text, LEGACY, LogClass.LEGACY_VERIFIED)
    Code.objects.bulk_create([row], ignore_conflicts=True)
    kept = Code.objects.filter(document_id=facts.document_id).first()
    if kept is None or kept.text != text:
        raise CodeTaken
    if kept.id == row.id:
        _enter([(kept, facts)], "verification.imported", by)
    return view_of(kept)


def _codes(documents: dict[int, DocumentFacts]) -> dict[int, Code]:
    rows = Code.objects.filter(document_id__in=list(documents))
    return {row.document_id: row for row in rows}


def _row(facts: DocumentFacts, text: str, scheme: int, log_class: LogClass) -> Code:
    now, holder = clock.now(), facts.holder
    return Code(
        text=text,
        scheme=scheme,
        document_id=facts.document_id,
        institution_id=facts.institution_id,
        kind=facts.kind.value,
        state=DocumentState.ACTIVE.value,
        state_since=now,
        version=1,
        entry_id=0,
        log_class=log_class.value,
        issued_at=now,
        identity_digest=identities.digest(holder.identity_kind.value, holder.identity),
        last_four=freezing.last_four(holder),
        person_id=holder.person_id or telling.person_of(holder),
    )


def _enter(made: Sequence[tuple[Code, DocumentFacts]], verb: str, by: Actor) -> None:
    """The entries of the log, the first versions, the lines of the trail, the messages."""
    versions = []
    for row, facts in made:
        event = LogEvent.LATE if row.log_class == LogClass.LATE.value else LogEvent.ISSUE
        versions.append(
            CodeVersion(
                id=new_id(),
                code=row,
                number=1,
                event=event.value,
                state=row.state,
                facts=freezing.frozen(facts),
                at=row.issued_at,
                account_id=by.account_id,
            )
        )
    enter(versions)
    CodeVersion.objects.bulk_create(versions)
    Code.objects.bulk_update([row for row, _facts in made], ["entry_id"], batch_size=500)
    for row, facts in made:
        audit.record(
            verb,
            target="document_code",
            target_id=row.id,
            by=by,
            after={"document_id": str(row.document_id), "log_class": row.log_class},
        )
        telling.tell_issued(row, facts)


def enter(versions: Sequence[CodeVersion]) -> None:
    """Enter each in the log; the version keeps salt and entry, its code the entry."""
    new = [
        NewEntry(
            event=LogEvent(one.event),
            institution_id=one.code.institution_id,
            record=record_of(one),
            document_kind=one.code.kind,
        )
        for one in versions
    ]
    for one, made in zip(versions, log.enter_all(new), strict=True):
        one.entry_id, one.salt = made.entry_id, made.salt
        one.code.entry_id = made.entry_id
