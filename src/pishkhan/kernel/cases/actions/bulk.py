"""One button on many tasks: each succeeds or is refused on its own, with the same checks."""

from collections.abc import Iterable

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.actions.acting import act
from pishkhan.kernel.cases.errors import NoSuchAction, TooMany
from pishkhan.kernel.cases.models import ROUTED, Case, Task
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.identity.spec import Actor


MOST = 50


def act_on_many(
    *, task_ids: Iterable[int], action: str, by: Actor, comment: str = "", reason: str = ""
) -> dict[int, DomainError | None]:
    """Press `action` on each task; the refusal of each, None where it was done.

    Each in a transaction of its own: one that held several cases, and counters of letters, could
    lock out another. Only actions that the state lists under `bulk`. Raises TooMany above 50.
    """
    wanted = sorted(set(task_ids))
    if len(wanted) > MOST:
        raise TooMany(most=MOST)
    allowed = _allowed(wanted, action)
    results: dict[int, DomainError | None] = {}
    for task_id in wanted:
        try:
            if task_id not in allowed:
                raise NoSuchAction
            act(task_id=task_id, action=action, by=by, comment=comment, reason=reason)
            results[task_id] = None
        except DomainError as refusal:
            results[task_id] = refusal
    return results


def _allowed(task_ids: list[int], action: str) -> set[int]:
    tasks = list(Task.objects.filter(ROUTED, id__in=task_ids).values_list("id", "case_id", "state"))
    definitions = dict(
        Case.objects.filter(id__in=[case_id for _id, case_id, _state in tasks]).values_list(
            "id", "definition_id"
        )
    )
    return {
        task_id
        for task_id, case_id, state in tasks
        if action in process_of(definitions[case_id]).states[state].bulk
    }
