"""An officer names their own stand-in: for a time, for some of their posts, for one service or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.actions.posts import appoint, end_holding
from pishkhan.kernel.organisations.errors import (
    NoSuchStandIn,
    NotAColleague,
    NothingLent,
    StandInPassed,
    StandInTooLong,
)
from pishkhan.kernel.organisations.models import Holding, Post
from pishkhan.kernel.organisations.queries import colleagues
from pishkhan.kernel.organisations.rules.standing_in import LONGEST, has_passed, is_too_long
from pishkhan.kernel.organisations.spec import HoldingView


@dataclass(frozen=True, kw_only=True, slots=True)
class Lent:
    """What is taken over: a post, for one of its services or for all of them ("")."""

    post_id: int
    service: str = ""


@transaction.atomic
def name_stand_in(
    *, lent: Sequence[Lent], to_account_id: int, from_: datetime, to: datetime, by: Actor
) -> list[HoldingView]:
    """`to_account_id` stands in for the actor from `from_` until `to`; all of `lent` or nothing.

    It ends by itself. What the actor had claimed there goes back to the cartable as it begins.
    Raises NothingLent, StandInPassed, StandInTooLong, NotAColleague and all of `appoint`.
    """
    if not lent or by.account_id is None:
        raise NothingLent
    if has_passed(from_, clock.start_of(clock.today())):
        raise StandInPassed
    if is_too_long(from_, to):
        raise StandInTooLong(most=LONGEST.days)
    for one in lent:
        at = Post.objects.filter(id=one.post_id).values_list("organisation_id", flat=True)
        if to_account_id not in {known.id for known in colleagues(by.account_id, at=at.first())}:
            raise NotAColleague
    return [
        appoint(
            post_id=one.post_id,
            account_id=to_account_id,
            by=by,
            from_=from_,
            to=to,
            on_behalf_of=by.account_id,
            service=one.service,
        )
        for one in lent
    ]


@transaction.atomic
def dismiss_stand_in(*, holding_id: int, by: Actor) -> None:
    """The actor is back early; raises NoSuchStandIn, HoldingOver."""
    own = Holding.objects.filter(id=holding_id, on_behalf_of_id=by.account_id or 0)
    if not own.exists():
        raise NoSuchStandIn
    end_holding(holding_id=holding_id, by=by)
