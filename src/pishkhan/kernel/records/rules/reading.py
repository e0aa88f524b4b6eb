"""Reading a record: the one validator behind the REST door, the file door and the offline command.

Every door brings a record as texts by path (`award.level`), and gets a row, or what is wrong with
each field. Digits and dates may be Persian or Latin, Jalali or Gregorian.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from pishkhan.foundation import identifiers, jalali
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import (
    ForbiddenCharacter,
    gettext_noop as _,
    is_latin_name,
    is_persian_name,
    tidy,
    tidy_persian,
)
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records.rules.rows import (
    AdmissionPart,
    AwardPart,
    DocumentPart,
    EnrolmentPart,
    Found,
    Identity,
    PersonPart,
    RecordRow,
)
from pishkhan.kernel.records.terms import HOLDS, DocumentKind, Finding, Level, Mode, Sex


Flat = Mapping[str, str]
T = TypeVar("T", bound=Terms)
# The columns of the template in their order, with what people call them.
COLUMNS: Mapping[str, str] = {
    "source_id": _("شناسهٔ رکورد"),
    "version": _("نسخه"),
    "op": _("کار"),
    "person.identity_kind": _("نوع شناسه"),
    "person.identity": _("شناسه"),
    "person.identity_issuer": _("صادرکنندهٔ شناسه"),
    "person.given_name": _("نام"),
    "person.family_name": _("نام خانوادگی"),
    "person.father_name": _("نام پدر"),
    "person.latin_name": _("نام لاتین"),
    "person.birth_date": _("تاریخ تولد"),
    "person.sex": _("جنس"),
    "person.certificate": _("شمارهٔ شناسنامه"),
    "admission.admitted_on": _("تاریخ پذیرش"),
    "admission.exam": _("آزمون"),
    "admission.programme": _("کد رشته‌محل"),
    "admission.mode": _("دوره"),
    "admission.quota": _("سهمیه"),
    "enrolment.level": _("مقطع تحصیل"),
    "enrolment.field": _("رشتهٔ تحصیل"),
    "enrolment.student_number": _("شمارهٔ دانشجویی"),
    "enrolment.began_on": _("آغاز تحصیل"),
    "enrolment.ended_on": _("پایان تحصیل"),
    "enrolment.exit_reason": _("سبب پایان"),
    "enrolment.grade": _("پایه"),
    "enrolment.school_year": _("سال تحصیلی"),
    "award.level": _("مقطع مدرک"),
    "award.field": _("رشتهٔ مدرک"),
    "award.orientation": _("گرایش"),
    "award.awarded_on": _("تاریخ دانش‌آموختگی"),
    "award.decision_number": _("شمارهٔ صورت‌جلسه"),
    "award.average": _("معدل"),
    "award.scale": _("مقیاس معدل"),
    "award.credits": _("شمار واحدها"),
    "award.thesis": _("عنوان پایان‌نامه"),
    "document.kind": _("نوع سند"),
    "document.issued_on": _("تاریخ صدور سند"),
    "document.serial": _("شمارهٔ سند"),
    "document.paper_number": _("شمارهٔ برگه"),
    "document.volume": _("جلد دفتر"),
    "document.page": _("صفحهٔ دفتر"),
    "document.copy_number": _("شمارهٔ نسخهٔ المثنی"),
    "document.valid_until": _("اعتبار تا"),
}
_PATHS = {
    part: [path for path in COLUMNS if path.startswith(f"{part}.")]
    for part in ("admission", "enrolment", "award", "document")
}
OPS = {"": False, "upsert": False, "withdraw": True}
LONGEST = {"award.thesis": 400, "person.latin_name": 120, "enrolment.exit_reason": 120}
LONGEST_ELSE, LONGEST_NAME = 80, 50
SCALES = frozenset({4, 10, 20, 100})
MOST_CREDITS, MOST_COPIES, MOST_VERSION = 400, 99, 2_000_000_000
EARLIEST = date(1850, 1, 1)
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,٫/][0-9]*)?[eE]\+?[0-9]{1,3}")
_FOREIGN = re.compile(r"[A-Z0-9]{4,20}")
_IDENTITY_KINDS = {
    "": IdentifierKind.NATIONAL_ID,
    **{
        one.value: one
        for one in IdentifierKind
        if one is not IdentifierKind.LEGAL_ID
    },
}  # fmt: skip
_REFUSED: Mapping[type[DomainError], Finding] = {
    identifiers.WrongLength: Finding.ID_LENGTH,
    identifiers.BadNationalId: Finding.ID_CHECKSUM,
    identifiers.RepeatedDigits: Finding.ID_CHECKSUM,
    identifiers.NotDigits: Finding.ID_FORMAT,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the row unless something cannot be read, and all that was found."""

    row: RecordRow | None
    found: tuple[Found, ...]
    source_id: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether a fault of the record itself stops it."""
        return self.row is None or any(refuses(one.code) for one in self.found)


def refuses(code: Finding) -> bool:
    """Whether it stops the record: neither a note nor a reason to hold it."""
    return code.startswith("E-") and code not in HOLDS


def flatten(value: object) -> dict[str, str] | None:
    """The texts of a JSON record by path; None if it is none. What has no place keeps its path."""
    if not isinstance(value, dict):
        return None
    flat: dict[str, str] = {}
    for name, one in value.items():
        if isinstance(one, dict):
            flat |= {f"{name}.{inner}": _text(each) for inner, each in one.items()}
        else:
            flat[name] = _text(one)
    return flat


def _printable(path: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in path[:60])


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return "\0"  # which no field takes
    return str(value)


def read(flat: Flat, *, today: date) -> Reading:
    """The record of these texts; `today` bounds its dates."""
    fields = _Fields(flat, today)
    source_id = fields.text("source_id", required=True)
    for path in flat:
        if path not in COLUMNS:
            fields.refuse(_printable(path), Finding.UNKNOWN_FIELD)
    row = _row(fields, source_id)
    found = tuple(fields.found)
    if any(refuses(one.code) for one in found):
        return Reading(None, found, source_id)
    return Reading(replace(row, digest=_digest(row)), found, source_id)


class _Fields:
    """The texts of one record, read field by field; what is wrong is noted, never raised."""

    def __init__(self, flat: Flat, today: date) -> None:
        self.flat = flat
        self.today = today
        self.found: list[Found] = []

    def refuse(self, path: str, code: Finding) -> None:
        """Note what is wrong."""
        self.found.append(Found(code, path))

    def has(self, part: str) -> bool:
        """Whether anything of a part was sent."""
        return any(map(self.flat.get, _PATHS[part]))

    def text(self, path: str, *, required: bool = False) -> str:
        """A text, clean."""
        raw = self.flat.get(path, "")
        if not raw:
            if required:
                self.refuse(path, Finding.MISSING)
            return ""
        try:
            clean = _tidied(raw) if len(raw) <= 2 * LONGEST.get(path, LONGEST_ELSE) else raw
        except ForbiddenCharacter:
            self.refuse(path, Finding.BAD_TEXT)
            return ""
        if len(clean) > LONGEST.get(path, LONGEST_ELSE):
            self.refuse(path, Finding.TOO_LONG)
            return ""
        if not clean and required:
            self.refuse(path, Finding.MISSING)
        return clean

    def mark(self, path: str, *, required: bool = False) -> str:
        """A number that is kept as text: serials, student numbers; Latin digits."""
        text = to_latin(self.text(path, required=required))
        if text and _SCIENTIFIC.fullmatch(text):
            self.refuse(path, Finding.SPREADSHEET)
        return text

    def name(self, path: str, *, required: bool = False) -> str:
        """A name of a person, in one script."""
        raw = self.flat.get(path, "")
        if not raw:
            if required:
                self.refuse(path, Finding.MISSING)
            return ""
        clean = _named(raw) if len(raw) <= 2 * LONGEST_NAME else None
        if clean is None or len(clean) > LONGEST_NAME:
            self.refuse(path, Finding.BAD_NAME)
            return ""
        return clean

    def day(self, path: str, *, required: bool = False, may_come: bool = False) -> date | None:
        """A day of either calendar that has come."""
        raw = self.flat.get(path, "")
        if not raw:
            if required:
                self.refuse(path, Finding.MISSING)
            return None
        day = day_of(raw)
        if day is None or day < EARLIEST:
            self.refuse(path, Finding.BAD_DATE)
            return None
        if day > self.today and not may_come:
            self.refuse(path, Finding.FUTURE_DATE)
        return day

    def whole(self, path: str, *, most: int, required: bool = False) -> int | None:
        """A whole number from 0."""
        text = to_latin(self.flat.get(path, "")).strip()
        if not text:
            if required:
                self.refuse(path, Finding.MISSING)
            return None
        if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
            self.refuse(path, Finding.BAD_NUMBER)
            return None
        if int(text) > most:
            self.refuse(path, Finding.BAD_NUMBER)
        return int(text)

    def decimal(self, path: str) -> Decimal | None:
        """A number with at most two decimals, written with a point, a comma or a Persian sign."""
        text = to_latin(self.flat.get(path, "")).strip()
        if not text:
            return None
        try:
            number = Decimal(re.sub("[,٫/]", ".", text[:12]))
        except InvalidOperation:
            self.refuse(path, Finding.BAD_NUMBER)
            return None
        if not number.is_finite() or number < 0 or len(text) > 8:  # noqa: PLR2004 - 100.00 and room
            self.refuse(path, Finding.BAD_NUMBER)
            return None
        return number.quantize(Decimal("0.01"))

    def choice(self, path: str, several: type[T], *, required: bool = False) -> T | None:
        """A word of a list, or its Persian label."""
        raw = self.flat.get(path, "")
        if not raw:
            if required:
                self.refuse(path, Finding.MISSING)
            return None
        found = _choices(several).get(raw.strip()[:60])
        if found is None:
            self.refuse(path, Finding.BAD_CHOICE)
        return found


def _row(fields: _Fields, source_id: str) -> RecordRow:
    op = fields.flat.get("op", "")
    if op not in OPS:
        fields.refuse("op", Finding.BAD_CHOICE)
    award = _award(fields) if fields.has("award") else None
    document = _document(fields) if fields.has("document") else None
    if document is not None and award is None:
        fields.refuse("award.level", Finding.MISSING)
    return RecordRow(
        source_id=source_id,
        version=fields.whole("version", most=MOST_VERSION) or 1,
        withdraws=OPS.get(op, False),
        person=_person(fields),
        admission=_admission(fields) if fields.has("admission") else None,
        enrolment=_enrolment(fields) if fields.has("enrolment") else None,
        award=award,
        document=document,
    )


def _person(fields: _Fields) -> PersonPart:
    identity = _identity(fields)
    return PersonPart(
        identity=identity,
        given_name=fields.name("person.given_name", required=True),
        family_name=fields.name("person.family_name", required=True),
        father_name=fields.name("person.father_name"),
        latin_name=fields.text("person.latin_name"),
        birth_date=fields.day("person.birth_date", required=identity is not None),
        sex=fields.choice("person.sex", Sex) or Sex.UNKNOWN,
        certificate=fields.mark("person.certificate"),
    )


def _identity(fields: _Fields) -> Identity | None:
    path = "person.identity"
    kind = _IDENTITY_KINDS.get(fields.flat.get("person.identity_kind", "").strip())
    number = to_latin(fields.flat.get(path, "").strip())[:60]
    if kind is None:
        fields.refuse("person.identity_kind", Finding.BAD_CHOICE)
    elif not number:
        fields.refuse(path, Finding.NO_IDENTITY)
    elif _SCIENTIFIC.fullmatch(number):
        fields.refuse(path, Finding.SPREADSHEET)
    else:
        value = _identity_number(kind, number)
        if isinstance(value, str):
            is_ours = kind is IdentifierKind.NATIONAL_ID
            return Identity(kind, value, "" if is_ours else fields.text("person.identity_issuer"))
        fields.refuse(path, value.code)
    return None


def _identity_number(kind: IdentifierKind, number: str) -> str | Found:
    """The number in its one form, or what is wrong with it."""
    if kind is not IdentifierKind.NATIONAL_ID:
        value = re.sub(r"[\s\-–]", "", number).upper()
        return value if _FOREIGN.fullmatch(value) else Found(Finding.ID_FORMAT)
    try:
        return identifiers.national_id(number)
    except DomainError as error:
        return Found(_REFUSED.get(type(error), Finding.ID_FORMAT))


def _admission(fields: _Fields) -> AdmissionPart:
    return AdmissionPart(
        admitted_on=fields.day("admission.admitted_on", required=True) or EARLIEST,
        exam=fields.text("admission.exam"),
        programme=fields.mark("admission.programme"),
        mode=fields.choice("admission.mode", Mode) or Mode.NONE,
        quota=fields.text("admission.quota"),
    )


def _enrolment(fields: _Fields) -> EnrolmentPart:
    return EnrolmentPart(
        level=fields.choice("enrolment.level", Level, required=True) or Level.PRIMARY,
        field=fields.text("enrolment.field"),
        student_number=fields.mark("enrolment.student_number"),
        began_on=fields.day("enrolment.began_on"),
        ended_on=fields.day("enrolment.ended_on", may_come=True),
        exit_reason=fields.text("enrolment.exit_reason"),
        grade=fields.whole("enrolment.grade", most=12),
        school_year=fields.whole("enrolment.school_year", most=1599),
    )


def _award(fields: _Fields) -> AwardPart:
    average = fields.decimal("award.average")
    scale = fields.whole("award.scale", most=100) or 20
    if scale not in SCALES:
        fields.refuse("award.scale", Finding.BAD_CHOICE)
    if average is not None and average > scale:
        fields.refuse("award.average", Finding.BAD_AVERAGE)
    units = fields.decimal("award.credits")
    if units is not None and units > MOST_CREDITS:
        fields.refuse("award.credits", Finding.BAD_NUMBER)
    return AwardPart(
        level=fields.choice("award.level", Level, required=True) or Level.PRIMARY,
        field=fields.text("award.field", required=True),
        awarded_on=fields.day("award.awarded_on", required=True) or EARLIEST,
        orientation=fields.text("award.orientation"),
        decision_number=fields.mark("award.decision_number"),
        average=average,
        scale=scale,
        credits=units,
        thesis=fields.text("award.thesis"),
    )


def _document(fields: _Fields) -> DocumentPart:
    return DocumentPart(
        kind=fields.choice("document.kind", DocumentKind, required=True) or DocumentKind.DEGREE,
        issued_on=fields.day("document.issued_on", required=True) or EARLIEST,
        serial=fields.mark("document.serial"),
        paper_number=fields.mark("document.paper_number"),
        volume=fields.mark("document.volume"),
        page=fields.mark("document.page"),
        copy_number=fields.whole("document.copy_number", most=MOST_COPIES) or 0,
        valid_until=fields.day("document.valid_until", may_come=True),
    )


def _digest(row: RecordRow) -> str:
    """Of the content: without the sender's id and version."""
    parts = (row.person, row.admission, row.enrolment, row.award, row.document)
    said = [row.withdraws, *(_VALUES[type(part)](part) if part else None for part in parts)]
    return hashlib.sha256(json.dumps(said, default=_plain).encode()).hexdigest()


_VALUES: Mapping[type, Callable[[object], object]] = {
    kind: attrgetter(*kind.__slots__)
    for kind in (PersonPart, AdmissionPart, EnrolmentPart, AwardPart, DocumentPart)
}


def _plain(value: object) -> object:
    return [value.kind, value.value, value.issuer] if isinstance(value, Identity) else str(value)


@lru_cache(maxsize=50_000)
def _named(text: str) -> str | None:
    try:
        clean = tidy_persian(text)
    except ForbiddenCharacter:
        return None
    return clean if is_persian_name(clean) or is_latin_name(clean) else None


_tidied: Callable[[str], str] = lru_cache(maxsize=50_000)(tidy)


@lru_cache(maxsize=50_000)
def day_of(text: str) -> date | None:
    """A day of either calendar; None if it is none."""
    try:
        return jalali.parse_either(text[:40])
    except DomainError:
        return None


@lru_cache(maxsize=16)
def _choices(several: type[T]) -> Mapping[str, T]:
    return {name: one for one in several if one.value for name in (one.value, str(one.label))}
