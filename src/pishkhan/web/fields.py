"""A field as it is drawn: what the template needs and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pishkhan.foundation import digits, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.forms.spec import Question
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.web.sentences import hint, language, sentence, translated


Shape = Literal["input", "area", "radios", "select", "date", "tick"]
DATE_PARTS = ("day", "month", "year")

_SHAPES: Mapping[QuestionKind, Shape] = {
    QuestionKind.LONG_TEXT: "area",
    QuestionKind.CHOICE: "radios",
    QuestionKind.SELECT: "select",
    QuestionKind.ORGANISATION: "select",
    QuestionKind.JALALI_DATE: "date",
    QuestionKind.TICK: "tick",
}
_NUMERIC = frozenset(
    {
        QuestionKind.NATIONAL_ID,
        QuestionKind.LEGAL_ID,
        QuestionKind.POSTAL_CODE,
        QuestionKind.YEAR,
        QuestionKind.NUMBER,
    }
)
_LATIN = frozenset(
    {
        QuestionKind.MOBILE,
        QuestionKind.FOREIGN_ID,
        QuestionKind.LATIN_NAME,
        QuestionKind.DATE,
    }
)
_AUTOCOMPLETE = {QuestionKind.MOBILE: "tel", QuestionKind.POSTAL_CODE: "postal-code"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of radios or of a list."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The answer that calls for this field: name and values of the other one, and both in words."""

    name: str
    values: tuple[str, ...]
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field: label, hint, errors, input, in that order. Texts are in the language of the page.

    `key` is the name under which autosave keeps it; `value` is the text as typed; `guide` is the
    anchor under which a guide may explain the field.
    """

    name: str
    label: str
    shape: Shape = "input"
    key: str = ""
    hint: str = ""
    errors: tuple[str, ...] = ()
    value: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    input_type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    is_latin: bool = False
    is_short: bool = False
    rows: int = 5
    condition: Condition | None = None
    guide: str = ""

    @classmethod
    def code(
        cls,
        name: str,
        label: str,
        *,
        value: str = "",
        hint: str = "",
        errors: Sequence[DomainError] = (),
    ) -> Self:
        """A field for a number or a code: numeric keys, written from the left in every language."""
        return cls(
            name=name,
            label=label,
            value=value,
            hint=hint,
            errors=messages(errors),
            inputmode="numeric",
            is_latin=True,
            is_short=True,
        )

    @property
    def id(self) -> str:
        """The id of the input or of the group."""
        return f"q-{self.name}"

    @property
    def target(self) -> str:
        """The id that the error summary leads to: the first input of a group."""
        if self.shape == "date":
            return f"{self.id}-day"
        return f"{self.id}-1" if self.shape == "radios" else self.id

    @property
    def described_by(self) -> str:
        """The ids of hint and error."""
        ids = [(self.hint, f"{self.id}-hint"), (self.errors, f"{self.id}-error")]
        return " ".join(name for present, name in ids if present)

    @property
    def parts(self) -> dict[str, str]:
        """Day, month and year of a date as typed; any of them may be empty or wrong."""
        return date_parts(self.value)

    @property
    def months(self) -> list[Option]:
        """The months of the Jalali year, that of the date chosen."""
        chosen = self.parts["month"]
        return [
            Option(value=str(number), label=translated(name), chosen=str(number) == chosen)
            for number, name in enumerate(jalali.MONTHS, start=1)
        ]

    @property
    def is_ticked(self) -> bool:
        """Whether a tick is set."""
        return self.value not in {"", "0", "off", "false"}


def messages(errors: Sequence[DomainError]) -> tuple[str, ...]:
    """The refusals of a field, each with what to do about it."""
    return tuple(" ".join(filter(None, (sentence(e), hint(e)))) for e in errors)


def _in_both_calendars(kind: QuestionKind, value: str) -> str:
    """What a date that may be of either calendar was read as, so that nobody is left in doubt."""
    if kind is not QuestionKind.DATE or not value.strip():
        return ""
    try:
        day = jalali.parse_either(value)
    except DomainError:
        return ""
    shown = jalali.format_date(day, language())
    return f"= {shown}" if language() != "fa" else f"= {shown} (\u2066{day:%Y/%m/%d}\u2069)"


def of_question(
    question: Question,
    *,
    key: str,
    value: str,
    errors: Sequence[DomainError] = (),
    condition: Condition | None = None,
    guide: str = "",
) -> Field:
    """The field of a declared question."""
    kind = question.kind
    numeric = kind in _NUMERIC
    is_latin = numeric or kind in _LATIN
    return Field(
        name=question.code,
        key=key,
        label=translated(question.label),
        shape=_SHAPES.get(kind, "input"),
        hint=" ".join(filter(None, (translated(question.help), _in_both_calendars(kind, value)))),
        errors=messages(errors),
        value=digits.for_language(value, language()) if numeric else value,
        required=question.required,
        options=tuple(
            Option(
                value=choice.value,
                label=translated(choice.label),
                hint=translated(choice.help),
                chosen=choice.value == value,
            )
            for choice in question.choices
        ),
        input_type="tel" if kind is QuestionKind.MOBILE else "text",
        inputmode="numeric" if numeric else "",
        autocomplete=question.autocomplete or _AUTOCOMPLETE.get(kind, ""),
        is_latin=is_latin,
        is_short=is_latin and kind is not QuestionKind.LATIN_NAME,
        condition=condition,
        guide=guide,
    )


def date_parts(text: str) -> dict[str, str]:
    """Day, month and year of a typed date, either way round: 1405/8/30 or 30/8/1405."""
    pieces = [piece.strip() for piece in digits.to_latin(text).replace("-", "/").split("/")]
    pieces += [""] * (3 - len(pieces))
    if len(pieces[2]) == len("1405"):
        pieces.reverse()
    year, month, day = pieces[:3]
    return {
        "day": digits.for_language(day, language()),
        "month": month.lstrip("0"),
        "year": digits.for_language(year, language()),
    }


def joined_date(post: Mapping[str, str], name: str) -> str | None:
    """The three parts that a date field posts as one text, year first; None if it posted none."""
    if not any(f"{name}_{part}" in post for part in DATE_PARTS):
        return None
    day, month, year = (post.get(f"{name}_{part}", "").strip() for part in DATE_PARTS)
    return f"{year}/{month}/{day}" if day or month or year else ""
