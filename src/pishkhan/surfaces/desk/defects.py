"""The form by which a case is returned: each answer and each file, what is wrong with it, why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments.terms import Legibility
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.surfaces.desk.errors import DefectWithoutKind, DefectWithoutNote
from pishkhan.surfaces.desk.material import Fact, FactPage, FileLine
from pishkhan.web import fields
from pishkhan.web.fields import Field
from pishkhan.web.sentences import translated


FILE = "attachment:"
KIND, NOTE = "kind:", "note:"
NOT_SENT = _("فرستاده نشده است")
FILES = _("پیوست‌ها")
KINDS = {kind.value: kind for kind in DefectKind}


@dataclass(frozen=True, kw_only=True, slots=True)
class DefectLine:
    """One thing that may be wrong: what it is called and says now, and what was typed about it."""

    field: str
    label: str
    value: str
    kind: str = ""
    note: str = ""
    errors: tuple[str, ...] = ()
    prefix: str = ""
    old: str = ""
    is_absent: bool = False

    @property
    def kind_name(self) -> str:
        """The name of the list of kinds."""
        return f"{self.prefix}{KIND}{self.field}"

    @property
    def note_name(self) -> str:
        """The name of the note's input."""
        return f"{self.prefix}{NOTE}{self.field}"

    @property
    def as_field(self) -> Field:
        """For the error summary, which leads to the note."""
        return Field(name=self.note_name, label=self.label, errors=self.errors)


@dataclass(frozen=True, kw_only=True, slots=True)
class DefectGroup:
    """The lines of one page of the form, or of the files."""

    title: str
    lines: tuple[DefectLine, ...]


def read(
    pages: Sequence[FactPage],
    files: Sequence[FileLine],
    definition: ServiceDefinition,
    typed: Mapping[str, str],
) -> tuple[list[Defect], dict[str, list[DomainError]]]:
    """The defects that were marked, and what is missing about them, by the name of the field."""
    found: list[Defect] = []
    refused: dict[str, list[DomainError]] = {}
    for group in _groups(pages, files, definition):
        for line in group.lines:
            kind = KINDS.get(typed.get(KIND + line.field, ""))
            note = typed.get(NOTE + line.field, "").strip()
            if kind and note:
                found.append(Defect(field=line.field, kind=kind, note=note, old=line.old))
            elif kind:
                refused[line.field] = [DefectWithoutNote(label=line.label)]
            elif note:
                refused[line.field] = [DefectWithoutKind(label=line.label)]
    return found, refused


def drawn(
    pages: Sequence[FactPage],
    files: Sequence[FileLine],
    definition: ServiceDefinition,
    *,
    typed: Mapping[str, str] | None,
    errors: Mapping[str, list[DomainError]],
    prefix: str,
) -> tuple[DefectGroup, ...]:
    """The form as it is shown; a file marked unreadable is already marked here, with its note."""
    marked = typed if typed is not None else dict(_unreadable(files))
    return tuple(
        DefectGroup(
            title=group.title,
            lines=tuple(
                DefectLine(
                    field=line.field,
                    label=line.label,
                    value=line.value,
                    prefix=prefix,
                    is_absent=line.is_absent,
                    kind=marked.get(KIND + line.field, ""),
                    note=marked.get(NOTE + line.field, ""),
                    errors=fields.messages(errors.get(line.field, ())),
                )
                for line in group.lines
            ),
        )
        for group in _groups(pages, files, definition)
    )


def _unreadable(files: Sequence[FileLine]) -> Iterator[tuple[str, str]]:
    for line in files:
        if line.file.legibility is Legibility.UNREADABLE:
            yield f"{KIND}{FILE}{line.file.id}", DefectKind.INCORRECT.value
            yield f"{NOTE}{FILE}{line.file.id}", line.file.note


def _groups(
    pages: Sequence[FactPage], files: Sequence[FileLine], definition: ServiceDefinition
) -> Iterator[DefectGroup]:
    for page in pages:
        lines = tuple(_of_fact(fact) for fact in page.facts)
        yield DefectGroup(title=page.title, lines=lines)
    sent = tuple(
        DefectLine(
            field=f"{FILE}{line.file.id}",
            label=line.title,
            value=line.file.name,
            old=str(line.file.id),
        )
        for line in files
    )
    kinds = {line.file.kind for line in files}
    absent = tuple(
        DefectLine(
            field=f"{FILE}{rule.kind}",
            label=translated(rule.title),
            value=translated(NOT_SENT),
            old=rule.kind,
            is_absent=True,
        )
        for rule in definition.attachments
        if rule.kind not in kinds
    )
    if sent or absent:
        yield DefectGroup(title=translated(FILES), lines=sent + absent)


def _of_fact(fact: Fact) -> DefectLine:
    return DefectLine(field=fact.key, label=fact.label, value=fact.text, old=fact.raw)
