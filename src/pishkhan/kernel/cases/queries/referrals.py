"""The referral tree of a case, and what a sender still follows."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pishkhan.foundation.row_ids import row_id
from pishkhan.kernel.cases.models import Case, Referral, Task
from pishkhan.kernel.cases.queries.searching import within
from pishkhan.kernel.cases.spec import ReferralView
from pishkhan.kernel.cases.terms import ReferralKind, ReferralOutcome
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act


MOST_FOLLOWED = 200
MOST_COUNTED = 1000


def referrals(case_id: int) -> list[ReferralView]:
    """The referral tree of a case, each line after the one it passes on; two queries."""
    rows = list(Referral.objects.filter(case_id=case_id).order_by("sent_at", "id"))
    tasks = _tasks(rows)
    children: dict[int | None, list[Referral]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    return list(_below(None, 0, children, tasks))


def followed(actor: Actor) -> list[ReferralView]:
    """What an actor referred and follows: first what ended unread, then what is open; the newest
    first, of cases that they may still see. Three queries."""
    sent = Referral.objects.filter(sent_by=actor.account_id or 0, read_at=None)
    rows = list(sent.order_by("-sent_at", "-id")[:MOST_FOLLOWED])
    return sorted(_of_cases(rows, actor), key=lambda one: one.ended_at is None)


def sent(actor: Actor, *, after: str = "", limit: int = 25) -> tuple[list[ReferralView], str]:
    """What an actor referred, the newest first, and what to ask the next ones with; three queries.

    Of cases that the actor may still see.
    """
    before = row_id(after)
    rows = Referral.objects.filter(sent_by=actor.account_id or 0).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    views = _of_cases(found[:limit], actor)
    return views, str(found[limit - 1].id) if len(found) > limit else ""


def unread(actor: Actor) -> int:
    """How many of an actor's referrals ended and are not read; stops at a thousand. One query."""
    ended = Referral.objects.filter(
        sent_by=actor.account_id or 0, read_at=None, ended_at__isnull=False
    ).exclude(outcome=ReferralOutcome.TAKEN_BACK.value)
    return ended[:MOST_COUNTED].count()


def orders_of(actor: Actor, *, limit: int = 8) -> list[str]:
    """The orders an actor writes most often, of their last referrals; one query."""
    last = Referral.objects.filter(sent_by=actor.account_id or 0).exclude(order="")
    texts = last.order_by("-id").values_list("order", flat=True)[:MOST_FOLLOWED]
    return [text for text, _times in Counter(texts).most_common(limit)]


def _of_cases(rows: list[Referral], actor: Actor) -> list[ReferralView]:
    tasks = _tasks(rows)
    seen = within(organisations.reach(actor, Act.VIEW_CASE))
    cases = seen.in_bulk([row.case_id for row in rows])
    return [
        _view(row, 0, tasks.get(row.task_id), cases[row.case_id])
        for row in rows
        if row.case_id in cases
    ]


def referral_of(task_id: int) -> ReferralView | None:
    """The open or ended referral that a task in an inbox stands for, None for other tasks."""
    row = Referral.objects.filter(task_id=task_id).first()
    return _view(row, 0, Task.objects.filter(id=task_id).first()) if row else None


def _tasks(rows: Iterable[Referral]) -> Mapping[int, Task]:
    return Task.objects.in_bulk([row.task_id for row in rows])


def _below(
    parent: int | None, depth: int, children: Mapping[int | None, list[Referral]],
    tasks: Mapping[int, Task],
) -> Iterable[ReferralView]:  # fmt: skip
    for row in children.get(parent, ()):
        yield _view(row, depth, tasks.get(row.task_id))
        yield from _below(row.id, depth + 1, children, tasks)


def _view(row: Referral, depth: int, task: Task | None, case: Case | None = None) -> ReferralView:
    return ReferralView(
        id=row.id,
        case_id=row.case_id,
        task_id=row.task_id,
        parent_id=row.parent_id,
        depth=depth,
        kind=ReferralKind(row.kind),
        order=row.order,
        sent_by=row.sent_by,
        sent_by_name=row.sent_by_name,
        sent_place=row.sent_place,
        to_place=row.to_place,
        to_name=row.to_name,
        sent_at=row.sent_at,
        due_at=task.due_at if task else None,
        seen_at=task.seen_at if task else None,
        ended_at=row.ended_at,
        ended_by_name=row.ended_by_name,
        outcome=ReferralOutcome(row.outcome) if row.outcome else None,
        answer=row.answer,
        read_at=row.read_at,
        reference=case.reference if case else "",
        applicant_name=case.applicant_name if case else "",
        is_blocking=row.is_blocking,
    )
