"""What others say about guides; plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from pishkhan.kernel.guides.rules.comparing import ComparedLine
from pishkhan.kernel.guides.rules.drawing import Drawn
from pishkhan.kernel.guides.rules.markup import NAME
from pishkhan.kernel.guides.terms import Lane, Reader, VersionState


PLATFORM = "platform"  # in addresses, where there is no service
PLACEHOLDER = "000"  # how a number begins that was only put in for the time being


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a guide stands: its service ("" is the platform), reader, address, language."""

    service: str
    reader: Reader
    slug: str
    language: str

    @property
    def address(self) -> str:
        """The page of the guide."""
        return f"/guides/{self.service or PLATFORM}/{self.reader.value}/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideLine:
    """A published guide in a list. Its language may be another than was asked for."""

    place: Place
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    """A published guide; `html` is safe to show as it is."""

    version_id: int
    place: Place
    title: str
    html: str
    editor: str
    published_at: datetime
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a guide says of one place, to be shown beside it; `html` is safe to show as it is."""

    title: str
    html: str
    guide: GuideLine
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version as its editors see it."""

    id: int
    guide_id: int
    place: Place
    number: int
    title: str
    body: str
    editor: str
    state: VersionState
    review_by: date
    is_of_release: bool
    written_by: int | None
    written_at: datetime
    published_at: datetime | None
    useful: int
    not_useful: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture of a guide."""

    name: str
    drawn: Drawn
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask; `id` is 0 until it is kept."""

    service: str
    reader: Reader
    lane: Lane
    language: str
    unit: str
    channel: str
    hours: str = ""
    telephone: str = ""
    id: int = 0

    @property
    def has_placeholder(self) -> bool:
        """Whether the telephone is only there until the true one is set."""
        return self.telephone.startswith(PLACEHOLDER)


__all__ = [
    "NAME",
    "ComparedLine",
    "Contact",
    "Drawn",
    "Explained",
    "GuideLine",
    "GuidePage",
    "Lane",
    "PictureView",
    "Place",
    "Reader",
    "VersionState",
    "VersionView",
]
