"""Questions whose options are rows: organisations, read where a form is checked, shown or drawn.

A form as declared has no options for them. The checks are given those that were answered and
are right; the page that is drawn is given all.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import get_language

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import fold
from pishkhan.kernel.forms.rules import organisation_id
from pishkhan.kernel.forms.spec import Choice, Page, Question
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView


def answerable(pages: tuple[Page, ...], answers: Mapping[str, str]) -> tuple[Page, ...]:
    """The pages with the chosen organisation as an option, if it may be chosen now.

    One query for each such question that has an answer, none where there is no such question.
    """
    return _with(pages, answers, only_open=True)


def readable(pages: tuple[Page, ...], answers: Mapping[str, str]) -> tuple[Page, ...]:
    """The same for answers that were given once: also an organisation that was closed since."""
    return _with(pages, answers, only_open=False)


def offered(page: Page) -> Page:
    """The page as it is drawn: every organisation that may be chosen; one query for a question."""
    if not _asks_for_places(page):
        return page
    return replace(page, questions=tuple(offered_question(each) for each in page.questions))


def offered_question(question: Question) -> Question:
    """A question as it is drawn: organisations by their names in the language of the page."""
    if question.kind is not QuestionKind.ORGANISATION or question.of is None:
        return question
    spoken = get_language() or "fa"
    places = organisations.organisations_of_kind(question.of)
    choices = _choices(places, spoken)
    if spoken != "fa":
        choices = tuple(sorted(choices, key=lambda choice: fold(choice.label)))
    return replace(question, choices=choices)


def _with(
    pages: tuple[Page, ...], answers: Mapping[str, str], *, only_open: bool
) -> tuple[Page, ...]:
    if not any(map(_asks_for_places, pages)):
        return pages

    def known(page: Page, question: Question) -> Question:
        if question.kind is not QuestionKind.ORGANISATION:
            return question
        chosen = _chosen(answers.get(page.key(question), ""))
        fits = chosen and (not only_open or (chosen.is_active and chosen.kind is question.of))
        return replace(question, choices=_choices([chosen] if chosen and fits else []))

    return tuple(
        replace(page, questions=tuple(known(page, each) for each in page.questions))
        for page in pages
    )


def _asks_for_places(page: Page) -> bool:
    return any(question.kind is QuestionKind.ORGANISATION for question in page.questions)


def _chosen(raw: str) -> OrganisationView | None:
    try:
        return organisations.organisation(organisation_id(raw))
    except DomainError:
        return None


def _choices(places: list[OrganisationView], spoken: str = "fa") -> tuple[Choice, ...]:
    # What is kept with a case is Persian; a page that shows it says it in its own language.
    return tuple(Choice(value=str(place.id), label=place.named(spoken)) for place in places)
