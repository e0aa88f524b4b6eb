"""What a case is decided on: answers, files, and what a correction changed in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pishkhan.kernel.attachments.spec import AttachedFile
from pishkhan.kernel.cases.spec import CaseView, DefectView
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Answered, Question
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.web import answers
from pishkhan.web.sentences import translated


FILE = "attachment:"
CODES = frozenset(
    {
        QuestionKind.NATIONAL_ID,
        QuestionKind.LEGAL_ID,
        QuestionKind.FOREIGN_ID,
        QuestionKind.MOBILE,
        QuestionKind.POSTAL_CODE,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """An answer in the language of the page; `raw` is the text as it is compared and kept."""

    key: str
    label: str
    text: str
    raw: str
    is_code: bool = False
    is_changed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FactPage:
    """The answers of one page of the form."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLine:
    """A file with the title of its kind, and the versions that it replaced, the latest first."""

    file: AttachedFile
    title: str
    older: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What the applicant did about a defect: the answer, or the file, before and after."""

    label: str
    kind: str
    note: str
    old: str = ""
    new: str = ""
    old_file: int | None = None
    new_file: int | None = None
    is_code: bool = False

    @property
    def is_same(self) -> bool:
        """Whether it stayed as it was."""
        return self.old == self.new and self.old_file == self.new_file


def ownership_of(view: CaseView, definition: ServiceDefinition) -> str:
    """What the officer must know of whose mobile it is, in words; empty if nothing."""
    known = {one.value: one for one in Ownership}
    outcome = known.get(str(view.facts.get("mobile_ownership", "")))
    if outcome is None:
        return ""
    asks = identity.clerk_must_check(definition.mobile_ownership, outcome)
    return translated(outcome.label) if asks or outcome is Ownership.MISMATCH else ""


def facts_of(
    case_id: int, changed: frozenset[str], definition: ServiceDefinition
) -> tuple[FactPage, ...]:
    """The answers of the latest round, page by page; three queries."""
    if not forms.last_round(case_id):
        return ()
    return tuple(
        FactPage(
            title=translated(definition.staff_titles.get(page.code, page.title)),
            facts=tuple(_fact(answer, answer.key in changed) for answer in page.answers),
        )
        for page in forms.answered_in(case_id)
    )


def _fact(answer: Answered, is_changed: bool) -> Fact:  # noqa: FBT001 - of one place
    return Fact(
        key=answer.key,
        label=translated(answer.label),
        text=answers.shown(answer.text, answer.kind),
        raw=answer.text,
        is_code=answer.kind in CODES,
        is_changed=is_changed,
    )


def files_of(
    history: Sequence[AttachedFile], definition: ServiceDefinition
) -> tuple[FileLine, ...]:
    """The files in force, in the order of the service's kinds."""
    by_id = {file.id: file for file in history}
    replaced = {file.replaces for file in history}
    titles = {rule.kind: translated(rule.title) for rule in definition.attachments}
    order = list(titles)
    current = [file for file in history if file.id not in replaced]
    current.sort(key=lambda f: order.index(f.kind) if f.kind in titles else len(order))
    return tuple(
        FileLine(file=file, title=titles.get(file.kind, file.kind), older=_older(file, by_id))
        for file in current
    )


def _older(file: AttachedFile, by_id: Mapping[int, AttachedFile]) -> tuple[AttachedFile, ...]:
    older: list[AttachedFile] = []
    while (before := by_id.get(file.replaces or 0)) is not None:
        older.append(before)
        file = before
    return tuple(older)


def changes_of(
    defects: Sequence[DefectView], history: Sequence[AttachedFile], definition: ServiceDefinition
) -> tuple[Change, ...]:
    """What came back of the last round of defects; empty if none came back."""
    last = max((defect.round for defect in defects), default=0)
    asked = {page.key(one): one for page in definition.pages for one in page.questions}
    kinds = {rule.kind: rule.title for rule in definition.attachments}
    named = {str(file.id): kinds.get(file.kind, file.kind) for file in history} | kinds
    return tuple(
        _change(defect, asked, named)
        for defect in defects
        if defect.round == last and defect.resolved_at is not None
    )


def _change(defect: DefectView, asked: Mapping[str, Question], named: Mapping[str, str]) -> Change:
    old, new = (str(value or "") for value in (defect.old, defect.new))
    kind = translated(defect.kind.label)
    if not defect.field.startswith(FILE):
        question = asked.get(defect.field)
        of_kind = question.kind if question else QuestionKind.TEXT
        return Change(
            label=translated(question.label if question else defect.field),
            kind=kind,
            note=defect.note,
            old=answers.shown(old, of_kind),
            new=answers.shown(new, of_kind),
            is_code=of_kind in CODES,
        )
    return Change(
        label=translated(named.get(defect.field.removeprefix(FILE), "")),
        kind=kind,
        note=defect.note,
        old_file=int(old) if old.isdecimal() else None,
        new_file=int(new) if new.isdecimal() else None,
    )
