"""Graduates of all universities with what they studied, the same from the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from simulators.university import names
from simulators.university.places import UNIVERSITIES, University


SEED = 1405
FIRST_YEAR, LAST_YEAR = 1390, 1404
FIRST_NUMBER = 400_000  # of identity numbers: 000, this, a check digit
WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
TWIN, SECOND_DEGREE = 0.012, 0.22
FIRST_LEVELS = {"associate": 16, "bachelor": 78, "professional_doctorate": 6}
AGES = (18, 19, 20, 22, 27, 34)  # at admission
NEXT = {"associate": "bachelor", "bachelor": "master", "master": "doctorate"}
YEARS = {"associate": 2, "bachelor": 4, "master": 2, "doctorate": 5, "professional_doctorate": 7}
UNITS = {
    "associate": 70,
    "bachelor": 138,
    "master": 32,
    "doctorate": 36,
    "professional_doctorate": 290,
}
MODES = {"day": 50, "evening": 18, "payame_noor": 14, "non_profit": 12, "virtual": 6}
DAYS_OF_AWARD = ((4, 10, 31), (6, 5, 31), (11, 1, 30), (12, 1, 29))

# Year, month, day of the Jalali calendar.
Day = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented graduate; the number begins with 000."""

    national_id: str
    given: str
    family: str
    father: str
    sex: str
    born: Day
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """What a person studied and was awarded at one university."""

    person: Person
    university: University
    level: str
    field: str
    orientation: str
    mode: str
    admitted: Day
    began: Day
    awarded: Day
    average: float
    units: int
    thesis: str
    number: int


def national_id(number: int) -> str:
    """An identity number of nobody: 000, six digits, the check digit."""
    nine = f"000{number:06d}"
    rest = sum(int(one) * weight for one, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return f"{nine}{rest if rest < 2 else 11 - rest}"  # noqa: PLR2004 - the formula's two


@lru_cache(maxsize=2)
def degrees(people: int, seed: int = SEED) -> tuple[Degree, ...]:
    """The degrees of so many people, each person's oldest first."""
    return tuple(_degrees(people, Random(seed)))  # noqa: S311 - the same everywhere


def _degrees(people: int, chance: Random) -> Iterator[Degree]:
    number = 0
    for person, first, year in _people(people, chance):
        level, awarded = first, year
        while (place := _place(level, awarded, chance)) is not None:
            number += 1
            yield _degree(person, place, level, awarded, number, chance)
            if level not in NEXT or chance.random() > SECOND_DEGREE:
                break
            level = NEXT[level]
            awarded += YEARS[level] + chance.choice((0, 0, 1, 3))
            if awarded > LAST_YEAR:
                break


def _people(count: int, chance: Random) -> Iterator[tuple[Person, str, int]]:
    """Everybody with level and year of the first award; now and then two are twins."""
    number = 0
    while number < count:
        awarded = chance.randint(FIRST_YEAR, LAST_YEAR)
        level = _drawn(FIRST_LEVELS, chance)
        age = chance.choices(AGES, (4, 9, 7, 4, 2, 1))[0]
        born = (awarded - YEARS[level] - age, chance.randint(1, 12), chance.randint(1, 29))
        family, father = _family(chance), chance.choice(names.FATHERS)
        given: tuple[str, ...] = (chance.choice(names.FEMALE + names.MALE),)
        if chance.random() < TWIN:
            given = chance.choice(names.TWINS)
        for name in given:
            person = Person(
                national_id=national_id(FIRST_NUMBER + number),
                given=name,
                family=family,
                father=father,
                sex="male" if _is_male(name) else "female",
                born=born,
                certificate=str(chance.randint(1, 9999)),
            )
            yield person, level, awarded
            number += 1


def _is_male(name: str) -> bool:
    return name in names.MALE or name in {"محمود", "آرمان"}


def _family(chance: Random) -> str:
    return chance.choice(names.BASES) + chance.choices(names.ENDINGS, WEIGHTS)[0]


def _place(level: str, awarded: int, chance: Random) -> University | None:
    able = [one for one in UNIVERSITIES if one.may_award(level, awarded - YEARS[level])]
    return chance.choices(able, [one.size for one in able])[0] if able else None


def _degree(
    person: Person, place: University, level: str, awarded: int, number: int, chance: Random
) -> Degree:
    is_medical = "پزشکی" in place.name and level != "professional_doctorate"
    fields = names.MEDICAL_FIELDS if is_medical else names.FIELDS[level]
    field, orientations = chance.choice(fields)
    month, first, last = chance.choice(DAYS_OF_AWARD)
    began = awarded - YEARS[level] - (month < 7)  # noqa: PLR2004 - the academic year begins in Mehr
    has_thesis = level in {"master", "doctorate"}
    return Degree(
        person=person,
        university=place,
        level=level,
        field=field,
        orientation=chance.choice(orientations),
        mode=_mode(place, chance),
        admitted=(began, 6, chance.randint(20, 31)),
        began=(began, 7, 1),
        awarded=(awarded, month, chance.randint(first, last)),
        average=round(min(19.9, max(12.0, chance.gauss(15.8, 1.6))), 2),
        units=UNITS[level] + chance.randint(0, 6),
        thesis=_thesis(field, number, chance) if has_thesis else "",
        number=number,
    )


def _mode(place: University, chance: Random) -> str:
    if place.code == "mahtab":
        return "payame_noor"
    return "non_profit" if place.name.startswith("مؤسسه") else _drawn(MODES, chance)


def _thesis(field: str, number: int, chance: Random) -> str:
    words = (names.VERBS, names.SUBJECTS, names.PLACES)
    verb, subject, where = (chance.choice(some) for some in words)
    return f"{verb} {subject} در {where}، با نگاه {field}، نمونهٔ {number}"


def _drawn(shares: dict[str, int], chance: Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]
