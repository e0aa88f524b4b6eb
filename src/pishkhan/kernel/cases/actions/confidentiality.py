"""How confidential a case is: set with a reason, by who may read it before and after."""

from django.db import transaction

from pishkhan.kernel.cases.actions.handling import assign
from pishkhan.kernel.cases.actions.moving import lock_case, read_task
from pishkhan.kernel.cases.errors import CommentRequired, NotCleared
from pishkhan.kernel.cases.models import Task
from pishkhan.kernel.cases.queries.reading import subject_of
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act, Confidentiality


@transaction.atomic
def set_confidentiality(*, case_id: int, to: Confidentiality, because: str, by: Actor) -> None:
    """Only posts of that clearance see the case from now on, wherever cases are seen.

    Claims of those who may not are released. Raises CommentRequired, NotAllowed, and NotCleared
    where an open task of the case lies with nobody who may.
    """
    if not because.strip():
        raise CommentRequired
    moving = lock_case(case_id)
    organisations.require(by, Act.SET_CONFIDENTIALITY, _both(subject_of(case_id), to))
    if moving.confidentiality == to.level:
        return
    tasks = Task.objects.filter(case_id=case_id)
    for task in tasks.filter(closed_at=None, cartable_id__isnull=False).order_by("id"):
        held = organisations.holders(
            task.organisation_id or 0, task.role, task.service, level=to.level
        )
        if not held:
            raise NotCleared(place=f"{task.role_title} · {task.organisation_name}")
        if task.assignee_id and task.assignee_id not in {one.account_id for one in held}:
            locked = read_task(moving, task.id)
            assign(moving, locked, EventKind.RELEASED, by=by, account_id=None, name="")
    before, moving.confidentiality = moving.confidentiality, to.level
    tasks.update(confidentiality=to.level)
    moving.note(
        EventKind.CONFIDENTIALITY,
        by=by,
        action=to.value,
        comment=because,
        payload={"before": Confidentiality.of(before).value, "after": to.value},
    )
    moving.save(moved=False)


def _both(subject: Subject, to: Confidentiality) -> Subject:
    return Subject(
        service=subject.service,
        organisation_ids=subject.organisation_ids,
        cartables=subject.cartables,
        level=max(subject.level, to.level),
    )
