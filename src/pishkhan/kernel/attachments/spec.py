"""Words to ask for files with, and what is told of a file that was received."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.attachments.terms import FileType, Legibility


HARD_LIMIT_MB = 25  # no rule may allow more; the server drops what is beyond while receiving


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRule:
    """One kind of document that a service asks for; sizes in megabytes of a million bytes."""

    kind: str
    title: str
    required: bool = False
    max_files: int = 1
    max_mb: int = 8
    max_pages: int = 40
    types: Sequence[FileType] = (FileType.JPEG, FileType.PNG, FileType.PDF)
    help: str = ""

    def __post_init__(self) -> None:
        if not (0 < self.max_mb <= HARD_LIMIT_MB and self.max_files > 0 and self.max_pages > 0):
            raise ValueError(f"limits of attachment {self.kind!r} are out of range")


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedFile:
    """A file as others see it; `same_as` names another file of the same content, or is empty."""

    id: int
    kind: str
    name: str
    content_type: FileType
    size: int
    pages: int
    version: int
    replaces: int | None
    legibility: Legibility
    note: str
    received_at: datetime
    same_as: str = ""

    @property
    def has_thumbnail(self) -> bool:
        """Whether there is a small picture of it; a PDF gets an icon instead."""
        return self.content_type is not FileType.PDF


def missing(rules: Sequence[AttachmentRule], kinds: Collection[str]) -> list[AttachmentRule]:
    """The required ones of `rules` for which no file of `kinds` was received."""
    return [rule for rule in rules if rule.required and rule.kind not in kinds]
