"""Words to ask for files with, and what is told of a file that was received."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments.rules.content import Readable as Readable  # noqa: PLC0414 - a word of the door
from pishkhan.kernel.attachments.terms import FileState, FileType, Legibility, Unsound


HARD_LIMIT_MB = 25  # no rule may allow more; the server drops what is beyond while receiving


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRule:
    """One kind of document that a service asks for; sizes in megabytes of a million bytes.

    An officer sees an identity paper (`is_identity`) only under their own name and the hour.
    """

    kind: str
    title: str
    required: bool = False
    max_files: int = 1
    max_mb: int = 8
    max_pages: int = 40
    types: Sequence[FileType] = (FileType.JPEG, FileType.PNG, FileType.PDF)
    help: str = ""
    is_identity: bool = False

    def __post_init__(self) -> None:
        if not (0 < self.max_mb <= HARD_LIMIT_MB and self.max_files > 0 and self.max_pages > 0):
            raise ValueError(f"limits of attachment {self.kind!r} are out of range")


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedFile:
    """A file as others see it; `same_as` names another file of the same content, or is empty.

    `unsound` says why it was set aside, if it was.
    """

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
    state: FileState = FileState.READY
    is_identity: bool = False
    unsound: Unsound | None = None

    @property
    def has_thumbnail(self) -> bool:
        """Whether there is a small picture of it; a PDF gets an icon instead."""
        return self.content_type is not FileType.PDF and self.state is FileState.READY

    @property
    def is_being_checked(self) -> bool:
        """Whether nobody may see it yet, because no scanner has answered."""
        return self.state is FileState.WAITING

    @property
    def is_being_prepared(self) -> bool:
        """Whether a job is about to make its picture."""
        return self.state is FileState.CHECKED

    @property
    def is_set_aside(self) -> bool:
        """Whether it was found unsound after it was received; another one is needed."""
        return self.state is FileState.QUARANTINED


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLook:
    """Somebody looked at a file."""

    attachment_id: int
    at: datetime
    actor_kind: str
    account_id: int | None
    person_id: int | None
    was_thumbnail: bool
    was_download: bool
    was_watermarked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadView:
    """A file on its way in. `refused` says why it was not taken once all of it was here."""

    token: str
    holder: str
    kind: str
    name: str
    length: int
    offset: int
    expires_at: datetime
    attachment_id: int | None
    refused: DomainError | None

    @property
    def is_complete(self) -> bool:
        """Whether all bytes are here."""
        return self.offset == self.length


def missing(rules: Sequence[AttachmentRule], kinds: Collection[str]) -> list[AttachmentRule]:
    """The required ones of `rules` for which no file of `kinds` was received."""
    return [rule for rule in rules if rule.required and rule.kind not in kinds]
