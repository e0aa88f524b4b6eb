"""A page of a form as it is drawn, and what the browser sent back as the kernel reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Page, PageState, Question, When
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.web import fields
from pishkhan.web.fields import Condition, Field
from pishkhan.web.sentences import translated


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What `{% form_page %}` draws: steps, error summary, title, fields, buttons.

    `save_address` is where each field is saved after a change (POST: `field` = its key, and the
    inputs of the field); empty for no autosave. `later_label` adds the second button, which
    posts `later=1`. `with_human_check` adds the human check, posted with the form.
    """

    title: str
    fields: tuple[Field, ...]
    intro: str = ""
    service: str = ""
    step: int = 0
    steps: int = 0
    form_errors: tuple[str, ...] = ()
    submit_label: str = ""
    later_label: str = ""
    back_address: str = ""
    save_address: str = ""
    with_human_check: bool = False

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        """The fields that have errors, in the order of the page."""
        return tuple(field for field in self.fields if field.errors)

    @property
    def error_count(self) -> int:
        """How many things are to be put right."""
        return len(self.form_errors) + sum(len(field.errors) for field in self.fields)


def drawn_fields(
    page: Page,
    state: PageState,
    *,
    errors: Mapping[str, list[DomainError]] | None = None,
    service: str = "",
) -> tuple[Field, ...]:
    """The fields of a page: those that are asked, and those that an answer on it may call for.

    `errors` overrides those of the state: pass `{}` when the page is shown for the first time.
    A field of a `service` shows what a guide says of "<service>.<key>".
    """
    refused, page = state.errors if errors is None else errors, forms.offered(page)
    return tuple(
        fields.of_question(
            question,
            key=page.key(question),
            value=state.values.get(question.code, ""),
            errors=refused.get(question.code, ()),
            condition=_condition(page, question),
            guide=f"{service}.{page.key(question)}" if service else "",
        )
        for question in _shown(page, state)
    )


def read(page: Page, post: Mapping[str, str]) -> dict[str, str]:
    """What the browser sent, by question code, dates joined; questions it did not send are absent."""
    found = ((question.code, _typed(question, post)) for question in page.questions)
    return {code: text for code, text in found if text is not None}


def _typed(question: Question, post: Mapping[str, str]) -> str | None:
    if question.kind is QuestionKind.JALALI_DATE:
        joined = fields.joined_date(post, question.code)
        if joined is not None:
            return joined
    return post.get(question.code)


def _shown(page: Page, state: PageState) -> Iterator[Question]:
    shown: set[str] = set()
    for question in page.questions:
        called_for_here = question.when is not None and question.when.key in shown
        if question.code in state.asked or called_for_here:
            shown.add(page.key(question))
            yield question


def _condition(page: Page, question: Question) -> Condition | None:
    when = question.when
    other = next((q for q in page.questions if when and page.key(q) == when.key), None)
    if when is None or other is None:
        return None
    labels = {choice.value: translated(choice.label) for choice in other.choices}
    values = _values(when)
    return Condition(
        name=other.code,
        values=values,
        question=translated(other.label),
        answers=tuple(labels[value] for value in values if value in labels),
    )


def _values(when: When) -> tuple[str, ...]:
    return (when.is_one_of,) if isinstance(when.is_one_of, str) else when.is_one_of
