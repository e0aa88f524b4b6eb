"""A document as `verification` is told of it."""

from collections.abc import Sequence
from decimal import Decimal

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.records.models import Award, Document, Learner, LearnerIdentifier
from pishkhan.kernel.records.queries.register import permits_of
from pishkhan.kernel.records.rules.recognition import Permit, recognised
from pishkhan.kernel.records.terms import DocumentKind, Level
from pishkhan.kernel.verification.spec import DocumentFacts, Holder
from pishkhan.kernel.verification.terms import Level as VerifiedLevel


GRADES = ((17, _("الف")), (14, _("ب")), (12, _("ج")), (0, _("د")))
VERIFIED = {one.value for one in VerifiedLevel}


def facts_of(document_id: int) -> DocumentFacts | None:
    """All that the code of a document answers for, as the register has it now."""
    found = facts_of_all([document_id])
    return found[0] if found else None


def facts_of_all(document_ids: Sequence[int]) -> list[DocumentFacts]:
    """The same for many, in their order; papers of levels that have no codes are left out."""
    rows = list(
        Document.objects.filter(id__in=document_ids, award__level__in=VERIFIED)
        .select_related("award__learner")
        .order_by("id")
    )
    numbers: dict[int, LearnerIdentifier] = {}
    holders = [row.award.learner_id for row in rows]
    for one in LearnerIdentifier.objects.filter(learner_id__in=holders).order_by("-id"):
        numbers[one.learner_id] = one
    places = {row.institution_id for row in rows}
    names = {place: _names(place) for place in places}
    permits = {place: permits_of(place) for place in places}
    return [
        _facts(row, numbers.get(row.award.learner_id), names[row.institution_id],
               permits[row.institution_id])
        for row in rows
    ]  # fmt: skip


def grade_class(average: Decimal | None, scale: int) -> str:
    """The letter of an average of 20; "" where there is none, or another scale."""
    if average is None or scale != 20:  # noqa: PLR2004 - the scale that has letters
        return ""
    return next(letter for least, letter in GRADES if average >= least)


def _facts(
    row: Document, number: LearnerIdentifier | None, names: dict[str, str], permits: list[Permit]
) -> DocumentFacts:
    award: Award = row.award
    level = Level(award.level)
    return DocumentFacts(
        document_id=row.id,
        kind=DocumentKind(row.kind),
        copy_no=row.copy_number + 1,
        institution_id=row.institution_id,
        institution=names,
        recognition=recognised(
            permits, level=level, field_key=award.field_key, on=award.awarded_on
        ),
        level=VerifiedLevel(award.level),
        field=award.field,
        orientation=award.orientation,
        award_date=award.awarded_on,
        year=award.year,
        registered_on=row.issued_on,
        valid_until=row.valid_until,
        grade="" if award.average is None else str(award.average),
        grade_class=grade_class(award.average, award.scale),
        holder=_holder(award.learner, number),
    )


def _holder(learner: Learner, number: LearnerIdentifier | None) -> Holder:
    return Holder(
        given_name=learner.given_name,
        family_name=learner.family_name,
        father_name=learner.father_name,
        latin_name=learner.latin_name,
        birth_date=learner.birth_date,
        identity_kind=IdentifierKind(number.kind) if number else IdentifierKind.NATIONAL_ID,
        identity=number.value if number else "",
        person_id=learner.person_id,
    )


def _names(institution_id: int) -> dict[str, str]:
    place = organisations.organisation(institution_id)
    return {one: place.named(one) for one in ("fa", "en", "ar")} if place else {}
