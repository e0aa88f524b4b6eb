"""What came of a held record beside what the register has, drawn as words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import (
    AwardView,
    Claim,
    Found,
    HeldView,
    Identity,
    LearnerView,
    Match,
    PersonPart,
    RecordRow,
    VersionView,
)
from pishkhan.kernel.records.terms import HINTS, Band, DocumentKind, Fact, Level, Mode, Sex
from pishkhan.web.sentences import language, translated


Words = list[tuple[Found, str, str]]
TITLES: Mapping[str, str] = {
    "person": Fact.LEARNER.label,
    "admission": _("چگونگی پذیرش"),
    "enrolment": Fact.ENROLMENT.label,
    "award": Fact.AWARD.label,
    "document": Fact.DOCUMENT.label,
}
CHOICES: Mapping[str, type[Terms]] = {
    "person.identity_kind": IdentifierKind,
    "person.sex": Sex,
    "admission.mode": Mode,
    "enrolment.level": Level,
    "award.level": Level,
    "document.kind": DocumentKind,
}
DAYS = ("_on", "_date", "valid_until")
NAMES = ("given_name", "family_name", "father_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value under its name; `differs` from what came, `is_faulty` where something was found."""

    label: str
    text: str
    differs: bool = False
    is_faulty: bool = False
    is_latin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came of one kind of fact."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person of the register whom the record may mean: how surely, what differs, what they have."""

    learner: LearnerView
    band: Band
    words: Words
    lines: tuple[Line, ...]
    awards: tuple[AwardView, ...]
    versions: tuple[VersionView, ...]
    has_this_number: bool


def in_words(found: Iterable[Found]) -> Words:
    """What was found, with the name of its column and a hint."""
    return [(one, records.COLUMNS.get(one.field, ""), HINTS.get(one.code, "")) for one in found]


def row_of(held: HeldView) -> RecordRow | None:
    """The record as it is read; held ones can be."""
    return records.read(dict(held.sent), today=clock.today()).row


def name_of(held: HeldView) -> str:
    """Whom the sender calls it."""
    sent = held.sent
    return " ".join(
        filter(None, (sent.get("person.given_name", ""), sent.get("person.family_name", "")))
    )


def parts_of(held: HeldView) -> list[Part]:
    """All that came, by kind of fact; where something was found it is marked."""
    faulty = {one.field for one in held.found}
    found = []
    for name, title in TITLES.items():
        lines = tuple(
            Line(
                label=label,
                text=_shown(path, held.sent[path]),
                is_faulty=path in faulty,
                is_latin=path in {"person.identity", "person.latin_name", "document.serial"},
            )
            for path, label in records.COLUMNS.items()
            if path.startswith(f"{name}.") and held.sent.get(path)
        )
        if lines:
            found.append(Part(title=title, lines=lines))
    return found


def candidates_of(held: HeldView, also: Iterable[int] = ()) -> list[Candidate]:
    """Persons whom it may mean, the surest first, and `also` those who were chosen."""
    row = row_of(held)
    if row is None:
        return []
    matches: dict[int, Match] = {}
    for one in records.find_matches(Claim(person=row.person)):
        matches.setdefault(one.learner_id, one)
    ids = dict.fromkeys([*matches, *also])
    found = (_candidate(one, row.person, matches.get(one)) for one in ids)
    return [one for one in found if one is not None]


def number_owner(held: HeldView) -> int | None:
    """The person of the register who has the number of the record, if anybody."""
    row = row_of(held)
    if row is None or row.person.identity is None:
        return None
    owner = records.learner_of(row.person.identity)
    return owner.id if owner else None


def _candidate(learner_id: int, came: PersonPart, match: Match | None) -> Candidate | None:
    learner = records.learner_view(learner_id)
    if learner is None:
        return None
    awards = records.awards_of(learner_id)
    versions = records.history_of(Fact.LEARNER, learner_id)
    for award in awards:
        versions += records.history_of(Fact.AWARD, award.id)
    return Candidate(
        learner=learner,
        band=match.band if match else Band.NONE,
        words=in_words(match.discrepancies if match else ()),
        lines=tuple(_beside(learner, came)),
        awards=tuple(awards),
        versions=tuple(versions),
        has_this_number=came.identity is not None and came.identity in learner.identities,
    )


def _beside(learner: LearnerView, came: PersonPart) -> Iterable[Line]:
    for one in learner.identities:
        differs = came.identity is not None and one != came.identity
        yield Line(label=one.kind.label, text=_number(one), differs=differs, is_latin=True)
    for name in NAMES:
        ours, theirs = getattr(learner, name), getattr(came, name)
        yield Line(label=records.COLUMNS[f"person.{name}"], text=ours or "—",
                   differs=bool(theirs) and ours != theirs)  # fmt: skip
    yield Line(
        label=records.COLUMNS["person.birth_date"],
        text=_day(learner.birth_date),
        differs=came.birth_date is not None and learner.birth_date != came.birth_date,
    )
    if learner.died_on is not None:
        yield Line(label=_("درگذشت"), text=_day(learner.died_on))


def _number(one: Identity) -> str:
    return f"{one.value} ({one.issuer})" if one.issuer else one.value


def _day(day: date | None) -> str:
    return jalali.format_date(day, language()) if day else "—"


def _shown(path: str, text: str) -> str:
    terms = CHOICES.get(path)
    known = {one.value: one.label for one in terms} if terms else {}
    if text in known:
        return translated(known[text])
    return _as_day(text) if path.endswith(DAYS) else text


def _as_day(text: str) -> str:
    """A day as the register shows one, so that the two are compared at a glance."""
    try:
        return _day(jalali.parse_either(text))
    except DomainError:
        return text
