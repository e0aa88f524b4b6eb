"""With whom a task lies: the cartable it is in, and the claim of somebody who works there."""

from collections.abc import Collection
from typing import Protocol

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


class Placed(Protocol):
    """What every shape of a task says of its place."""

    @property
    def service(self) -> str:
        """Of the case."""

    @property
    def role(self) -> str:
        """Of those it waits for."""

    @property
    def organisation_id(self) -> int | None:
        """None while it is with the applicant."""

    @property
    def assignee_id(self) -> int | None:
        """The account that claimed it."""

    @property
    def confidentiality(self) -> int:
        """How confidential its case is."""


def lies_with(task: Placed, actor: Actor) -> bool:
    """Whether the task is in a cartable of the actor, claimed or not; no query."""
    place = (task.role, task.organisation_id or 0)
    subject = Subject(
        service=task.service, cartables=frozenset({place}), level=task.confidentiality
    )
    return organisations.reach(actor, Act.ACT_ON_TASK).covers(subject)


def may_distribute(task: Placed, actor: Actor) -> bool:
    """Whether the actor hands out the work of the organisation the task lies in."""
    subject = Subject(
        service=task.service,
        organisation_ids=frozenset({task.organisation_id} if task.organisation_id else ()),
        level=task.confidentiality,
    )
    return organisations.reach(actor, Act.DISTRIBUTE).covers(subject)


def is_free(task: Placed, own: Collection[int | None]) -> bool:
    """Whether nobody but the accounts `own` has claimed the task; at most one query.

    The claim of somebody who does not work in the cartable any more counts for nothing.
    """
    return (
        task.assignee_id is None
        or task.assignee_id in own
        or all(
            one.account_id != task.assignee_id
            for one in organisations.holders(task.organisation_id or 0, task.role, task.service)
        )
    )
