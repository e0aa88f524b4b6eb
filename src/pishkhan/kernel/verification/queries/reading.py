"""Codes, their documents and their facts, for those who may know them."""

from collections.abc import Iterable, Iterator

import structlog

from pishkhan.foundation import clock
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.persistence.api import both
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.spec import Standing, Vouched
from pishkhan.kernel.verification import identities
from pishkhan.kernel.verification.errors import NoSuchDocument
from pishkhan.kernel.verification.models import LEGACY, Code, CodeVersion
from pishkhan.kernel.verification.rules import facts as freezing, verdicts
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts, DocumentStanding, Logged
from pishkhan.kernel.verification.terms import DocumentKind, DocumentState, Ground, LogClass


AT_ONCE = 2000
OF_DOCUMENT = (
    "first.document_id = %s AND second.code_id = first.id AND second.number = first.version"
)
logger = structlog.get_logger(__name__)


def code_of(document_id: int) -> CodeView | None:
    """The code that names the document, None if none was issued."""
    row = Code.objects.filter(document_id=document_id).first()
    return view_of(row) if row else None


def code_named(text: str) -> CodeView | None:
    """The code that reads so, for who keeps its document; nobody's log is told."""
    row = Code.objects.filter(text=text).first()
    return view_of(row) if row else None


def codes_of(document_ids: Iterable[int]) -> dict[int, CodeView]:
    """The same for many; one query."""
    rows = Code.objects.filter(document_id__in=list(document_ids))
    return {row.document_id: view_of(row) for row in rows}


def codes_of_person(person_id: int) -> list[CodeView]:
    """Every code recorded under a person's identity, the newest document first.

    Also those that were recorded before the person came here.
    """
    return [view_of(row) for row in rows_of_person(person_id)]


def rows_of_person(person_id: int) -> list[Code]:
    """Their rows."""
    person = identity.person(person_id)
    if person is None:
        return []
    found = Code.objects.filter(identity_digest__in=identities.digests_of(person))
    return list(found.order_by("-id"))


def facts_of(document_id: int, *, version: int | None = None) -> DocumentFacts:
    """What the code answers for now, or did in an earlier version; raises NoSuchDocument.

    The holder's number is not kept: only its last four digits come back.
    """
    row = CodeVersion.objects.filter(code__document_id=document_id)
    found = (row if version is None else row.filter(number=version)).order_by("-number").first()
    if found is None:
        raise NoSuchDocument
    code = Code.objects.get(id=found.code_id)
    return freezing.thawed(document_id, found.facts, person_id=code.person_id)


def is_witnessed(code: Code, version: CodeVersion, stands: Standing) -> bool:
    """Whether witnesses have seen the entry of what is stored now, and its date is the log's.

    A code that names an entry of something else, or was given other words or an older date behind
    our back, is none that anybody witnessed. One more statement for what was corrected.
    """
    version.code = code
    salt = bytes(version.salt) if version.salt is not None else None
    is_ours = log.is_of(stands, salt=salt, record=record_of(version), at=version.at)
    if not is_ours or not _is_of_its_day(code, version):
        if stands.index is not None:
            logger.error("code_not_of_its_entry", code=code.id, entry=code.entry_id)
        return False
    return stands.is_witnessed


def _is_of_its_day(code: Code, version: CodeVersion) -> bool:
    if version.number == 1:
        return code.issued_at == version.at
    first = CodeVersion.objects.filter(code_id=code.id, number=1).first()
    return first is not None and log.tells(log.standing(first.entry_id), code.issued_at)


def standing_of(document_id: int) -> DocumentStanding:
    """Where the document and its last event stand; raises NoSuchDocument."""
    found = both(Code, CodeVersion, OF_DOCUMENT, [document_id])
    if found is None:
        raise NoSuchDocument
    row, version = found
    stands = log.standing(row.entry_id)
    is_seen = is_witnessed(row, version, stands)
    state = DocumentState(row.state)
    until = freezing.thawed(document_id, version.facts, person_id=row.person_id).valid_until
    return DocumentStanding(
        document_id=document_id,
        state=verdicts.verdict(state, is_witnessed=is_seen, valid_until=until, today=clock.today()),
        since=row.state_since,
        ground=Ground(row.ground) if row.ground else None,
        by_document_id=row.by_document_id,
        version=row.version,
        entry_id=row.entry_id,
        index=stands.index,
        epoch=stands.epoch,
        checkpoint_size=stands.checkpoint_size,
        is_witnessed=is_seen,
    )


def logged(document_id: int) -> Logged:
    """Record and salt of the last event, to go with `transparency.proof`; raises NoSuchDocument."""
    row = CodeVersion.objects.filter(code__document_id=document_id).select_related("code")
    found = row.order_by("-number").first()
    if found is None:
        raise NoSuchDocument
    salt = bytes(found.salt) if found.salt is not None else None
    return Logged(entry_id=found.entry_id, salt=salt, record=record_of(found))


def vouched() -> Iterator[Vouched]:
    """Every version as it is stored now, for the verification of the log.

    The last version of a code answers for what stands on the code itself: a state, a holder or a
    code that was changed behind our back gives another record.
    """
    rows = CodeVersion.objects.select_related("code").order_by("code_id", "-number")
    seen = 0
    for row in rows.iterator(chunk_size=AT_ONCE):
        is_last, seen = row.code_id != seen, row.code_id
        yield Vouched(
            entry_id=row.code.entry_id if is_last else row.entry_id,
            salt=bytes(row.salt) if row.salt is not None else None,
            record=record_of(row, is_last=is_last),
            where=f"document {row.code.document_id}, version {row.number}",
        )


def record_of(row: CodeVersion, *, is_last: bool = True) -> dict[str, object]:
    """What the entry of this version commits to, from what is stored."""
    code = row.code
    latest = code if is_last else row
    return freezing.log_record(
        code=code.text,
        document_id=code.document_id,
        number=code.version if is_last else row.number,
        event=row.event,
        state=latest.state,
        ground=latest.ground,
        by_document_id=latest.by_document_id,
        log_class=code.log_class,
        identity_digest=code.identity_digest,
        facts=row.facts,
    )


def view_of(row: Code) -> CodeView:
    """A row as others see it."""
    return CodeView(
        id=row.id,
        code=row.text,
        is_legacy=row.scheme == LEGACY,
        document_id=row.document_id,
        institution_id=row.institution_id,
        kind=DocumentKind(row.kind),
        state=DocumentState(row.state),
        state_since=row.state_since,
        ground=Ground(row.ground) if row.ground else None,
        by_document_id=row.by_document_id,
        version=row.version,
        log_class=LogClass(row.log_class),
        issued_at=row.issued_at,
        corrected_at=row.corrected_at,
        frozen_at=row.frozen_at,
        person_id=row.person_id,
        last_four=row.last_four,
        entry_id=row.entry_id,
    )
