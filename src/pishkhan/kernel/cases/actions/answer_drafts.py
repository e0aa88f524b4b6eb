"""Drafts of decisions: typed for a button, kept until it is pressed."""

from collections.abc import Mapping

from pishkhan.foundation import clock
from pishkhan.kernel.cases.errors import NotYours
from pishkhan.kernel.cases.models import AnswerDraft
from pishkhan.kernel.identity.spec import Actor


def keep_answer(*, case_id: int, action: str, typed: Mapping[str, str], by: Actor) -> None:
    """Keep what was typed for a button; raises NotYours for who is no staff.

    That the actor may see the case is the caller's question.
    """
    if by.account_id is None:
        raise NotYours
    AnswerDraft.objects.update_or_create(
        case_id=case_id,
        account_id=by.account_id,
        action=action,
        defaults={"typed": dict(typed), "saved_at": clock.now()},
    )


def drop_answer(*, case_id: int, by: Actor, action: str = "") -> None:
    """Forget what was typed for a button, or for all of the case: it was pressed, or is not wanted."""
    own = AnswerDraft.objects.filter(case_id=case_id, account_id=by.account_id or 0)
    (own.filter(action=action) if action else own).delete()
