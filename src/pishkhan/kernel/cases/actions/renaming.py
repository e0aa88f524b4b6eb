"""Names of organisations that cartables and open tasks keep a copy of, brought up to date."""

from django.db import transaction
from django.db.models import Q, QuerySet

from pishkhan.kernel.cases.models import Cartable, Case, Task
from pishkhan.kernel.organisations import api as organisations


BATCH = 200  # cases locked at a time


def rename(organisation_id: int) -> int:
    """Write the present name of an organisation wherever work waits for it; how many tasks.

    What was done keeps the name of its day.
    """
    known = organisations.organisation(organisation_id)
    if known is None:
        return 0
    own = Cartable.objects.filter(organisation_id=organisation_id)
    own.update(organisation_name=known.name)
    # By the cartable or as suspended: for either there is an index.
    open_tasks = Task.objects.filter(
        Q(cartable_id__in=list(own.values_list("id", flat=True))) | Q(suspended_at__isnull=False),
        closed_at=None,
        organisation_id=organisation_id,
    ).exclude(organisation_name=known.name)
    cases = sorted(set(open_tasks.values_list("case_id", flat=True)))
    return sum(
        _rename(open_tasks, cases[first : first + BATCH], known.name)
        for first in range(0, len(cases), BATCH)
    )


@transaction.atomic
def _rename(open_tasks: QuerySet[Task], case_ids: list[int], name: str) -> int:
    # The cases first, in their order: the lock order of whoever moves one.
    list(Case.objects.select_for_update().filter(id__in=case_ids).order_by("id").values_list("id"))
    return open_tasks.filter(case_id__in=case_ids).update(organisation_name=name)
