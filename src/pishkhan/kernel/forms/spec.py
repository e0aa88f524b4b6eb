"""Words to declare a form with: pages, questions, options, conditions. Pure.

An answer is named by its *key*, `page.question` (for example `person.national_id`), everywhere:
in conditions, in drafts, in facts, in defects and in the differences after a correction.
All titles, labels and helps are Persian msgids marked with `foundation.text.gettext_noop`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.terms import Terms
from pishkhan.kernel.forms.rules import Value
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind
from pishkhan.kernel.organisations.terms import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a question of kind CHOICE or SELECT."""

    value: str
    label: str
    help: str = ""


def choices_of(terms: Iterable[Terms]) -> tuple[Choice, ...]:
    """The options that some words of a list are, in their order."""
    return tuple(Choice(value=one.value, label=one.label) for one in terms)


@dataclass(frozen=True, slots=True)
class When:
    """Ask only when another answer is (one of) this: `When("person.kind", "legal")`.

    A question that is itself not asked counts as unanswered.
    """

    key: str
    is_one_of: str | tuple[str, ...]

    def allows(self, answer: str) -> bool:
        """Whether `answer`, the text given under `key`, is one that is waited for."""
        wanted = (self.is_one_of,) if isinstance(self.is_one_of, str) else self.is_one_of
        return answer in wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing we ask.

    `min_length` and `max_length` count characters (defaults by kind); `minimum` and `maximum`
    bound YEAR and NUMBER; `pattern` is a whole-match regular expression for FOREIGN_ID;
    `autocomplete` is the HTML token (`given-name`, `tel` …). `privacy` has no default: its
    author must decide.

    The answer to a question of kind ORGANISATION is the id of an open organisation of kind `of`
    (`Facts.number`), read and shown by its name. Its options are rows, so it declares none:
    `forms.api.offered` has them where they are drawn.
    """

    code: str
    label: str
    kind: QuestionKind
    privacy: Privacy
    required: bool = True
    help: str = ""
    choices: tuple[Choice, ...] = ()
    when: When | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    of: OrganisationKind | None = None
    autocomplete: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One topic. Kinds: questions; the one-time code; the attachments; the review before sending.

    The identifying questions (ids, mobile) stand on pages before the one of kind MOBILE_CHECK:
    it is they that the one-time code confirms.
    """

    code: str
    title: str
    questions: tuple[Question, ...] = ()
    intro: str = ""
    kind: PageKind = PageKind.QUESTIONS
    when: When | None = None

    def key(self, question: Question) -> str:
        """The name of the question's answer."""
        return f"{self.code}.{question.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """How a page stands, by question code.

    `values`: the text as typed, right or wrong, to show again; `read`: the typed values of the
    right ones; `errors`: refusals of the wrong ones; `asked`: codes of the questions that its
    conditions let through (the others are declared but not to be shown or required).
    """

    page: str
    asked: tuple[str, ...]
    values: Mapping[str, str]
    read: Mapping[str, Value]
    errors: Mapping[str, list[DomainError]]

    @property
    def is_right(self) -> bool:
        """Whether nothing on the page stands in the way."""
        return not self.errors


class WrongFact(TypeError):
    """A fact was asked for as another type than its question has: a bug of the service."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Typed answers by key, built once at submission. Questions not asked are None or empty."""

    values: Mapping[str, Value] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def text(self, key: str) -> str:
        """The answer as text; empty if there is none."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise WrongFact(key)
        return value

    def number(self, key: str) -> int | None:
        """The answer to a YEAR or NUMBER question; of an ORGANISATION its id."""
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise WrongFact(key)
        return value

    def on(self, key: str) -> date | None:
        """The answer to a JALALI_DATE question, as a Gregorian date."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, date):
            raise WrongFact(key)
        return value

    def ticked(self, key: str) -> bool:
        """Whether a TICK is set."""
        return self.values.get(key) is True

    def as_json(self) -> dict[str, str | int | bool | None]:
        """The same values for a jsonb column: dates in ISO form."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in self.values.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer as a person reads it: label, text (options by their label), key, privacy."""

    key: str
    label: str
    text: str
    kind: QuestionKind
    privacy: Privacy


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPage:
    """The answers of one page, for the review page, the desk and the letter."""

    code: str
    title: str
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a correction changed: text before and after (empty where there was none)."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChanges:
    """What changed in the form since a draft was begun: labels of questions."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)
