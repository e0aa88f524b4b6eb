"""A form held against its answers: what is asked, what is right, what changed. Pure.

`answers` everywhere is text as typed, by key (`page.question`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from pishkhan.foundation import jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.forms import errors, rules
from pishkhan.kernel.forms.rules import Value
from pishkhan.kernel.forms.spec import (
    Answered,
    AnsweredPage,
    Choice,
    Difference,
    Facts,
    FormChanges,
    Page,
    PageState,
    Question,
    When,
)
from pishkhan.kernel.forms.terms import PageKind, Privacy, QuestionKind
from pishkhan.kernel.organisations.terms import OrganisationKind


Pages = tuple[Page, ...]
Answers = Mapping[str, str]
Body = list[dict[str, object]]
Refusals = dict[str, dict[str, list[DomainError]]]


def each_question(pages: Pages) -> Iterator[tuple[str, Page, Question]]:
    """Key, page and question, in the order of asking."""
    for page in pages:
        for question in page.questions:
            yield page.key(question), page, question


def asked_keys(pages: Pages, answers: Answers) -> frozenset[str]:
    """Keys of the questions that their own and their page's conditions let through."""
    conditions = {key: (page.when, q.when) for key, page, q in each_question(pages)}

    def is_asked(key: str) -> bool:
        if key not in conditions:
            return False
        of_page, own = conditions[key]
        return (of_page is None or holds(of_page)) and (own is None or holds(own))

    def holds(when: When) -> bool:
        return is_asked(when.key) and when.allows(answers.get(when.key, "").strip())

    return frozenset(key for key in conditions if is_asked(key))


def read(question: Question, raw: str) -> Value:
    """The value of the answer; None if the question may stay empty and is.

    Raises the DomainError that says what is wrong.
    """
    if question.kind is QuestionKind.TICK:
        return _tick(question, raw)
    if not raw.strip():
        _refuse_blank(question)
        return None
    if len(raw) > rules.RAW_LIMIT - 1:
        raise errors.TooLong(length=len(raw), limit=_lengths(question)[1])
    if question.kind is QuestionKind.FOREIGN_ID:
        return rules.foreign_id(raw, question.pattern)
    value = rules.READERS[question.kind](raw)
    _check_bounds(question, value)
    return value


def kept(question: Question, raw: str) -> str:
    """The answer as it is stored: as typed, but a right number of a foreign paper as printed on it.

    A passport number typed with Persian digits is the one with Latin digits on the passport.
    """
    if question.kind is not QuestionKind.FOREIGN_ID:
        return raw
    try:
        return str(read(question, raw) or "")
    except DomainError:
        return raw


def _tick(question: Question, raw: str) -> bool:
    ticked = rules.is_ticked(raw)
    if question.required and not ticked:
        raise errors.MustTick(label=question.label)
    return ticked


def _refuse_blank(question: Question) -> None:
    if not question.required:
        return
    choosing = question.kind in {
        QuestionKind.CHOICE,
        QuestionKind.SELECT,
        QuestionKind.ORGANISATION,
    }
    raise (errors.NotChosen if choosing else errors.Missing)(label=question.label)


def _lengths(question: Question) -> tuple[int, int]:
    minimum, maximum = rules.LENGTHS.get(question.kind, (1, rules.RAW_LIMIT))
    return question.min_length or minimum, question.max_length or maximum


def _check_bounds(question: Question, value: Value) -> None:
    is_listed = question.kind is QuestionKind.ORGANISATION or bool(question.choices)
    if is_listed and str(value) not in {choice.value for choice in question.choices}:
        raise errors.NotAChoice
    if question.kind in rules.LENGTHS and isinstance(value, str):
        if not value:
            _refuse_blank(question)
            return
        minimum, maximum = _lengths(question)
        rules.check_length(value, minimum=minimum, maximum=maximum)
    if question.kind in rules.RANGES and isinstance(value, int):
        low, high = rules.RANGES[question.kind]
        rules.check_range(
            value,
            minimum=low if question.minimum is None else question.minimum,
            maximum=high if question.maximum is None else question.maximum,
        )


def check_page(pages: Pages, page: Page, answers: Answers, *, partial: bool = False) -> PageState:
    """How `page` stands; `partial` (save and go on later) forgives what is not filled in yet."""
    return _checked(page, answers, asked_keys(pages, answers), partial=partial)


def _checked(
    page: Page, answers: Answers, asked: frozenset[str], *, partial: bool = False
) -> PageState:
    values: dict[str, str] = {}
    values_read: dict[str, Value] = {}
    refused: dict[str, list[DomainError]] = {}
    for question in page.questions:
        raw = values[question.code] = answers.get(page.key(question), "")
        if page.key(question) not in asked or (partial and not raw.strip()):
            continue
        try:
            values_read[question.code] = read(question, raw)
        except DomainError as error:
            refused[question.code] = [error]
    return PageState(
        page=page.code,
        asked=tuple(q.code for q in page.questions if page.key(q) in asked),
        values=values,
        read=values_read,
        errors=refused,
    )


def check_all(pages: Pages, answers: Answers) -> Refusals:
    """Refusals by page code and question code; only the pages that have any."""
    asked = asked_keys(pages, answers)
    states = (_checked(page, answers, asked) for page in pages)
    return {state.page: dict(state.errors) for state in states if state.errors}


def facts_of(pages: Pages, answers: Answers) -> Facts:
    """The typed values of the asked questions; wrong answers count as not given."""
    asked = asked_keys(pages, answers)
    return Facts(
        {
            f"{page.code}.{code}": value
            for page in pages
            for code, value in _checked(page, answers, asked).read.items()
        }
    )


def identity(pages: Pages, answers: Answers) -> dict[str, str]:
    """The answers that the one-time code confirms: ids and mobile before the MOBILE_CHECK page."""
    before: list[Page] = []
    for page in pages:
        if page.kind is PageKind.MOBILE_CHECK:
            break
        before.append(page)
    found = facts_of(pages, answers)
    return {
        key: found.text(key)
        for key, _page, question in each_question(tuple(before))
        if question.kind in rules.IDENTIFYING and found.text(key)
    }


def shown(question: Question, value: Value) -> str:
    """A value as a person reads it, in Persian; an option by its label (a msgid)."""
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    labels = {choice.value: choice.label for choice in question.choices}
    if isinstance(value, str | int):
        return labels.get(str(value), str(value))
    written = jalali.format_date(value)
    if question.kind is not QuestionKind.DATE:
        return written
    return f"{written} (\u2066{value:%Y/%m/%d}\u2069)"  # isolated: letters before it would turn it round


def answered(pages: Pages, answers: Answers) -> tuple[AnsweredPage, ...]:
    """All asked questions with their answers (also the empty ones), by page."""
    found, asked = facts_of(pages, answers), asked_keys(pages, answers)

    def rows(page: Page) -> Iterator[Answered]:
        for question in page.questions:
            key = page.key(question)
            if key in asked:
                yield Answered(
                    key=key,
                    label=question.label,
                    text=shown(question, found.values.get(key)),
                    kind=question.kind,
                    privacy=question.privacy,
                )

    filled = (AnsweredPage(code=p.code, title=p.title, answers=tuple(rows(p))) for p in pages)
    return tuple(page for page in filled if page.answers)


def differences(
    before: Iterable[AnsweredPage], after: Iterable[AnsweredPage]
) -> tuple[Difference, ...]:
    """What changed between two states of the answers, in the order of the later form."""
    old = {answer.key: answer for page in before for answer in page.answers}
    new = {answer.key: answer for page in after for answer in page.answers}
    rows = (
        Difference(
            key=key,
            label=(new.get(key) or old[key]).label,
            before=old[key].text if key in old else "",
            after=new[key].text if key in new else "",
        )
        for key in [*new, *(key for key in old if key not in new)]
    )
    return tuple(row for row in rows if row.before != row.after)


# The form itself as JSON, kept with the answers so that they can be read years later.


def body_of(pages: Pages) -> Body:
    """The pages as JSON: everything that decides how an answer is asked, checked and read."""
    return [
        {
            "code": page.code,
            "title": page.title,
            "kind": page.kind.value,
            "when": _when_body(page.when),
            "questions": [_question_body(question) for question in page.questions],
        }
        for page in pages
    ]


def _when_body(when: When | None) -> list[str] | None:
    if when is None:
        return None
    wanted = (when.is_one_of,) if isinstance(when.is_one_of, str) else when.is_one_of
    return [when.key, *wanted]


def _question_body(question: Question) -> dict[str, object]:
    # What came later stands only where it is used: forms without it keep their version.
    later = {"of": question.of.value} if question.of else {}
    return later | {
        "code": question.code,
        "label": question.label,
        "kind": question.kind.value,
        "privacy": question.privacy.value,
        "required": question.required,
        "when": _when_body(question.when),
        "choices": [[choice.value, choice.label] for choice in question.choices],
        "lengths": [question.min_length, question.max_length],
        "range": [question.minimum, question.maximum],
        "pattern": question.pattern,
    }


def version_of(pages: Pages) -> str:
    """Checksum of the pages: sixteen hexadecimal digits."""
    text = json.dumps(body_of(pages), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_PAGE_KINDS = {kind.value: kind for kind in PageKind}
_KINDS = {kind.value: kind for kind in QuestionKind}
_PRIVACY = {privacy.value: privacy for privacy in Privacy}


def pages_from(body: object) -> Pages:
    """The pages of an old form, as far as they are needed to read its answers."""
    return tuple(
        Page(
            code=_text(page, "code"),
            title=_text(page, "title"),
            kind=_PAGE_KINDS[_text(page, "kind")],
            when=_when_from(page),
            questions=tuple(_question_from(entry) for entry in _entries(page.get("questions"))),
        )
        for page in _entries(body)
    )


def _question_from(entry: Mapping[str, object]) -> Question:
    lengths, bounds = _numbers(entry, "lengths"), _numbers(entry, "range")
    return Question(
        code=_text(entry, "code"),
        label=_text(entry, "label"),
        kind=_KINDS[_text(entry, "kind")],
        privacy=_PRIVACY[_text(entry, "privacy")],
        required=entry.get("required") is True,
        when=_when_from(entry),
        choices=tuple(Choice(value=v, label=label) for v, label in _pairs(entry.get("choices"))),
        min_length=lengths[0],
        max_length=lengths[1],
        minimum=bounds[0],
        maximum=bounds[1],
        pattern=_text(entry, "pattern"),
        of=OrganisationKind(_text(entry, "of")) if _text(entry, "of") else None,
    )


def _entries(value: object) -> Iterator[Mapping[str, object]]:
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, dict):
            yield entry


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    for pair in value if isinstance(value, list) else []:
        yield str(pair[0]), str(pair[1])


def _text(entry: Mapping[str, object], name: str) -> str:
    return str(entry.get(name) or "")


def _numbers(entry: Mapping[str, object], name: str) -> list[int | None]:
    value = entry.get(name)
    numbers = value if isinstance(value, list) else [None, None]
    return [number if isinstance(number, int) else None for number in numbers]


def _when_from(entry: Mapping[str, object]) -> When | None:
    value = entry.get("when")
    return When(str(value[0]), tuple(map(str, value[1:]))) if isinstance(value, list) else None


def form_changes(before: Pages, after: Pages) -> FormChanges:
    """Labels of the questions that were added, taken away or changed between two forms."""
    old = {key: question for key, _page, question in each_question(before)}
    new = {key: question for key, _page, question in each_question(after)}

    def differs(key: str) -> bool:
        return _question_body(old[key]) != _question_body(new[key])

    return FormChanges(
        added=tuple(new[key].label for key in new if key not in old),
        removed=tuple(old[key].label for key in old if key not in new),
        changed=tuple(new[key].label for key in new if key in old and differs(key)),
    )
