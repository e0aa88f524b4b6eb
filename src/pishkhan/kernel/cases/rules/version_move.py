"""Taking running cases to another version: what must hold, and what changes for a case.

Research/workflow.md § 5.6: never a state that is not there, never another desk in silence, never a
rewritten history; deadlines stay.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pishkhan.kernel.cases.rules.process import Process, State
from pishkhan.kernel.cases.terms import StateKind


@dataclass(frozen=True, kw_only=True, slots=True)
class StateMove:
    """What the move means for the cases that stand in one state.

    `is_anew`: they are referred anew, that is their task is closed and the new state entered with
    a deadline of its own; nothing of that is taken back by a roll-back.
    """

    state: str
    title: str
    target: str
    target_title: str
    actions_gone: tuple[str, ...] = ()
    actions_new: tuple[str, ...] = ()
    timers_gone: tuple[str, ...] = ()
    timers_new: tuple[str, ...] = ()
    is_anew: bool = False
    faults: tuple[str, ...] = ()


def state_moves(
    old: Process,
    new: Process,
    mapping: Mapping[str, str],
    standing: Iterable[str],
    anew: Collection[str] = (),
) -> list[StateMove]:
    """One line for each state in which cases stand; a state without a mapping keeps its name."""
    return [
        _state_move(old, new, name, mapping.get(name, name), mapping, is_anew=name in anew)
        for name in standing
    ]


def _state_move(
    old: Process, new: Process, name: str, target: str, mapping: Mapping[str, str], *, is_anew: bool
) -> StateMove:
    before, after = old.states[name], new.states.get(target)
    if after is None:
        return StateMove(
            state=name,
            title=before.title,
            target=target,
            target_title="",
            faults=(f"مرحلهٔ «{target}» در نسخهٔ تازه نیست",),
        )
    actions, timers = _names(before.actions), {timer.name for timer in before.timers}
    new_actions, new_timers = _names(after.actions), {timer.name for timer in after.timers}
    return StateMove(
        state=name,
        title=before.title,
        target=target,
        target_title=after.title,
        actions_gone=_titles(before, actions - new_actions),
        actions_new=_titles(after, new_actions - actions),
        timers_gone=tuple(sorted(timers - new_timers)),
        timers_new=tuple(sorted(new_timers - timers)),
        is_anew=is_anew,
        faults=(*(_faults_anew if is_anew else _faults)(before, after, mapping), *_slots(old, new)),
    )


def _faults(before: State, after: State, mapping: Mapping[str, str]) -> Iterator[str]:
    if before.kind is not after.kind:
        yield f"نوع مرحله عوض می‌شود: {before.kind.label} ← {after.kind.label}"
    if before.assign != after.assign:
        yield "مسئول مرحله عوض می‌شود؛ چنین پرونده‌ای را باید آشکارا ارجاع داد"
    if (before.call, before.event) != (after.call, after.event):
        yield "آنچه مرحله چشم به راه آن است عوض می‌شود"
    if (before.vote is None) != (after.vote is None) or (
        before.vote
        and after.vote
        and (before.vote.yes, before.vote.no) != (after.vote.yes, after.vote.no)
    ):
        yield "شیوهٔ رأی‌گیری عوض می‌شود"
    renamed = {old for old, new in mapping.items() if old != new}
    apart = set(after.not_same_actor) & {mapping[old] for old in renamed}
    if apart:
        yield f"جدایی وظایف به مرحله‌ای وابسته است که نامش عوض شده: {'، '.join(sorted(apart))}"


def _faults_anew(before: State, after: State, _mapping: Mapping[str, str]) -> Iterator[str]:
    if before.kind is not StateKind.HUMAN:
        yield "فقط کاری که نزد کسی است از نو ارجاع می‌شود"
    if after.kind is StateKind.END:
        yield "از نو ارجاع دادن پرونده را پایان نمی‌دهد"


def _slots(old: Process, new: Process) -> Iterator[str]:
    missing = set(new.orgs) - set(old.orgs)
    if missing:
        yield f"نسخهٔ تازه سازمانی می‌خواهد که پرونده ندارد: {'، '.join(sorted(missing))}"


def _names(named: Mapping[str, object]) -> set[str]:
    return set(named)


def _titles(state: State, names: set[str]) -> tuple[str, ...]:
    return tuple(state.actions[name].title for name in sorted(names))
