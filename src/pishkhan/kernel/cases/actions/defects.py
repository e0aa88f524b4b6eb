"""The correction loop: what is wrong is raised, answered with the old value beside the new."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max, QuerySet

from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.moving import Moving, lock_case
from pishkhan.kernel.cases.errors import NotYours
from pishkhan.kernel.cases.models import Defect as DefectRow
from pishkhan.kernel.cases.spec import Defect, Json
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.identity.spec import Actor, ActorKind


def raise_defects(moving: Moving, defects: Sequence[Defect], by: Actor) -> None:
    """Write a new round of defects; what was still open in an older round is withdrawn."""
    withdraw_defects(moving)
    last = DefectRow.objects.filter(case_id=moving.id).aggregate(last=Max("round"))["last"] or 0
    DefectRow.objects.bulk_create(
        DefectRow(
            case_id=moving.id,
            round=last + 1,
            field=defect.field,
            kind=defect.kind.value,
            note=defect.note,
            old_value=defect.old,
            raised_at=moving.at,
            raised_by=by.account_id,
            raised_by_name=by.name,
        )
        for defect in defects
    )
    moving.open_defects = len(defects)


def withdraw_defects(moving: Moving) -> None:
    """What is open is no longer asked for."""
    if moving.open_defects:
        _open(moving.id).update(is_withdrawn=True)
        moving.open_defects = 0


@transaction.atomic
def answer_defects(
    *,
    case_id: int,
    answers: Mapping[str, Json],
    by: Actor,
    old: Mapping[str, Json] | None = None,
    facts: Mapping[str, Json] | None = None,
) -> int:
    """Resolve the open defects whose field is in `answers`; how many are still open.

    The new value is kept beside the old one (`old` fills it in where it was not known when the
    defect was raised); `facts`, if given, replaces the facts that decisions read. The applicant
    then presses the button that returns the case.
    Raises NotYours.
    """
    moving = lock_case(case_id)
    if by.kind is not ActorKind.SYSTEM and by.person_id != moving.applicant_id:
        raise NotYours
    answered = list(_open(case_id).filter(field__in=list(answers)))
    for row in answered:
        row.new_value = answers[row.field]
        row.old_value = (old or {}).get(row.field, row.old_value)
        row.resolved_at = moving.at
    DefectRow.objects.bulk_update(answered, ["new_value", "old_value", "resolved_at"])
    moving.open_defects -= len(answered)
    moving.note(
        EventKind.DEFECTS_ANSWERED, by=by, payload={"fields": [row.field for row in answered]}
    )
    if facts is not None:
        writing.run(
            "UPDATE cases_case SET facts = %s WHERE id = %s",
            [writing.dumped(dict(facts)), case_id],
        )
    moving.save(moved=False)
    return moving.open_defects


def _open(case_id: int) -> QuerySet[DefectRow]:
    return DefectRow.objects.filter(case_id=case_id, resolved_at=None, is_withdrawn=False)
