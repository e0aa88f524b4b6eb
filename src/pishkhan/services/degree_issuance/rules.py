"""What a proposal says, as the register and verification want it. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pishkhan.foundation import jalali
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import tidy_persian
from pishkhan.kernel.verification.terms import Ground
from pishkhan.services.degree_issuance.errors import BadValue
from pishkhan.services.degree_issuance.terms import CODE, Deed, Part


Facts = Mapping[str, object]
# Where each column of a record comes from.
COLUMNS = {
    "person.identity": "national_id",
    "person.given_name": "given_name",
    "person.family_name": "family_name",
    "person.father_name": "father_name",
    "person.latin_name": "latin_name",
    "person.birth_date": "born_on",
    "person.sex": "sex",
    "admission.admitted_on": "admitted_on",
    "enrolment.level": "level",
    "enrolment.field": "field",
    "enrolment.student_number": "student_number",
    "enrolment.began_on": "admitted_on",
    "award.level": "level",
    "award.field": "field",
    "award.orientation": "orientation",
    "award.awarded_on": "awarded_on",
    "award.average": "average",
    "document.kind": "paper",
    "document.issued_on": "issued_on",
    "document.serial": "serial",
}


def deed_of(facts: Facts) -> Deed:
    """What is proposed."""
    return Deed(str(facts["deed.deed"]))


def said(facts: Facts, question: str) -> str:
    """The answer to a question of the deed's own page."""
    return str(facts.get(f"{deed_of(facts).value}.{question}") or "")


def day(facts: Facts, question: str) -> date:
    """The same as a date."""
    return date.fromisoformat(said(facts, question))


def ground(facts: Facts) -> Ground:
    """The class of reason that inquirers are told."""
    return Ground(said(facts, "ground"))


def record(facts: Facts, *, case_id: int) -> dict[str, str]:
    """The record of a new paper, as every door sends one."""
    found = {path: said(facts, question) for path, question in COLUMNS.items()}
    found["source_id"] = f"{CODE}-{case_id}"
    return {path: text for path, text in found.items() if text}


def value_of(part: Part, text: str) -> object:
    """What is to stand there, in the type of the register; raises BadValue."""
    try:
        match part:
            case Part.BIRTH_DATE | Part.AWARDED_ON:
                return jalali.parse(text)
            case Part.AVERAGE:
                found = Decimal(to_latin(text).replace("٫", ".").replace("/", "."))
                if not 0 <= found <= 20:  # noqa: PLR2004 - out of twenty
                    raise BadValue
                return found
            case _:
                return tidy_persian(text)
    except (InvalidOperation, ValueError) as error:
        raise BadValue from error
    except DomainError as error:
        raise BadValue from error
