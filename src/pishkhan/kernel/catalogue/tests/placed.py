"""A small service whose applicant chooses the university that decides."""

from dataclasses import replace
from pathlib import Path

from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.catalogue.tests.sample import SAMPLE
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.forms.testing import ANSWERS, PAGES
from pishkhan.kernel.organisations.terms import OrganisationKind


FOLDER = Path(__file__).parent / "placed_service"
STUDY = Page(
    code="study",
    title="محل تحصیل",
    questions=(
        Question(
            code="university",
            label="دانشگاه",
            kind=QuestionKind.ORGANISATION,
            privacy=Privacy.OPEN,
            of=OrganisationKind.UNIVERSITY,
        ),
    ),
)


def placed(**more: object) -> ServiceDefinition:
    """The card of the service."""
    card = replace(
        SAMPLE,
        code="placed_service",
        pages=(STUDY, *PAGES),
        attachments=(),
        effects={},
        messages=tuple(
            replace(one, event=one.event.replace("sample_service", "placed_service"))
            for one in SAMPLE.messages
        ),
        letters=(),
        duplicates=None,
        office_slot="university",
        places={"university": "study.university"},
        sample={**ANSWERS, "person.national_id": "0001010107", "person.mobile": "09120000001"},
    )
    return replace(card, **more)
