"""The organisations of the demonstration: headquarters, universities, provinces, districts, schools."""

from collections.abc import Iterator
from dataclasses import dataclass

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import OrganisationKind as Kind


HEADQUARTERS, EXAMS = "hq", "exams"
# Persian, English and Arabic.
Names = tuple[str, str, str]
UNIVERSITIES: dict[str, Names] = {
    "sepidar": ("دانشگاه سپیدار", "Sepidar University", "جامعة سبيدار"),
    "zagros": ("دانشگاه زاگرس نو", "New Zagros University", "جامعة زاغروس الجديدة"),
    "morvarid": ("دانشگاه مروارید جنوب", "Southern Pearl University", "جامعة لؤلؤة الجنوب"),
}
PROVINCES: dict[str, tuple[Names, dict[str, Names]]] = {
    "aftab": (
        ("استان آفتاب", "Aftab Province", "محافظة آفتاب"),
        {
            "aftab-1": ("منطقهٔ یک آفتاب", "Aftab, District 1", "منطقة آفتاب الأولى"),
            "aftab-2": ("منطقهٔ دو آفتاب", "Aftab, District 2", "منطقة آفتاب الثانية"),
        },
    ),
    "baran": (
        ("استان باران", "Baran Province", "محافظة باران"),
        {
            "baran-1": ("ناحیهٔ یک باران", "Baran, Area 1", "ناحية باران الأولى"),
            "baran-2": ("شهرستان سبزدشت", "Sabzdasht County", "قضاء سبزدشت"),
        },
    ),
}
SCHOOLS: tuple[Names, ...] = (
    ("دبستان نسیم", "Nasim Primary School", "مدرسة نسيم الابتدائية"),
    ("دبستان ستارهٔ صبح", "Morning Star Primary School", "مدرسة نجمة الصبح الابتدائية"),
    ("دبیرستان اندیشه", "Andisheh Secondary School", "ثانوية أنديشه"),
    ("هنرستان آفرینش", "Afarinesh Technical School", "مدرسة آفرينش المهنية"),
)
CENTRE: Names = (
    "ستاد پیشخوان آموزش (نمایشی)",
    "Pishkhan Education Headquarters (demonstration)",
    "المقر الرئيسي لبيشخوان التعليم (تجريبي)",
)
EXAMINERS: Names = (
    "سازمان آزمون‌ها (نمایشی)",
    "Examinations Organisation (demonstration)",
    "منظمة الامتحانات (تجريبي)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One organisation, the code of the one above it, and the unit its letter numbers carry."""

    code: str
    names: Names
    kind: Kind
    parent: str = ""
    unit: str = ""


# In which province each university is; their tree is that of the headquarters.
SEATS = {"sepidar": "aftab", "zagros": "baran", "morvarid": "baran"}


def places() -> Iterator[Place]:
    """Every organisation, parents first."""
    yield Place(code=HEADQUARTERS, names=CENTRE, kind=Kind.HEADQUARTERS, unit="1")
    yield Place(code=EXAMS, names=EXAMINERS, kind=Kind.OFFICE, parent=HEADQUARTERS, unit="4")
    for number, (code, names) in enumerate(UNIVERSITIES.items(), start=21):
        yield Place(
            code=code, names=names, kind=Kind.UNIVERSITY, parent=HEADQUARTERS, unit=str(number)
        )
    for number, (code, (names, districts)) in enumerate(PROVINCES.items(), start=51):
        yield Place(
            code=code, names=names, kind=Kind.PROVINCE, parent=HEADQUARTERS, unit=str(number)
        )
        for district, district_names in districts.items():
            yield Place(code=district, names=district_names, kind=Kind.DISTRICT, parent=code)
            for place, school in enumerate(SCHOOLS, start=1):
                yield Place(
                    code=f"{district}-s{place}", names=school, kind=Kind.SCHOOL, parent=district
                )


def plant(by: Actor) -> dict[str, int]:
    """Make the organisations and open their letter books; the identifiers by code."""
    ids: dict[str, int] = {}
    for place in places():
        name, name_en, name_ar = place.names
        made = organisations.create_organisation(
            kind=place.kind,
            code=place.code,
            name=name,
            name_en=name_en,
            name_ar=name_ar,
            parent_id=ids.get(place.parent),
            by=by,
        )
        ids[place.code] = made.id
        if place.unit:
            for direction in (Direction.INCOMING, Direction.OUTGOING):
                numbering.open_book(office_id=made.id, direction=direction, unit=place.unit, by=by)
    return ids
