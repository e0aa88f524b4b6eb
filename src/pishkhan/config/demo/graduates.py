"""The register of the demonstration: forty universities and what their systems send of 21,000 graduates.

It comes by the verbs of every university: permits, rolls, signed batches. At the start there is one
university, with everybody who can sign in; the worker brings the others after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import transaction

from pishkhan.config.demo.tree import HEADQUARTERS
from pishkhan.foundation import authenticity_code, jalali
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import OrganisationKind
from pishkhan.kernel.persistence.api import defer
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import Identity, SourceOf
from pishkhan.kernel.records.terms import Door, Level, Origin
from pishkhan.kernel.verification import api as verification
from simulators.university import country, records as sent, signing
from simulators.university.places import UNIVERSITIES, University
from simulators.university.records import Record


PEOPLE = 21_000
REST = "demo.graduates"
BATCH, A_PART = "demonstration-1", 500
HOME = "sepidar"
CLOSED_YEARS = (1402, 1403)
HOME_PLACE = next(one for one in UNIVERSITIES if one.code == HOME)
KEEPER, SIGNER = f"{HOME}.expert", f"{HOME}.signer"
DEAD = 3
DECREE = "مصوبهٔ شورای گسترش آموزش عالی (نمایشی)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graduate:
    """Somebody to sign in as; `changes` is what the university wrote otherwise than it is."""

    about: str
    number: int
    given: str
    family: str
    father: str
    awarded: country.Day
    level: str
    field: str
    changes: Record
    is_late: bool = False

    @property
    def national_id(self) -> str:
        """A number of nobody, as all of them."""
        return country.national_id(self.number)

    @property
    def mobile(self) -> str:
        """Where the one-time code goes."""
        return f"0900002{self.number % 10_000:04d}"

    @property
    def born(self) -> country.Day:
        """Twenty-three years before the award."""
        return (self.awarded[0] - 23, 2, 12)

    def person(self) -> PersonView:
        """The person as who signs in, made at first use."""
        return identity.person_for(
            kind=PersonKind.NATURAL,
            identifiers=[TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=self.national_id)],
            names=Names(first=self.given, last=self.family),
            father_name=self.father,
            mobile=self.mobile,
            by=Actor.system(),
        )

    def record(self) -> Record:
        """What their university sends of them."""
        person = country.Person(
            national_id=self.national_id,
            given=self.given,
            family=self.family,
            father=self.father,
            sex="female",
            born=self.born,
            certificate=str(self.number),
        )
        began = self.awarded[0] - country.YEARS[self.level]
        degree = country.Degree(
            person=person,
            university=HOME_PLACE,
            level=self.level,
            field=self.field,
            orientation="",
            mode="day",
            admitted=(began, 6, 25),
            began=(began, 7, 1),
            awarded=self.awarded,
            average=17.42,
            units=country.UNITS[self.level],
            thesis=f"پایان‌نامهٔ نمایشی {self.number}" if self.level == "master" else "",
            number=self.number,
        )
        written = sent.plain(degree) | self.changes
        return {path: text for path, text in written.items() if text}


GRADUATES = (
    Graduate(
        about="her record came late and two have let it in: the code comes in one sitting",
        number=390_001,
        given="سارا",
        family="نیک‌فر",
        father="نادر",
        awarded=(1402, 11, 20),
        level="bachelor",
        field="مهندسی کامپیوتر",
        changes={},
        is_late=True,
    ),
    Graduate(
        about="her record has another family name and average: the university decides",
        number=390_002,
        given="الهام",
        family="رحیمی‌راد",
        father="یوسف",
        awarded=(1392, 6, 25),
        level="bachelor",
        field="حقوق",
        changes={"person.family_name": "رحیمی‌زاد", "award.average": "14.72"},
    ),
    Graduate(
        about="her degree has a code already",
        number=390_003,
        given="نسیم",
        family="دریانیا",
        father="ابراهیم",
        awarded=(1403, 6, 25),
        level="master",
        field="مدیریت آموزشی",
        changes={},
    ),
    Graduate(
        about="her old record has no identity number and waits for the university's people",
        number=390_004,
        given="فرشته",
        family="سروی‌مقدم",
        father="داود",
        awarded=(1390, 4, 20),
        level="bachelor",
        field="شیمی",
        changes={"person.identity": ""},
    ),
)


def load() -> None:
    """Make the universities and the register of one of them; the worker goes on with the others."""
    by = Actor.system()
    found_universities(by)
    if _fill(HOME_PLACE, by):
        defer(REST, key=REST)


def load_rest() -> None:
    """What the others send; safe to interrupt between universities, and to do again."""
    for place in UNIVERSITIES:
        _fill(place, Actor.system())


def told() -> list[str]:
    """Who of the graduates can sign in, a line each, with the codes that there are."""
    return [
        "Graduates (sign in by SMS; mobile, national id, name):",
        *(
            f"  {one.mobile}  {one.national_id}  {one.given} {one.family}: {one.about}{_codes(one)}"
            for one in GRADUATES
        ),
    ]


def _codes(graduate: Graduate) -> str:
    views = verification.codes_of_person(graduate.person().id)
    shown = ", ".join(authenticity_code.grouped(one.code) for one in views)
    return f" {shown}" if shown else ""


@transaction.atomic
def found_universities(by: Actor) -> None:
    """The organisations, but for those of the tree that are there."""
    parent = organisations.organisation_by_code(HEADQUARTERS)
    if parent is None:
        raise LookupError(HEADQUARTERS)
    for place in UNIVERSITIES:
        if organisations.organisation_by_code(place.code) is None:
            organisations.create_organisation(
                kind=OrganisationKind.UNIVERSITY,
                code=place.code,
                name=place.name,
                name_en=place.name_en,
                name_ar=place.name_ar,
                parent_id=parent.id,
                by=by,
            )


@transaction.atomic
def _fill(place: University, by: Actor) -> bool:
    """Bring what a university sends, unless it is there; whether it was not."""
    found = organisations.organisation_by_code(place.code)
    if found is None or records.batch_by_key(found.id, BATCH) is not None:
        return False
    rolls = let_in(place, found.id, by)
    every = list(sent.of_university(place, PEOPLE))
    if place.code == HOME:
        every += [one.record() for one in GRADUATES if not one.is_late]
    batch_id = send(place, found.id, every, by)
    if place.code == HOME:
        records.take_batch(batch_id)
        _note_deaths(by)
        for year in CLOSED_YEARS:
            _close(rolls[year])
        for one in GRADUATES:
            if one.is_late:
                _let_in_late(one.record(), found.id)
        _let_call(found.id, by)
    return True


def let_in(place: University, institution_id: int, by: Actor) -> Mapping[int, int]:
    """Permits of a university, the key that signs its batches, its open rolls by year."""
    for level, since in place.levels.items():
        records.recognise(
            institution_id,
            level=Level(level),
            valid_from=jalali.to_date(since, 7, 1),
            decree=DECREE,
            by=by,
        )
    records.add_sender_key(
        institution_id, signing.public_of(place.code), title=f"سامانهٔ آموزش {place.name}", by=by
    )
    return {
        year: records.roll_open(institution_id, year, by=by).id
        for year in range(country.FIRST_YEAR, country.LAST_YEAR + 1)
    }


def send(place: University, institution_id: int, every: Sequence[Record], by: Actor) -> int:
    """A signed batch, as the system of the university sends it; its number. A job takes it in."""
    bodies = [
        records.written(every[first : first + A_PART]) for first in range(0, len(every), A_PART)
    ]
    batch = records.begin_batch(institution_id, BATCH, door=Door.API, name=place.name, by=by)
    for number, body in enumerate(bodies, start=1):
        records.add_part(batch.id, number, body, by=by)
    sha256 = signing.digest(bodies)
    records.commit_batch(
        batch.id,
        parts=len(bodies),
        records=len(every),
        sha256=sha256,
        signature=signing.signature(place.code, BATCH, len(every), sha256),
        by=by,
    )
    return batch.id


def _note_deaths(by: Actor) -> None:
    """Some died after a first degree: what another university awards them later is looked at."""
    origin = SourceOf(origin=Origin.CIVIL_REGISTER, place="اعلام ثبت احوال (نمایشی)")
    for person, died in _dead():
        known = records.learner_of(Identity(IdentifierKind.NATIONAL_ID, person.national_id))
        if known is not None:
            records.note_death(known.id, died, origin=origin, by=by)


def _dead() -> Iterable[tuple[country.Person, date]]:
    every = country.degrees(PEOPLE)
    later = [
        first
        for first, second in pairwise(every)
        if first.person is second.person
        and first.university.code == HOME
        and second.university.code != HOME
    ]
    for one in later[:DEAD]:
        yield one.person, jalali.to_date(one.awarded[0] + 1, 1, 10)


def _close(roll_id: int) -> None:
    """Two of the university sign, and the documents get their codes."""
    records.roll_sign(roll_id, by=_staff(KEEPER))
    records.roll_close(roll_id, by=_staff(SIGNER))
    records.issue_roll(roll_id)


def _let_in_late(record: Record, institution_id: int) -> None:
    """Written by one of the university and compared by another, after the roll was closed."""
    records.enter(
        record,
        institution_id=institution_id,
        because="نامهٔ دانشکده دیر رسید (نمایشی)",
        origin=SourceOf(origin=Origin.OFFICE, institution_id=institution_id, place="دفتر ۱۲"),
        by=_staff(KEEPER),
        second=_staff(SIGNER),
    )


def _staff(username: str) -> Actor:
    account = identity.account_by_username(username)
    if account is None:
        raise LookupError(username)
    return organisations.actor_for_account(account.id)


def _let_call(institution_id: int, by: Actor) -> None:
    """A key for the simulated education system, in a file that only this machine's user reads."""
    issued = clients.issue(
        organisation_id=institution_id,
        title="سامانهٔ آموزش دانشگاه (شبیه‌ساز)",
        scopes=[KeyScope.RECORDS],
        per_minute=6000,
        per_day=1_000_000,
        by=by,
    )
    file = Path(settings.UNIVERSITY_KEY_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(f"{issued.secret}\n", encoding="ascii")


__all__ = ["GRADUATES", "found_universities", "let_in", "load", "load_rest", "send", "told"]
