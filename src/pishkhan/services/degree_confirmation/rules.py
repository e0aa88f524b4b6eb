"""What a request claims, and when a record answers it without anybody looking. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.identity.terms import IdentifierKind, Ownership
from pishkhan.kernel.records.spec import (
    AwardView,
    Claim,
    Degree,
    DocumentView,
    Identity,
    Match,
    PersonPart,
)
from pishkhan.kernel.records.terms import Band, DocumentKind, Level, Sex
from pishkhan.services.degree_confirmation.terms import CODE, OLD


Facts = Mapping[str, object]


def claim_of(facts: Facts) -> Claim:
    """What the applicant says of themselves and their degree.

    Numbers of foreign papers are not unique without their issuer, so theirs are never compared by
    machine.
    """
    return Claim(
        person=PersonPart(
            identity=identity_of(facts),
            given_name=_text(facts, "person.first_name"),
            family_name=_text(facts, "person.last_name"),
            father_name=_text(facts, "person.father_name"),
            birth_date=_day(facts, "person.born_on"),
            sex=Sex(_text(facts, "person.sex")),
            certificate=_text(facts, "person.certificate"),
        ),
        degree=Degree(
            institution_id=university_of(facts),
            level=Level(_text(facts, "degree.level")),
            field=_text(facts, "degree.field"),
            awarded_on=_day(facts, "degree.awarded_on"),
            average=average_of(facts),
        ),
    )


def identity_of(facts: Facts) -> Identity | None:
    """The number by which the register may find the applicant."""
    number = _text(facts, "person.national_id")
    return Identity(IdentifierKind.NATIONAL_ID, number) if number else None


def university_of(facts: Facts) -> int:
    """Whose degree it is."""
    return int(str(facts["study.university"]))


def average_of(facts: Facts) -> Decimal | None:
    """The average as it was typed."""
    try:
        return Decimal(to_latin(_text(facts, "degree.average")))
    except InvalidOperation:
        return None


def is_old(facts: Facts) -> bool:
    """Whether the applicant has the paper in hand; else they are about to graduate."""
    return facts.get("study.class") == OLD


def is_oneself(facts: Facts) -> bool:
    """Whether the mobile that was proved is registered to the number that was typed.

    Without it anybody could ask for the code of anybody; then people look.
    """
    return facts.get("mobile_ownership") == Ownership.MATCH.value


def the_same(matches: Iterable[Match]) -> Match | None:
    """The one award that is surely meant; None where there is none, or more than one."""
    sure = [one for one in matches if one.band is Band.GREEN and one.award_id is not None]
    return sure[0] if len(sure) == 1 else None


def paper_of(award: AwardView, facts: Facts) -> DocumentView | None:
    """The paper of the award that is asked about: of the kind and serial said, the latest copy."""
    live = [one for one in award.documents if not one.is_withdrawn]
    if is_old(facts):
        live = [one for one in live if one.kind.value == _text(facts, "degree.paper")]
    else:
        live = [one for one in live if one.kind in {DocumentKind.DEGREE, DocumentKind.TEMPORARY_CERTIFICATE}]  # fmt: skip
    return max(live, key=lambda one: (one.kind is DocumentKind.DEGREE, one.copy_number), default=None)  # fmt: skip


def has_this_serial(paper: DocumentView, facts: Facts) -> bool:
    """Whether the number on the paper is the one of the register; nothing is said: so it is."""
    said = _bare(_text(facts, "degree.serial"))
    return not said or said == _bare(paper.serial)


def book_record(facts: Facts, said: Facts, *, case_id: int) -> dict[str, str]:
    """The record that the university enters out of its book, as every door sends one."""
    flat = {
        "source_id": f"{CODE}-{case_id}",
        "person.identity": _text(facts, "person.national_id"),
        "person.given_name": _text(facts, "person.first_name"),
        "person.family_name": _text(facts, "person.last_name"),
        "person.father_name": _text(facts, "person.father_name"),
        "person.latin_name": f"{_text(facts, 'person.latin_first_name')} {_text(facts, 'person.latin_last_name')}".strip(),
        "person.birth_date": _text(facts, "person.born_on"),
        "person.sex": _text(facts, "person.sex"),
        "person.certificate": _text(facts, "person.certificate"),
        "admission.admitted_on": str(said.get("admitted_on") or ""),
        "admission.mode": _text(facts, "degree.mode"),
        "enrolment.level": _text(facts, "degree.level"),
        "enrolment.field": _text(facts, "degree.field"),
        "enrolment.student_number": _text(facts, "degree.student_number"),
        "enrolment.began_on": str(said.get("admitted_on") or ""),
        "award.level": _text(facts, "degree.level"),
        "award.field": _text(facts, "degree.field"),
        "award.orientation": _text(facts, "degree.orientation"),
        "award.awarded_on": _text(facts, "degree.awarded_on"),
        "award.average": _text(facts, "degree.average"),
        "award.credits": str(facts.get("degree.units") or ""),
        "document.kind": _text(facts, "degree.paper"),
        "document.issued_on": _text(facts, "degree.issued_on"),
        "document.serial": _text(facts, "degree.serial"),
        "document.volume": str(said.get("volume") or ""),
        "document.page": str(said.get("page") or ""),
    }
    return {path: text for path, text in flat.items() if text}


def _bare(serial: str) -> str:
    return "".join(letter for letter in to_latin(serial) if letter.isalnum())


def _text(facts: Facts, key: str) -> str:
    return str(facts.get(key) or "")


def _day(facts: Facts, key: str) -> date | None:
    text = _text(facts, key)
    return date.fromisoformat(text) if text else None
