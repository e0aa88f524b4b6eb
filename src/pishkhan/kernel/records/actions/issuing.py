"""Documents of the register get their codes: a roll when it was closed by two people, a late one alone."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.records.errors import NoSuchRecord, RollUnsigned
from pishkhan.kernel.records.models import Document, Roll
from pishkhan.kernel.records.queries.facts import facts_of_all
from pishkhan.kernel.records.terms import LogClass, RollState
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import CodeView


AT_ONCE = 500


def issue_roll(roll_id: int) -> int:
    """Get codes for all documents of a closed roll that have none; how many got one. Safe to run twice."""
    roll = Roll.objects.filter(id=roll_id, state=RollState.CLOSED).first()
    if roll is None:
        return 0
    waiting = Document.objects.filter(
        institution_id=roll.institution_id, year=roll.year, has_code=False, is_withdrawn=False
    ).exclude(log_class=LogClass.LATE)
    return sum(
        _issue(some, Actor.system()) for some in _some(sorted(waiting.values_list("id", flat=True)))
    )


@transaction.atomic
def issue_code(document_id: int, *, by: Actor) -> CodeView:
    """The code of one document; whether two people have approved it the caller has seen to.

    Raises NoSuchRecord, and RollUnsigned while a program's record waits for its roll to be closed
    and nobody acts: the platform itself issues by rolls only.
    """
    row = Document.objects.select_for_update().filter(id=document_id, is_withdrawn=False).first()
    if row is None:
        raise NoSuchRecord
    if by.account_id is None and not row.has_code and not _is_closed(row):
        raise RollUnsigned
    _issue([document_id], by)
    found = verification.code_of(document_id)
    if found is None:
        raise NoSuchRecord
    return found


def _is_closed(row: Document) -> bool:
    rolls = Roll.objects.filter(institution_id=row.institution_id, year=row.year)
    return rolls.filter(state=RollState.CLOSED).exists()


@transaction.atomic
def _issue(document_ids: Sequence[int], by: Actor) -> int:
    rows = Document.objects.select_for_update().filter(
        id__in=document_ids, has_code=False, is_withdrawn=False
    )
    by_class: dict[str, list[int]] = {}
    for row in rows.order_by("id"):
        by_class.setdefault(row.log_class, []).append(row.id)
    for log_class, several in by_class.items():
        facts = facts_of_all(several)
        verification.issue_all(facts, log_class=LogClass(log_class), by=by)
        done = [one.document_id for one in facts]
        Document.objects.filter(id__in=done).update(has_code=True)
        record("records.code_issued", target="document", target_id=done[0] if done else 0, by=by,
               after={"count": len(done), "log_class": log_class})  # fmt: skip
    return sum(map(len, by_class.values()))


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
