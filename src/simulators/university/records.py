"""Degrees as the records that universities send: in the habit of each system, and with its defects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random

import jdatetime

from simulators.university import names
from simulators.university.country import LAST_YEAR, SEED, Day, Degree, degrees, national_id
from simulators.university.places import University


Record = dict[str, str]
Defect = Callable[[Record, Degree, Random], None]
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("یک", "يك")
DATES = (
    "person.birth_date", "admission.admitted_on", "enrolment.began_on", "enrolment.ended_on",
    "award.awarded_on", "document.issued_on",
)  # fmt: skip
ISSUED_BY = (LAST_YEAR + 1, 6, 1)  # every paper is older than this
OTHER_RANGE = 990_000  # identity numbers that belong to none of the graduates


def of_university(place: University, people: int, *, seed: int = SEED) -> Iterator[Record]:
    """Everything that a university sends of so many people of all universities."""
    chance = Random(f"{seed}:{place.code}")  # noqa: S311 - the same everywhere
    for degree in _by_place(people, seed).get(place.code, ()):
        yield from _sent(degree, chance)


@lru_cache(maxsize=2)
def _by_place(people: int, seed: int) -> Mapping[str, Sequence[Degree]]:
    found: dict[str, list[Degree]] = {}
    for degree in degrees(people, seed):
        found.setdefault(degree.university.code, []).append(degree)
    return found


def _sent(degree: Degree, chance: Random) -> Iterator[Record]:
    """The record of a degree, or two where a clerk entered it twice."""
    record = plain(degree)
    if chance.random() < TWICE:
        again = dict(record, source_id=f"{record['source_id']}-2")
        again["award.awarded_on"] = text_of(_next_month(degree.awarded))
        again["document.serial"] = ""
        yield _in_habit(again, degree.university)
    yield in_life(record, degree, chance)


def in_life(record: Record, degree: Degree, chance: Random) -> Record:
    """The record as the system of its university writes it, now and then with a defect."""
    for defect, share in DEFECTS.items():
        if chance.random() < share:
            defect(record, degree, chance)
            break
    return _in_habit(record, degree.university)


def plain(degree: Degree) -> Record:
    """A record without any defect; digits are Latin, days Jalali."""
    place, person = degree.university, degree.person
    issued = min(_next_month(degree.awarded), ISSUED_BY)
    is_new = degree.awarded[0] >= LAST_YEAR - 1
    found = {
        "source_id": f"{place.code}-{degree.number}",
        "version": "1",
        "person.identity": person.national_id,
        "person.given_name": person.given,
        "person.family_name": person.family,
        "person.father_name": person.father,
        "person.birth_date": text_of(person.born),
        "person.sex": person.sex,
        "person.certificate": person.certificate,
        "admission.admitted_on": text_of(degree.admitted),
        "admission.exam": f"سراسری {degree.admitted[0]}",
        "admission.programme": str(10_000 + degree.number % 6000),
        "admission.mode": degree.mode,
        "enrolment.level": degree.level,
        "enrolment.field": degree.field,
        "enrolment.student_number": f"{degree.admitted[0] % 1000:03d}{degree.number:06d}",
        "enrolment.began_on": text_of(degree.began),
        "enrolment.ended_on": text_of(degree.awarded),
        "award.level": degree.level,
        "award.field": degree.field,
        "award.orientation": degree.orientation,
        "award.awarded_on": text_of(degree.awarded),
        "award.decision_number": f"{degree.awarded[0]}/{degree.number}",
        "award.average": f"{degree.average:.2f}",
        "award.credits": str(degree.units),
        "award.thesis": degree.thesis,
        "document.kind": "temporary_certificate" if is_new else "degree",
        "document.issued_on": text_of(issued),
        "document.serial": f"{degree.awarded[0] % 100:02d}-{700_000 + degree.number}",
        "document.volume": str(1 + degree.number // 400),
        "document.page": str(1 + degree.number % 400),
    }
    return {path: text for path, text in found.items() if text}


def text_of(day: Day) -> str:
    """A Jalali day as most systems write it."""
    return f"{day[0]}/{day[1]:02d}/{day[2]:02d}"


def _next_month(day: Day) -> Day:
    year, month, _ = day
    return (year + 1, 1, 20) if month == 12 else (year, month + 1, 20)  # noqa: PLR2004 - Esfand


def _in_habit(record: Record, place: University) -> Record:
    if place.has_gregorian_dates:
        record |= {path: _gregorian(record[path]) for path in DATES if path in record}
    if place.has_arabic_letters:
        for path in ("person.given_name", "person.family_name", "person.father_name"):
            record |= {path: record[path].translate(ARABIC)} if path in record else {}
    if place.has_persian_digits:
        record = {
            path: text if path == "source_id" else text.translate(PERSIAN)
            for path, text in record.items()
        }
    return record


@lru_cache(maxsize=50_000)
def _gregorian(text: str) -> str:
    try:
        day = jdatetime.date(*(int(one) for one in text.split("/"))).togregorian()
    except (ValueError, TypeError):
        return text  # a day that no calendar has stays as the clerk wrote it
    return f"{day.year}-{day.month:02d}-{day.day:02d}"


def _other_spelling(record: Record, _degree: Degree, chance: Random) -> None:
    one, other = chance.choice(names.SPELLINGS)
    for path in ("person.given_name", "person.family_name", "person.father_name"):
        record[path] = record[path].replace(one, other)


def _with_a_title(record: Record, degree: Degree, _chance: Random) -> None:
    title = "سید" if degree.person.sex == "male" else "سیده"
    record["person.given_name"] = f"{title} {record['person.given_name']}"


def _without(*paths: str) -> Defect:
    def leave_out(record: Record, _degree: Degree, _chance: Random) -> None:
        for path in paths:
            record.pop(path, None)

    return leave_out


def _says(path: str, text: str) -> Defect:
    def write(record: Record, _degree: Degree, _chance: Random) -> None:
        record[path] = text

    return write


def _wrong_digit(record: Record, _degree: Degree, chance: Random) -> None:
    number = record["person.identity"]
    place = chance.randint(4, 8)
    other = (int(number[place]) + chance.randint(1, 9)) % 10
    record["person.identity"] = f"{number[:place]}{other}{number[place + 1 :]}"


def _zeros_lost(record: Record, _degree: Degree, _chance: Random) -> None:
    record["person.identity"] = record["person.identity"].lstrip("0")


def _scientific(record: Record, _degree: Degree, _chance: Random) -> None:
    record["person.identity"] = f"{int(record['person.identity']):.2E}"


def _of_somebody_else(record: Record, _degree: Degree, chance: Random) -> None:
    """The number of the one who stood beside in the queue: it is valid and belongs to another."""
    number = int(record["person.identity"][3:9]) + chance.choice((-1, 1))
    record["person.identity"] = national_id(number)


def _other_family(record: Record, _degree: Degree, chance: Random) -> None:
    record["person.family_name"] = chance.choice(names.BASES) + "ی‌تبار"


def _other_birth(record: Record, degree: Degree, chance: Random) -> None:
    year, month, day = degree.person.born
    record["person.birth_date"] = text_of((year, month % 12 + 1, chance.randint(1, min(day, 29))))


def _no_such_day(record: Record, degree: Degree, _chance: Random) -> None:
    record["award.awarded_on"] = f"{degree.awarded[0]}/07/31"


def _two_digit_year(record: Record, _degree: Degree, _chance: Random) -> None:
    record["award.awarded_on"] = record["award.awarded_on"][2:]


def _days_swapped(record: Record, _degree: Degree, _chance: Random) -> None:
    one, other = "admission.admitted_on", "award.awarded_on"
    record[one], record[other] = record[other], record[one]


def _too_fast(record: Record, degree: Degree, _chance: Random) -> None:
    year = degree.awarded[0] - 1
    record["admission.admitted_on"] = text_of((year, 11, 10))
    record["enrolment.began_on"] = text_of((year, 11, 15))


def _average_without_point(record: Record, _degree: Degree, _chance: Random) -> None:
    record["award.average"] = record["award.average"].replace(".", "")


def _serial_of_another(record: Record, degree: Degree, _chance: Random) -> None:
    record["document.serial"] = f"{degree.awarded[0] % 100:02d}-700001"


def _copied_thesis(record: Record, _degree: Degree, _chance: Random) -> None:
    if "award.thesis" in record:
        record["award.thesis"] = f"{names.VERBS[0]} {names.SUBJECTS[0]} در {names.PLACES[0]}"


def _above_its_permit(record: Record, _degree: Degree, _chance: Random) -> None:
    record["award.level"] = record["enrolment.level"] = "professional_doctorate"


def _hidden_letter(record: Record, _degree: Degree, _chance: Random) -> None:
    record["award.field"] = f"{record['award.field']}\u202e"


# How often each happens, of all records; at most one in a record. What is known of real registers
# is that old books lack numbers, and that spreadsheets and two spellings do the rest.
DEFECTS: Mapping[Defect, float] = {
    _other_spelling: 0.06,
    _with_a_title: 0.02,
    _without("person.father_name"): 0.012,
    _without("award.average"): 0.006,
    _without("person.identity"): 0.006,
    _without("admission.admitted_on", "admission.exam", "admission.programme", "admission.mode",
             "enrolment.level", "enrolment.field", "enrolment.student_number",
             "enrolment.began_on", "enrolment.ended_on"): 0.006,
    _without("person.birth_date"): 0.002,
    _without("award.field"): 0.001,
    _wrong_digit: 0.003,
    _zeros_lost: 0.003,
    _scientific: 0.002,
    _of_somebody_else: 0.001,
    _other_family: 0.004,
    _other_birth: 0.003,
    _no_such_day: 0.002,
    _two_digit_year: 0.001,
    _days_swapped: 0.002,
    _too_fast: 0.0015,
    _average_without_point: 0.002,
    _serial_of_another: 0.001,
    _copied_thesis: 0.01,
    _above_its_permit: 0.0015,
    _hidden_letter: 0.0005,
    _says("award.graduation", "1"): 0.0005,
    _says("document.issued_on", "1399/12/45"): 0.001,
    _says("enrolment.student_number", "9.81E+08"): 0.001,
}  # fmt: skip
TWICE = 0.003
