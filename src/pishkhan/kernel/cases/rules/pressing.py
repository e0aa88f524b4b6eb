"""What pressing a button needs, from values alone."""

from collections.abc import Mapping

from pishkhan.kernel.cases.errors import (
    Blocked,
    CommentRequired,
    DefectsRequired,
    ParamRequired,
    ReasonRequired,
)
from pishkhan.kernel.cases.rules.process import Action
from pishkhan.kernel.cases.terms import CommentRule, VoteRule


def require_words(
    action: Action, *, comment: str, reason: str, defects: int, params: Mapping[str, object]
) -> None:
    """Raise for whatever the action wants and was not given."""
    if action.comment is CommentRule.REQUIRED and not comment:
        raise CommentRequired
    if action.reason and not reason:
        raise ReasonRequired
    if action.raises_defects and not defects:
        raise DefectsRequired
    for name, is_required in action.params.items():
        if is_required and params.get(name) in (None, ""):
            raise ParamRequired(name=name)


def require_no_open_defects(action: Action, open_defects: int) -> None:
    """Raise Blocked while defects are open, but for actions that raise more or pass them by."""
    if open_defects and not (action.raises_defects or action.despite_defects):
        raise Blocked(open=open_defects)


def tally(rule: VoteRule, *, yes: int, no: int, seats: int) -> bool | None:
    """The verdict of a vote, None while it is open."""
    need = {VoteRule.ALL: seats, VoteRule.ANY: 1, VoteRule.MAJORITY: seats // 2 + 1}[rule]
    if yes >= need:
        return True
    return False if seats - no < need else None
