"""Searching cases by name, identifier or letter number, as far as the actor reaches."""

from itertools import permutations

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from pishkhan.foundation.text import fold
from pishkhan.kernel.cases.models import Case, Task
from pishkhan.kernel.cases.queries.reading import case_view
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.cases.terms import REFERRAL
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Clause, Reach
from pishkhan.kernel.organisations.terms import Act, Scope


LIMIT = 50
MOST_PARTS = 3  # of a letter number: sequence, unit, year


def search(actor: Actor, text: str, *, limit: int = LIMIT) -> list[CaseView]:
    """Cases whose name, identifier or letter number has every word of `text`.

    Words are folded and may come in any order, so 172429/4 and 4/172429 find the same letter; it
    comes before the letters whose numbers only contain these, and the newest before the older.
    """
    words = fold(text).split()
    reach = organisations.reach(actor, Act.SEARCH_CASES)
    if not words:
        return []
    found = within(reach)
    for word in words:
        found = found.filter(search_key__contains=word)
    exact = ExpressionWrapper(Q(reference__in=_spellings(words)), output_field=BooleanField())
    return [case_view(row) for row in found.order_by(exact.desc(), "-opened_at", "-id")[:limit]]


def _spellings(words: list[str]) -> list[str]:
    """The letter numbers that these words may be, were they the parts of one."""
    return ["/".join(parts) for parts in permutations(words[:MOST_PARTS])]


def cases_of(person_id: int, *, limit: int = LIMIT) -> list[CaseView]:
    """A person's own cases, the newest first; one query."""
    own = Case.objects.filter(applicant_id=person_id).order_by("-opened_at", "-id")
    return [case_view(row) for row in own[:limit]]


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
    if clause.scope is Scope.NATIONAL:
        near = ~Q(pk__in=[])
    elif clause.scope is Scope.SUBTREE:
        near = Q(organisation_ids__overlap=list(organisations.ids_inside(grant.organisation_path)))
    else:
        held = Task.objects.filter(role=grant.role, organisation_id=grant.organisation_id)
        near = Q(id__in=held.values("case_id"))
        if clause.scope is Scope.OWN:  # and what was referred here from elsewhere
            near = Q(organisation_ids__contains=[grant.organisation_id])
            near |= Q(id__in=held.filter(kind=REFERRAL).values("case_id"))
    return near & Q(service=grant.service) if grant.service else near
