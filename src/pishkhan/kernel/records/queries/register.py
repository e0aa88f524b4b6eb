"""Reads of the register: persons, their awards and papers, earlier versions, permits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records.models import (
    Award,
    Document,
    FactRow,
    FactVersion,
    Learner,
    LearnerIdentifier,
    Recognition,
    Source,
)
from pishkhan.kernel.records.rules.names import name_key
from pishkhan.kernel.records.rules.recognition import Permit, recognised
from pishkhan.kernel.records.rules.rows import Identity
from pishkhan.kernel.records.spec import AwardView, DocumentView, LearnerView, VersionView
from pishkhan.kernel.records.terms import DocumentKind, Fact, Level, LogClass, Recognised


def learner_of(identity: Identity) -> LearnerView | None:
    """The person with this number."""
    row = LearnerIdentifier.objects.filter(
        kind=identity.kind, value=identity.value, issuer=identity.issuer
    ).first()
    return learner_view(row.learner_id) if row else None


def learner_view(learner_id: int) -> LearnerView | None:
    """The person with this id."""
    row = Learner.objects.filter(id=learner_id).first()
    if row is None:
        return None
    numbers = LearnerIdentifier.objects.filter(learner_id=row.id)
    return LearnerView(
        id=row.id,
        given_name=row.given_name,
        family_name=row.family_name,
        father_name=row.father_name,
        latin_name=row.latin_name,
        birth_date=row.birth_date,
        died_on=row.died_on,
        identities=tuple(
            Identity(IdentifierKind(one.kind), one.value, one.issuer) for one in numbers
        ),
        person_id=row.person_id,
        version=row.version,
    )


def awards_of(learner_id: int) -> list[AwardView]:
    """The awards of a person, the oldest first, each with its papers; two queries."""
    rows = list(Award.objects.filter(learner_id=learner_id).order_by("awarded_on", "id"))
    papers = _papers(row.id for row in rows)
    return [_award_view(row, papers.get(row.id, ())) for row in rows]


def award(award_id: int) -> AwardView | None:
    """The award with its papers."""
    row = Award.objects.filter(id=award_id).first()
    return _award_view(row, _papers([row.id]).get(row.id, ())) if row else None


def document(document_id: int) -> DocumentView | None:
    """The paper with this id."""
    row = Document.objects.filter(id=document_id).first()
    return document_view(row) if row else None


def history_of(fact: Fact, row_id: int) -> list[VersionView]:
    """Earlier versions, the oldest first; the row itself is the last."""
    rows = FactVersion.objects.filter(fact=fact, row_id=row_id).order_by("number")
    return [
        VersionView(
            fact=fact,
            number=row.number,
            values=row.values,
            provenance=dict.fromkeys(row.values, row.source_id) | row.provenance,
            since=row.since,
            until=row.until,
            because=row.because,
        )
        for row in rows
    ]


def written_by(award_id: int, *, since: datetime) -> frozenset[int]:
    """Accounts that entered or changed the award, its holder or its papers since then."""
    row = Award.objects.get(id=award_id)
    papers = Document.objects.filter(award_id=award_id)
    facts: Mapping[Fact, Sequence[FactRow]] = {
        Fact.AWARD: [row],
        Fact.LEARNER: [row.learner],
        Fact.DOCUMENT: list(papers),
    }
    sources: set[int] = set()
    for fact, rows in facts.items():
        versions = FactVersion.objects.filter(fact=fact, row_id__in=[one.id for one in rows])
        told: list[FactRow | FactVersion] = [*rows, *versions]
        for one in told:
            sources |= {one.source_id, *one.provenance.values()}
    found = Source.objects.filter(id__in=sources, at__gte=since)
    accounts = found.values_list("account_id", flat=True)
    return frozenset(account for account in accounts if account is not None)


def permits_of(institution_id: int) -> list[Permit]:
    """What the institution may award, from when until when."""
    return [
        Permit(
            level=Level(row.level),
            field_key=row.field_key,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in Recognition.objects.filter(institution_id=institution_id, replaced_by=None)
    ]


def recognition_of(institution_id: int, *, level: Level, field: str, on: date) -> Recognised:
    """Whether it might award this level and field on that day."""
    permits = permits_of(institution_id)
    return recognised(permits, level=level, field_key=name_key(field), on=on)


def document_view(row: Document) -> DocumentView:
    """A row as others see it."""
    return DocumentView(
        id=row.id,
        award_id=row.award_id,
        institution_id=row.institution_id,
        kind=DocumentKind(row.kind),
        copy_number=row.copy_number,
        serial=row.serial,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        year=row.year,
        log_class=LogClass(row.log_class),
        has_code=row.has_code,
        is_withdrawn=row.is_withdrawn,
        version=row.version,
    )


def _papers(award_ids: Iterable[int]) -> dict[int, list[DocumentView]]:
    found: dict[int, list[DocumentView]] = {}
    for row in Document.objects.filter(award_id__in=list(award_ids)).order_by("issued_on", "id"):
        found.setdefault(row.award_id, []).append(document_view(row))
    return found


def _award_view(row: Award, papers: Iterable[DocumentView]) -> AwardView:
    return AwardView(
        id=row.id,
        learner_id=row.learner_id,
        institution_id=row.institution_id,
        level=Level(row.level),
        field=row.field,
        orientation=row.orientation,
        awarded_on=row.awarded_on,
        average=row.average,
        scale=row.scale,
        is_withdrawn=row.is_withdrawn,
        version=row.version,
        documents=tuple(papers),
    )
