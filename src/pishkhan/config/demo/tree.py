"""The organisations of the demonstration: headquarters, universities, provinces, districts, schools."""

from collections.abc import Iterator
from dataclasses import dataclass

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import OrganisationKind as Kind


HEADQUARTERS, EXAMS = "hq", "exams"
UNIVERSITIES = {
    "sepidar": "دانشگاه سپیدار",
    "zagros": "دانشگاه زاگرس نو",
    "morvarid": "دانشگاه مروارید جنوب",
}
PROVINCES = {
    "aftab": ("استان آفتاب", {"aftab-1": "منطقهٔ یک آفتاب", "aftab-2": "منطقهٔ دو آفتاب"}),
    "baran": ("استان باران", {"baran-1": "ناحیهٔ یک باران", "baran-2": "شهرستان سبزدشت"}),
}
SCHOOLS = ("دبستان نسیم", "دبستان ستارهٔ صبح", "دبیرستان اندیشه", "هنرستان آفرینش")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One organisation, the code of the one above it, and the unit its letter numbers carry."""

    code: str
    name: str
    kind: Kind
    parent: str = ""
    unit: str = ""


# In which province each university is; their tree is that of the headquarters.
SEATS = {"sepidar": "aftab", "zagros": "baran", "morvarid": "baran"}


def places() -> Iterator[Place]:
    """Every organisation, parents first."""
    yield Place(
        code=HEADQUARTERS, name="ستاد پیشخوان آموزش (نمایشی)", kind=Kind.HEADQUARTERS, unit="1"
    )
    yield Place(
        code=EXAMS, name="سازمان آزمون‌ها (نمایشی)", kind=Kind.OFFICE, parent=HEADQUARTERS, unit="4"
    )
    for number, (code, name) in enumerate(UNIVERSITIES.items(), start=21):
        yield Place(
            code=code, name=name, kind=Kind.UNIVERSITY, parent=HEADQUARTERS, unit=str(number)
        )
    for number, (code, (name, districts)) in enumerate(PROVINCES.items(), start=51):
        yield Place(code=code, name=name, kind=Kind.PROVINCE, parent=HEADQUARTERS, unit=str(number))
        for district, district_name in districts.items():
            yield Place(code=district, name=district_name, kind=Kind.DISTRICT, parent=code)
            for place, school in enumerate(SCHOOLS, start=1):
                yield Place(
                    code=f"{district}-s{place}", name=school, kind=Kind.SCHOOL, parent=district
                )


def plant(by: Actor) -> dict[str, int]:
    """Make the organisations and open their letter books; the identifiers by code."""
    ids: dict[str, int] = {}
    for place in places():
        made = organisations.create_organisation(
            kind=place.kind,
            code=place.code,
            name=place.name,
            parent_id=ids.get(place.parent),
            by=by,
        )
        ids[place.code] = made.id
        if place.unit:
            for direction in (Direction.INCOMING, Direction.OUTGOING):
                numbering.open_book(office_id=made.id, direction=direction, unit=place.unit, by=by)
    return ids
