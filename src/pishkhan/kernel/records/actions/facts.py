"""Facts are added one by one, and corrected: a correction is a new version, the old one stays."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, models, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.records.actions.sources import source, values_of
from pishkhan.kernel.records.errors import (
    BecauseNeeded,
    CodeExists,
    Implausible,
    NoSuchRecord,
    NotTheSamePerson,
    RollClosed,
    RollNotOpen,
    TwoPeople,
)
from pishkhan.kernel.records.models import (
    Admission,
    Award,
    Document,
    Enrolment,
    FactRow,
    FactVersion,
    Learner,
    LearnerIdentifier,
    LearnerName,
    Roll,
)
from pishkhan.kernel.records.permission import are_two
from pishkhan.kernel.records.queries import register
from pishkhan.kernel.records.queries.matching import people_like
from pishkhan.kernel.records.rules import rolls as roll_rules
from pishkhan.kernel.records.rules.names import block, name_key
from pishkhan.kernel.records.rules.rows import (
    AdmissionPart,
    AwardPart,
    DocumentPart,
    EnrolmentPart,
    Identity,
    PersonPart,
)
from pishkhan.kernel.records.spec import AwardView, DocumentView, LearnerView, SourceOf
from pishkhan.kernel.records.terms import Band, Fact, Finding, LogClass, RollState


MODELS: Mapping[Fact, type[FactRow]] = {
    Fact.LEARNER: Learner,
    Fact.ADMISSION: Admission,
    Fact.ENROLMENT: Enrolment,
    Fact.AWARD: Award,
    Fact.DOCUMENT: Document,
}
OF_LEARNERS: Mapping[Fact, type[Admission | Enrolment | Award]] = {
    Fact.ADMISSION: Admission,
    Fact.ENROLMENT: Enrolment,
    Fact.AWARD: Award,
}
# What follows from other fields is written with them.
KEYS = {
    "given_name": ("given_key", name_key),
    "family_name": ("family_key", name_key),
    "father_name": ("father_key", name_key),
    "field": ("field_key", name_key),
    "serial": ("serial_key", name_key),
}


@transaction.atomic
def learner(
    person: PersonPart,
    *,
    origin: SourceOf,
    by: Actor,
    person_id: int | None = None,
) -> LearnerView:
    """The person with this number, added if nobody has it; whoever is there is never overwritten.

    `person_id` is the one who signed in, where they are known. Raises NotTheSamePerson where the
    ladder is not GREEN, and ValueError without a number: then people choose or add.
    """
    if person.identity is None:
        raise ValueError("a person without a number is matched by people")
    known = register.learner_of(person.identity)
    if known is None:
        learner_id = _add_learner(person, source(origin, by=by), by, person_id)
    else:
        rung = people_like(person)[known.id]
        if rung.band is not Band.GREEN:
            raise NotTheSamePerson(findings=", ".join(one.code for one in rung.found))
        learner_id = known.id
        if person_id is not None and known.person_id is None:
            Learner.objects.filter(id=learner_id).update(person_id=person_id)
    view = register.learner_view(learner_id)
    if view is None:
        raise NoSuchRecord
    return view


def learner_columns(person: PersonPart) -> dict[str, object]:
    """A person as their row has it."""
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "father_name": person.father_name,
        "latin_name": person.latin_name,
        "birth_date": person.birth_date,
        "sex": person.sex.value,
        "certificate": person.certificate,
        "given_key": person.given_key[:50],
        "family_key": person.family_key[:50],
        "father_key": person.father_key[:50],
        "block": block(person.family_key),
        "birth_year": person.birth_date.year if person.birth_date else None,
    }


def _add_learner(person: PersonPart, source_id: int, by: Actor, person_id: int | None) -> int:
    row = Learner.objects.create(
        **learner_columns(person),
        person_id=person_id,
        source_id=source_id,
        changed_at=clock.now(),
    )
    if person.identity is not None:
        _add_identifier(row.id, person.identity, source_id)
    record("records.learner_added", target="learner", target_id=row.id, by=by)
    return row.id


def _add_identifier(learner_id: int, identity: Identity, source_id: int) -> None:
    LearnerIdentifier.objects.create(
        learner_id=learner_id,
        kind=identity.kind,
        value=identity.value,
        issuer=identity.issuer,
        source_id=source_id,
    )


def record_admission(
    learner_id: int, institution_id: int, admission: AdmissionPart, *, origin: SourceOf, by: Actor
) -> int:
    """Add how the person came in; its id."""
    columns = {name: getattr(admission, name) for name in AdmissionPart.__slots__}
    return _add(Fact.ADMISSION, learner_id, institution_id, columns, origin, by)


def record_enrolment(
    learner_id: int, institution_id: int, enrolment: EnrolmentPart, *, origin: SourceOf, by: Actor
) -> int:
    """Add a time of study; its id."""
    columns = {name: getattr(enrolment, name) for name in EnrolmentPart.__slots__}
    return _add(Fact.ENROLMENT, learner_id, institution_id, columns, origin, by)


def record_award(
    learner_id: int, institution_id: int, award: AwardPart, *, origin: SourceOf, by: Actor
) -> AwardView:
    """Add an award; what is implausible about it the caller has asked people about."""
    award_id = _add(Fact.AWARD, learner_id, institution_id, award_columns(award), origin, by)
    view = register.award(award_id)
    if view is None:
        raise NoSuchRecord
    return view


def award_columns(award: AwardPart) -> dict[str, object]:
    """An award as its row has it."""
    return {
        **{name: getattr(award, name) for name in AwardPart.__slots__},
        "year": roll_rules.year_of(award.awarded_on),
        "field_key": award.field_key[:80],
        "thesis_key": award.thesis_key,
    }


@transaction.atomic
def record_document(
    award_id: int, document: DocumentPart, *, origin: SourceOf, by: Actor, late: str = ""
) -> DocumentView:
    """Add a paper of an award to the roll of its year.

    `late` is why it comes after the roll was closed, which two people have looked at; everybody
    sees the class. Raises RollNotOpen, RollClosed, and Implausible where the serial is taken.
    """
    award = Award.objects.filter(id=award_id, is_withdrawn=False).first()
    if award is None:
        raise NoSuchRecord
    columns = {
        **{name: getattr(document, name) for name in DocumentPart.__slots__},
        "serial_key": document.serial_key[:80],
        "year": award.year,
        "log_class": _class_of(award, late),
    }
    row_source = source(origin, by=by)
    try:
        with transaction.atomic():
            row = Document.objects.create(
                award_id=award_id,
                institution_id=award.institution_id,
                source_id=row_source,
                changed_at=clock.now(),
                **columns,
            )
    except IntegrityError as error:
        raise Implausible(findings=Finding.SERIAL_REUSE) from error
    record("records.fact_added", target=Fact.DOCUMENT, target_id=row.id, by=by, because=late)
    return register.document_view(row)


def _class_of(award: Award, late: str) -> LogClass:
    roll = Roll.objects.filter(institution_id=award.institution_id, year=award.year)
    # Held until the end, so that no roll is closed between this look and the row.
    found = roll.select_for_update().first()
    if found is None:
        raise RollNotOpen
    opened_on = clock.in_tehran(found.opened_at).date()
    kind = roll_rules.log_class(award.year, opened_on=opened_on, state=RollState(found.state))
    if kind is LogClass.LATE and not late.strip():
        raise RollClosed
    return kind


@transaction.atomic
def _add(
    fact: Fact,
    learner_id: int,
    institution_id: int,
    columns: Mapping[str, object],
    origin: SourceOf,
    by: Actor,
) -> int:
    if not Learner.objects.filter(id=learner_id).exists():
        raise NoSuchRecord
    row = OF_LEARNERS[fact](
        learner_id=learner_id,
        institution_id=institution_id,
        source_id=source(origin, by=by),
        changed_at=clock.now(),
        **columns,
    )
    row.save(force_insert=True)
    record("records.fact_added", target=fact, target_id=row.id, by=by)
    return row.id


@transaction.atomic
def correct(  # noqa: PLR0913 - a correction has that many sides
    fact: Fact,
    row_id: int,
    changes: Mapping[str, object],
    *,
    because: str,
    origin: SourceOf,
    by: Actor,
    second: Actor | None = None,
) -> int:
    """Write other values into a fact; the number of its version now.

    Earlier values stay, with where they came from. A document that has its code, its award and its
    person are corrected by two people (`second` approved; the code is corrected by
    `verification.correct` beside it). Raises NoSuchRecord, BecauseNeeded, CodeExists, TwoPeople.
    """
    if not because.strip():
        raise BecauseNeeded
    row = MODELS[fact]._default_manager.select_for_update().filter(id=row_id).first()
    if row is None:
        raise NoSuchRecord
    if _is_coded(fact, row):
        if second is None:
            raise CodeExists
        if not are_two(by, second):
            raise TwoPeople
    version = rewrite(fact, row, changes, source_id=source(origin, by=by), because=because)
    record(
        "records.fact_corrected",
        target=fact,
        target_id=row_id,
        by=by,
        because=because,
        after={"fields": sorted(changes), "second": second.account_id if second else None},
    )
    return version


def rewrite(
    fact: Fact, row: FactRow, changes: Mapping[str, object], *, source_id: int, because: str
) -> int:
    """Keep the version that was, write the changes, say of each field where it comes from now."""
    real = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not real:
        return row.version
    now = clock.now()
    names = [f.attname for f in row._meta.concrete_fields if f.attname not in KEPT_APART]
    FactVersion.objects.create(
        fact=fact,
        row_id=row.id,
        number=row.version,
        values=values_of(row, dict.fromkeys(names)),
        source_id=row.source_id,
        provenance=row.provenance,
        since=row.changed_at,
        until=now,
        because=because,
    )
    if isinstance(row, Learner) and {"given_name", "family_name"} & set(real):
        _keep_name(row, clock.in_tehran(now).date(), source_id)
    for name, value in {**real, **_following(real)}.items():
        setattr(row, name, value)
    row.provenance = {**row.provenance, **dict.fromkeys(real, source_id)}
    row.version += 1
    row.changed_at = now
    row.save()
    return row.version


KEPT_APART = {"id", "source_id", "provenance", "version", "changed_at"}


def _keep_name(row: Learner, until: date, source_id: int) -> None:
    LearnerName.objects.create(
        learner_id=row.id,
        given_name=row.given_name,
        family_name=row.family_name,
        until=until,
        source_id=source_id,
    )


def _following(real: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in real.items():
        if name in KEYS and isinstance(value, str):
            column, key = KEYS[name]
            found[column] = key(value)
        if name == "family_name" and isinstance(value, str):
            found["block"] = block(name_key(value))
        if name == "birth_date":
            found["birth_year"] = value.year if isinstance(value, date) else None
        if name == "awarded_on" and isinstance(value, date):
            found["year"] = roll_rules.year_of(value)
        if name == "thesis" and isinstance(value, str):
            found["thesis_key"] = name_key(value)[:200]
    return found


def _is_coded(fact: Fact, row: models.Model) -> bool:
    coded = Document.objects.filter(has_code=True)
    if fact is Fact.DOCUMENT:
        return coded.filter(id=row.pk).exists()
    if fact is Fact.AWARD:
        return coded.filter(award_id=row.pk).exists()
    return fact is Fact.LEARNER and coded.filter(award__learner_id=row.pk).exists()


def note_death(learner_id: int, died_on: date, *, origin: SourceOf, by: Actor) -> None:
    """The person died on a day: nothing is awarded to them after it."""
    row = Learner.objects.filter(id=learner_id).first()
    if row is None:
        raise NoSuchRecord
    with transaction.atomic():
        told = source(origin, by=by)
        rewrite(Fact.LEARNER, row, {"died_on": died_on}, source_id=told, because=origin.origin)
        record("records.death_noted", target=Fact.LEARNER, target_id=learner_id, by=by)
