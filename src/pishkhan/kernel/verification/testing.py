"""Documents of the cast, and two members of staff, for tests of those who issue and change them."""

from dataclasses import replace
from datetime import date
from itertools import count

from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.identity.testing import APPLICANT, Citizen
from pishkhan.kernel.verification.actions.issuing import issue
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts, Holder
from pishkhan.kernel.verification.terms import DocumentKind, Level, LogClass, Recognition


_numbers = count(7_000_000_001)


def facts(citizen: Citizen = APPLICANT, **other: object) -> DocumentFacts:
    """What a university knows of a degree; `other` facts in place of these."""
    made = DocumentFacts(
        document_id=next(_numbers),
        kind=DocumentKind.DEGREE,
        institution_id=40,
        institution={"fa": "دانشگاه نمونه", "en": "Sample University", "ar": "جامعة النموذج"},
        recognition=Recognition.RECOGNISED,
        level=Level.BACHELOR,
        field="مهندسی عمران",
        field_en="Civil Engineering",
        orientation="سازه",
        award_date=date(2019, 9, 22),
        year=1398,
        grade_class="ممتاز",
        grade="17.42",
        extra={"شمار واحدها": "140"},
        holder=Holder(
            given_name=citizen.first,
            family_name=citizen.last,
            father_name=citizen.father,
            latin_name="Mahsa Bahraminia",
            birth_date=date(1997, 5, 3),
            identity_kind=IdentifierKind.NATIONAL_ID,
            identity=citizen.national_id,
        ),
    )
    return replace(made, **other)  # type: ignore[arg-type]  # names of facts


def issued(
    citizen: Citizen = APPLICANT, *, log_class: LogClass = LogClass.IN_ROLL, **other: object
) -> CodeView:
    """The code of such a degree; valid once the log of the test has published."""
    return issue(facts(citizen, **other), log_class=log_class, by=Actor.system())


def two_officers() -> tuple[Actor, Actor]:
    """She who proposes a change and he who approves it."""
    first, second = cast.the_expert(), cast.the_manager()
    return Actor.staff(first.id, first.full_name), Actor.staff(second.id, second.full_name)
