"""The ladder by which a record is held to be of a person of the register (research § 5.3).

Only a right identity number with the same birth date and name is GREEN, and only GREEN links by
itself: numbers are mistyped for those of siblings and children, and every tenth wrong one passes
its check digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pishkhan.kernel.records.rules.names import likeness, name_key
from pishkhan.kernel.records.rules.rows import Found, PersonPart
from pishkhan.kernel.records.terms import Band, Finding, Level


FATHER_ALIKE = 0.85
LIKELY, PERHAPS = 0.97, 0.88
WEIGHTS = {"given": 0.35, "family": 0.35, "father": 0.2, "birth": 0.1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person of the register as the ladder sees one; `earlier` are keys of earlier names."""

    given_key: str
    family_key: str
    father_key: str
    birth_date: date | None
    certificate: str = ""
    earlier: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rung:
    """Where on the ladder, and why not higher."""

    band: Band
    found: tuple[Found, ...] = ()
    score: float = 0.0


def by_number(person: PersonPart, known: Known) -> Rung:
    """Both have the same identity number."""
    found = [Found(Finding.BIRTH_DATE, "person.birth_date")] * (
        person.birth_date is None or person.birth_date != known.birth_date
    )
    names = (person.given_key, person.family_key)
    is_former = names in known.earlier
    if names != (known.given_key, known.family_key) and not is_former:
        found.append(Found(Finding.NAME_CIVIL, "person.family_name"))
    if found:
        return Rung(Band.AMBER, tuple(found), 1.0)
    notes = [Found(Finding.NAME_HISTORY, "person.family_name")] * is_former
    if _differ(person.father_key, known.father_key):
        notes.append(Found(Finding.FATHER, "person.father_name"))
    return Rung(Band.GREEN, tuple(notes), 1.0)


def by_likeness(person: PersonPart, known: Known) -> Rung:
    """One of them has no number: how alike they are; never GREEN."""
    is_born_alike = person.birth_date is not None and person.birth_date == known.birth_date
    alike = {
        "given": likeness(person.given_key, known.given_key),
        "family": likeness(person.family_key, known.family_key),
        "father": likeness(person.father_key, known.father_key),
        "birth": float(is_born_alike),
    }
    score = sum(weight * alike[name] for name, weight in WEIGHTS.items())
    is_same_certificate = bool(person.certificate) and person.certificate == known.certificate
    if is_same_certificate and is_born_alike:
        score = max(score, LIKELY)
    band = Band.AMBER if score >= LIKELY else Band.FAINT if score >= PERHAPS else Band.NONE
    return Rung(band, (Found(Finding.NO_IDENTITY, "person.identity"),), score)


def _differ(a: str, b: str) -> bool:
    return bool(a and b) and likeness(a, b) < FATHER_ALIKE


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """An award as it is compared; what a claim leaves out (None, "") is not compared."""

    institution_id: int | None = None
    level: Level | None = None
    field: str = ""
    awarded_on: date | None = None
    average: Decimal | None = None
    serials: frozenset[str] = frozenset()


def compared(claim: Degree, known: Degree) -> tuple[Found, ...]:
    """In what a claim differs from an award of the register."""
    checks: Iterable[tuple[bool, Finding, str]] = (
        (_is_other(claim.institution_id, known.institution_id), Finding.INSTITUTION, "institution"),
        (_is_other(claim.level, known.level), Finding.LEVEL, "award.level"),
        (_is_other(name_key(claim.field), name_key(known.field)), Finding.FIELD, "award.field"),
        (_is_other(claim.awarded_on, known.awarded_on), Finding.AWARD_DATE, "award.awarded_on"),
        (_is_other(claim.average, known.average), Finding.AVERAGE, "award.average"),
        (bool(claim.serials) and not claim.serials & known.serials, Finding.SERIAL, "document.serial"),
    )  # fmt: skip
    return tuple(Found(code, path) for differs, code, path in checks if differs)


def _is_other(claimed: object, known: object) -> bool:
    return claimed not in {None, ""} and claimed != known


def match_band(person: Band, differences: Iterable[Found]) -> Band:
    """The band of a whole claim: the person's, lowered by a degree that is another one."""
    codes = {one.code for one in differences}
    if codes & {Finding.INSTITUTION, Finding.LEVEL}:
        return Band.NONE
    return Band.AMBER if codes and person is Band.GREEN else person
