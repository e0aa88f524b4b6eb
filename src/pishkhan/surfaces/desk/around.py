"""What stands around a decision: referrals, labels, colleagues who look too, how secret it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.api import LabelView
from pishkhan.kernel.cases.spec import CaseView, ReferralView, TaskRow
from pishkhan.kernel.cases.terms import ReferralKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Confidentiality, Subject
from pishkhan.surfaces.desk import words
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web.sentences import translated


ONLY_TO_READ = frozenset({ReferralKind.INFORMATION, ReferralKind.COPY})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralLine:
    """A line of the referral tree as it is drawn."""

    one: ReferralView
    state: Tag
    deadline: Tag | None
    is_mine_to_answer: bool
    may_take_back: bool
    may_lift: bool

    @property
    def only_to_read(self) -> bool:
        """Whether it came to be read and wants no words."""
        return self.one.kind in ONLY_TO_READ

    @property
    def indent(self) -> int:
        """How deep it is drawn: a tree deeper than this is not read on a phone."""
        return min(self.one.depth, 4)


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelTick:
    """A label to put on the case or take off."""

    label: LabelView
    is_on: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """All of it; `refer_from` is the task that lets the actor refer, None where nothing does."""

    referrals: tuple[ReferralLine, ...]
    refer_from: int | None
    labels: tuple[LabelTick, ...]
    beside: tuple[tuple[str, str], ...]
    standing_in_for: tuple[str, ...]
    level: Confidentiality
    levels: tuple[tuple[str, str], ...]
    is_blocked: bool

    @property
    def to_answer(self) -> tuple[ReferralLine, ...]:
        """What the actor is asked."""
        return tuple(line for line in self.referrals if line.is_mine_to_answer)

    @property
    def on(self) -> tuple[LabelView, ...]:
        """The labels of the case."""
        return tuple(tick.label for tick in self.labels if tick.is_on)

    @property
    def blocking(self) -> tuple[ReferralLine, ...]:
        """Opinions that must be in before anybody decides."""
        return tuple(x for x in self.referrals if x.one.is_blocking and x.one.ended_at is None)


def around(view: CaseView, tasks: Sequence[TaskRow], actor: Actor, subject: Subject) -> Around:
    """What stands around a case; about six queries, one more for each open referral."""
    tree = cases.referrals(view.id)
    mine = [task for task in tasks if not task.suspended and cases.lies_with(task, actor)]
    asked = {one.task_id: task for one in tree for task in [_asked(one, actor)] if task}
    free = [task for task in (*mine, *asked.values()) if _is_free(task, actor)]
    has_case = bool(mine)
    on = {one.id for one in cases.labels_on([view.id], actor).get(view.id, ())}
    blocked = any(one.is_blocking and one.ended_at is None for one in tree)
    return Around(
        referrals=tuple(_line(one, actor, asked, has_case=has_case) for one in tree),
        refer_from=free[0].id if free else None,
        labels=tuple(LabelTick(label=x, is_on=x.id in on) for x in cases.labels_of(actor)),
        beside=beside(view.id, actor),
        standing_in_for=_standing_in_for(actor, [*mine, *asked.values()]),
        level=Confidentiality.of(view.confidentiality),
        levels=_levels(actor, subject),
        is_blocked=blocked and has_case,
    )


def beside(case_id: int, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Colleagues who have the case open, each with the hour since when."""
    return tuple((one.name, words.hour(one.since)) for one in cases.beside(case_id, actor))


def see(case_id: int, actor: Actor) -> None:
    """What was referred to the actor here is seen now; the answers to what they asked are read."""
    cases.be_present(case_id=case_id, by=actor)
    for one in cases.referrals(case_id):
        if one.seen_at is None and one.ended_at is None:
            cases.mark_seen(task_id=one.task_id, by=actor)
    cases.read_answers(case_id=case_id, by=actor)


def _asked(one: ReferralView, actor: Actor) -> TaskRow | None:
    if one.ended_at is not None:
        return None
    task = cases.task(one.task_id)
    return task if cases.lies_with(task, actor) and not task.suspended else None


def _is_free(task: TaskRow, actor: Actor) -> bool:
    return cases.is_free(task, {actor.account_id, *(g.on_behalf_of for g in actor.grants)})


def _line(
    one: ReferralView, actor: Actor, asked: dict[int, TaskRow], *, has_case: bool
) -> ReferralLine:
    is_open, is_own = one.ended_at is None, one.sent_by == actor.account_id
    return ReferralLine(
        one=one,
        state=state_of(one),
        deadline=words.deadline(one.due_at) if is_open else None,
        is_mine_to_answer=one.task_id in asked and _is_free(asked[one.task_id], actor),
        may_take_back=is_open and is_own and one.seen_at is None,
        may_lift=is_open and one.is_blocking and (is_own or has_case),
    )


def state_of(one: ReferralView) -> Tag:
    """How far a referral has come, in a word."""
    if one.outcome is not None:
        returned = one.outcome.value in {"returned", "taken_back", "case_closed"}
        return Tag(text=one.outcome.label, kind="warn" if returned else "ok")
    is_late = one.due_at is not None and one.due_at < clock.now()
    label = _("دیده شده") if one.seen_at else _("دیده نشده")
    return Tag(text=label, kind="bad" if is_late else ("info" if one.seen_at else ""))


def _standing_in_for(actor: Actor, tasks: Sequence[TaskRow]) -> tuple[str, ...]:
    """In whose place the actor would decide here."""
    reach = organisations.reach(actor, Act.ACT_ON_TASK)
    names: list[str] = []
    for task in tasks:
        place = frozenset({(task.role, task.organisation_id or 0)})
        subject = Subject(service=task.service, cartables=place, level=task.confidentiality)
        grant = reach.grant_for(subject)
        if grant is not None and grant.on_behalf_of_name:
            names.append(grant.on_behalf_of_name)
    return tuple(dict.fromkeys(names))


def _levels(actor: Actor, subject: Subject) -> tuple[tuple[str, str], ...]:
    """The levels that the actor may set here, none if they may not."""
    reach = organisations.reach(actor, Act.SET_CONFIDENTIALITY)
    grant = reach.grant_for(subject)
    if grant is None:
        return ()
    highest = max(clause.grant.clearance for clause in reach.clauses)
    return tuple((x.value, translated(x.label)) for x in Confidentiality if x.level <= highest)
