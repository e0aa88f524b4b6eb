"""Searching cases by name, identifier or letter number, as far as the actor reaches."""

from collections.abc import Iterable
from itertools import permutations

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from pishkhan.foundation.text import fold
from pishkhan.kernel.cases.models import Case, CaseText, LabelledCase, Task
from pishkhan.kernel.cases.queries.labels import labels_of
from pishkhan.kernel.cases.queries.reading import case_view
from pishkhan.kernel.cases.spec import EVERYTHING, CaseView, Narrow
from pishkhan.kernel.cases.terms import REFERRAL
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Clause, Reach
from pishkhan.kernel.organisations.terms import Act, Scope


LIMIT = 50
LONGEST_WORD = 60
MOST_NEAR = 20
MOST_PARTS = 3  # of a letter number: sequence, unit, year


def search(
    actor: Actor, text: str, *, limit: int = LIMIT, narrow: Narrow = EVERYTHING
) -> list[CaseView]:
    """Cases whose name, identifier or letter number has every word of `text`.

    Words are folded and may come in any order, so 172429/4 and 4/172429 find the same letter; it
    comes before the letters whose numbers only contain these, and the newest before the older.
    """
    words = fold(text).split()
    reach = organisations.reach(actor, Act.SEARCH_CASES)
    if not words:
        return []
    found = _narrowed(within(reach), actor, narrow)
    for word in words:
        found = found.filter(search_key__contains=word)
    exact = ExpressionWrapper(Q(reference__in=_spellings(words)), output_field=BooleanField())
    return [case_view(row) for row in found.order_by(exact.desc(), "-opened_at", "-id")[:limit]]


def search_texts(
    actor: Actor, text: str, *, limit: int = LIMIT, narrow: Narrow = EVERYTHING
) -> list[CaseView]:
    """Cases in which every word of `text` begins some word, wherever it was written: numbers of
    letters, names, subject, orders, comments, answers that are not confidential; newest first.

    A case is found by what was written up to a minute ago (`index_cases`).
    """
    words = [word[:LONGEST_WORD] for word in fold(text).split()]
    if not words:
        return []
    reach = organisations.reach(actor, Act.SEARCH_CASES)
    asked = " & ".join(f"{_quoted(word)}:*" for word in words)
    if near := _near(reach):
        asked += f" & ({' | '.join(_quoted(place_word(one)) for one in near)})"
    hits = CaseText.objects.extra(where=["words @@ %s::tsquery"], params=[asked])
    found = _narrowed(within(reach), actor, narrow).filter(id__in=hits.values("case_id"))
    return [case_view(row) for row in found.order_by("-id")[:limit]]


def place_word(organisation_id: int) -> str:
    """The word by which the index knows a case of an organisation; letters nobody writes."""
    return f"\u241f{organisation_id}"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _near(reach: Reach) -> list[int]:
    """The organisations that all of the reach is about, none if they are not few: it only saves
    the index from looking at cases of others, `within` decides."""
    scopes = {clause.scope for clause in reach.clauses}
    if reach.everything or reach.applicant_id is not None or not scopes:
        return []
    if scopes & {Scope.NATIONAL, Scope.SUBTREE}:
        return []
    near = sorted({clause.grant.organisation_id for clause in reach.clauses})
    return near if len(near) <= MOST_NEAR else []


def _narrowed(found: QuerySet[Case], actor: Actor, narrow: Narrow) -> QuerySet[Case]:
    if narrow.service:
        found = found.filter(service=narrow.service)
    if narrow.state:
        found = found.filter(state=narrow.state)
    if narrow.organisation_id is not None:
        found = found.filter(organisation_ids__contains=[narrow.organisation_id])
    if narrow.since is not None:
        found = found.filter(opened_at__gte=narrow.since)
    if narrow.until is not None:
        found = found.filter(opened_at__lt=narrow.until)
    if narrow.label_id is not None:
        known = {one.id for one in labels_of(actor)} & {narrow.label_id}
        labelled = LabelledCase.objects.filter(label_id__in=known)
        found = found.filter(id__in=labelled.values("case_id"))
    return found


def _spellings(words: list[str]) -> list[str]:
    """The letter numbers that these words may be, were they the parts of one."""
    return ["/".join(parts) for parts in permutations(words[:MOST_PARTS])]


def cases_of(person_id: int, *, limit: int = LIMIT) -> list[CaseView]:
    """A person's own cases, the newest first; one query."""
    own = Case.objects.filter(applicant_id=person_id).order_by("-opened_at", "-id")
    return [case_view(row) for row in own[:limit]]


def open_cases_of(applicants: Iterable[int], service: str) -> list[CaseView]:
    """The open cases of a service whose applicant is one of these, the oldest first; one query."""
    rows = Case.objects.filter(applicant_id__in=list(applicants), service=service, closed_at=None)
    return [case_view(row) for row in rows.order_by("opened_at", "id")]


def within(reach: Reach) -> QuerySet[Case]:
    """The cases a reach covers, as a filter."""
    if reach.everything:
        return Case.objects.all()
    covered = Q(pk__in=[])
    if reach.applicant_id is not None:
        covered |= Q(applicant_id=reach.applicant_id)
    for clause in reach.clauses:
        covered |= _covered_by(clause)
    return Case.objects.filter(covered)


def _covered_by(clause: Clause) -> Q:
    grant = clause.grant
    held = Task.objects.filter(role=grant.role, organisation_id=grant.organisation_id)
    if clause.scope is Scope.NATIONAL:
        near = ~Q(pk__in=[])
    elif clause.scope is Scope.SUBTREE:
        near = Q(organisation_ids__overlap=list(organisations.ids_inside(grant.organisation_path)))
        near |= Q(id__in=held.filter(kind=REFERRAL).values("case_id"))
    else:
        near = Q(id__in=held.values("case_id"))
        if clause.scope is Scope.OWN:  # and what was referred here from elsewhere
            near = Q(organisation_ids__contains=[grant.organisation_id])
            near |= Q(id__in=held.filter(kind=REFERRAL).values("case_id"))
    near &= Q(confidentiality__lte=grant.clearance)
    return near & Q(service=grant.service) if grant.service else near
