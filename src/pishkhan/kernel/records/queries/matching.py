"""Who of the register a claim may mean: by number, else by likeness within a block."""

from collections.abc import Iterable

from django.db.models import Case, Q, When

from pishkhan.kernel.records.models import Award, Document, Learner, LearnerIdentifier, LearnerName
from pishkhan.kernel.records.rules.matching import (
    Degree,
    Known,
    Rung,
    by_likeness,
    by_number,
    compared,
    match_band,
)
from pishkhan.kernel.records.rules.names import block, name_key
from pishkhan.kernel.records.rules.rows import PersonPart
from pishkhan.kernel.records.spec import Claim, Match
from pishkhan.kernel.records.terms import Band, Level


MOST = 200  # persons looked at in one block
SHOWN = 20
ORDER = {Band.GREEN: 0, Band.AMBER: 1, Band.FAINT: 2, Band.NONE: 3}


def find_matches(claim: Claim) -> list[Match]:
    """Persons and awards that the claim may mean, the surest first; those that it is not are left out.

    An institution, level or field that the claim leaves out is not compared. Where the person is
    found and no award of theirs fits, one match without an award says so.
    """
    rungs = people_like(claim.person)
    awards = _degrees(rungs)
    found = [
        match
        for learner_id, rung in rungs.items()
        for match in _matches(claim.degree, learner_id, rung, awards.get(learner_id, {}))
    ]
    found.sort(
        key=lambda one: (ORDER[one.band], len(one.discrepancies), -one.score, one.learner_id)
    )
    return found[:SHOWN]


def people_like(person: PersonPart) -> dict[int, Rung]:
    """Persons of the register and where each stands on the ladder; whoever is certain stands alone."""
    by_id = _with_number(person)
    if by_id:
        return by_id
    if person.birth_date is None:
        return {}
    year = person.birth_date.year
    # Of more than are looked at, whoever agrees in most comes first.
    same = {name: getattr(person, name) for name in ("birth_date", "family_name", "given_name")}
    unlike = [Case(When(**{name: value}, then=0), default=1) for name, value in same.items()]
    rows = Learner.objects.filter(
        block=block(person.family_key), birth_year__range=(year - 1, year + 1)
    ).order_by(*unlike, "id")[:MOST]
    rungs = {row.id: by_likeness(person, known) for row, known in _known(list(rows))}
    return {learner: rung for learner, rung in rungs.items() if rung.band is not Band.NONE}


def _with_number(person: PersonPart) -> dict[int, Rung]:
    if person.identity is None:
        return {}
    one = person.identity
    rows = Learner.objects.filter(
        id__in=LearnerIdentifier.objects.filter(
            kind=one.kind, value=one.value, issuer=one.issuer
        ).values("learner_id")
    )
    return {row.id: by_number(person, known) for row, known in _known(list(rows))}


def _known(rows: list[Learner]) -> Iterable[tuple[Learner, Known]]:
    names: dict[int, set[tuple[str, str]]] = {}
    for former in LearnerName.objects.filter(learner_id__in=[row.id for row in rows]):
        keys = (name_key(former.given_name), name_key(former.family_name))
        names.setdefault(former.learner_id, set()).add(keys)
    return [(row, known_of(row, frozenset(names.get(row.id, ())))) for row in rows]


def known_of(row: Learner, earlier: frozenset[tuple[str, str]]) -> Known:
    """A person of the register as the ladder sees one."""
    return Known(
        given_key=row.given_key,
        family_key=row.family_key,
        father_key=row.father_key,
        birth_date=row.birth_date,
        certificate=row.certificate,
        earlier=earlier,
    )


def _degrees(learner_ids: Iterable[int]) -> dict[int, dict[int, Degree]]:
    rows = list(Award.objects.filter(Q(learner_id__in=list(learner_ids)), is_withdrawn=False))
    serials: dict[int, set[str]] = {}
    for paper in Document.objects.filter(award_id__in=[row.id for row in rows]):
        serials.setdefault(paper.award_id, set()).add(paper.serial_key)
    found: dict[int, dict[int, Degree]] = {}
    for row in rows:
        found.setdefault(row.learner_id, {})[row.id] = Degree(
            institution_id=row.institution_id,
            level=Level(row.level),
            field=row.field,
            awarded_on=row.awarded_on,
            average=row.average,
            serials=frozenset(serials.get(row.id, ())),
        )
    return found


def _matches(
    claimed: Degree, learner_id: int, rung: Rung, degrees: dict[int, Degree]
) -> list[Match]:
    found = []
    for award_id, known in degrees.items():
        differences = compared(claimed, known)
        band = match_band(rung.band, differences)
        if band is not Band.NONE:
            found.append(Match(band=band, learner_id=learner_id, award_id=award_id,
                               discrepancies=(*rung.found, *differences), score=rung.score))  # fmt: skip
    alone = Match(band=rung.band, learner_id=learner_id, award_id=None,
                  discrepancies=rung.found, score=rung.score)  # fmt: skip
    return found or [alone]
