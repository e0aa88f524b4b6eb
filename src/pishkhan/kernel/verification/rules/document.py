"""A document as its owner tells it to us."""

from collections.abc import Mapping
from dataclasses import dataclass, field as kept
from datetime import date

from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.verification.terms import DocumentKind, Level, Recognition


Words = Mapping[str, str]  # by language: fa, en, ar


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Whose document it is.

    `identity` is the whole number and is told, never kept: what is read back has it empty and only
    `last_four`. `person_id` where the holder is known here.
    """

    given_name: str
    family_name: str
    identity_kind: IdentifierKind
    identity: str = kept(default="", repr=False)
    last_four: str = ""
    father_name: str = ""
    latin_name: str = ""
    birth_date: date | None = None
    person_id: int | None = None
    photo_id: int | None = None

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFacts:
    """All that a code answers for. Names are those at the date of the award.

    `grade` is the figure as text ("17.42"), `grade_class` the word of it; `registered_on` is when
    the institution wrote it into its register; the log tells when we were told. `extra` is only
    shown by share links (title → text).
    """

    document_id: int
    kind: DocumentKind
    institution_id: int
    institution: Words
    level: Level
    field: str
    award_date: date
    year: int
    holder: Holder
    copy_no: int = 1
    valid_until: date | None = None
    recognition: Recognition = Recognition.UNKNOWN
    orientation: str = ""
    field_en: str = ""
    registered_on: date | None = None
    grade_class: str = ""
    grade: str = ""
    extra: Mapping[str, str] = kept(default_factory=dict)
