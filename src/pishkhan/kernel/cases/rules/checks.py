"""What must hold before a process is published; each check returns its faults as sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pishkhan.kernel.cases.rules.process import Process, State, TimerRule
from pishkhan.kernel.cases.terms import StateKind, TimerDeed, TimerMoment
from pishkhan.kernel.organisations.terms import OrganisationKind, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """The names the service has bound to functions; a decision's with its outcomes."""

    effects: frozenset[str] = frozenset()
    guards: frozenset[str] = frozenset()
    decisions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    roles: frozenset[str] | None = None  # whose holders do tasks; None: not checked


def faults_of(process: Process, bound: Bound) -> list[str]:
    """Everything that forbids publication, in the order of the file."""
    faults = [*_frame(process, bound), *_places(process, bound)]
    for state in process.states.values():
        faults += [f"{state.name}: {fault}" for fault in _state(process, state, bound)]
    return faults + (list(_reach(process)) if not faults else [])


def _frame(process: Process, bound: Bound) -> Iterator[str]:
    if process.start not in process.states:
        yield f"آغاز ناشناخته است: {process.start}"
    elif process.states[process.start].kind is StateKind.END:
        yield "آغاز نمی‌تواند پایان باشد"
    if process.version < 1:
        yield "نسخه باید از ۱ آغاز شود"
    for name in process.main:
        if name not in process.states:
            yield f"مسیر اصلی به مرحلهٔ ناشناخته می‌رسد: {name}"
    for effect in sorted({*process.on_suspended, *process.on_resumed} - bound.effects):
        yield f"اثر ناشناخته: {effect}"


def _places(process: Process, bound: Bound) -> Iterator[str]:
    for slot in sorted(process.kinds.keys() - set(process.orgs)):
        yield f"kinds جای سازمان ناشناخته دارد: {slot}"
    known_kinds = {kind.value for kind in OrganisationKind}
    for kind in sorted(set(process.kinds.values()) - known_kinds):
        yield f"نوع سازمان ناشناخته: {kind}"
    for role in sorted(process.requested - process.roles_named()):
        yield f"requested نقشی دارد که هیچ مرحله‌ای نمی‌خواهد: {role}"
    if bound.roles is not None:
        for role in sorted(process.roles_named() - bound.roles):
            if role in {one.value for one in Role}:
                yield f"دارندهٔ این نقش کاری انجام نمی‌دهد، پس پرونده نزد او می‌ماند: {role}"
            else:
                yield f"نقش ناشناخته: {role}"


def _state(process: Process, state: State, bound: Bound) -> Iterator[str]:
    yield from _targets(process, state)
    yield from _names(state, bound)
    yield from _slots(process, state)
    yield from _timers(process, state)
    yield from _kind(process, state, bound)


def _kind(process: Process, state: State, bound: Bound) -> Iterator[str]:
    match state.kind:
        case StateKind.HUMAN:
            yield from _human(process, state)
        case StateKind.DECISION:
            yield from _decision(state, bound)
        case _:
            yield from _machine(state)


def _machine(state: State) -> Iterator[str]:
    if state.kind is StateKind.WAIT and not (state.event and state.actions and state.timers):
        yield "انتظار باید رویداد، اقدام و دست‌کم یک زمان‌سنج داشته باشد"
    if state.kind is StateKind.SERVICE and not (state.call and state.actions):
        yield "کار سامانه باید call و to داشته باشد"
    if state.kind is StateKind.END and (state.actions or state.assign or not state.outcome):
        yield "پایان فقط outcome دارد، نه اقدام و نه گیرنده"


def _targets(process: Process, state: State) -> Iterator[str]:
    targets = [*state.targets(), *([state.reopens.to] if state.reopens else [])]
    for target in targets:
        if target not in process.states:
            yield f"مقصد ناشناخته: {target}"
    for action in state.actions.values():
        asked = process.states.get(action.to)
        if action.raises_defects and asked and not asked.with_applicant:
            yield f"{action.name}: نقص را متقاضی رفع می‌کند؛ مقصد باید مرحلهٔ او باشد"
    if state.reopens and state.kind is not StateKind.END:
        yield "بازگشایی فقط برای پایان است؛ برای مرحلهٔ باز also بنویسید"
    if state.reopens and not (state.reopens.applicant or state.reopens.role):
        yield "بازگشایی باید گفته باشد که حق کیست"


def _names(state: State, bound: Bound) -> Iterator[str]:
    actions = state.actions.values()
    effects = [*state.effects, *(e for a in actions for e in a.effects)]
    effects += [e for timer in state.timers for e in timer.effects]
    for effect in sorted(set(effects) - bound.effects):
        yield f"اثر ناشناخته: {effect}"
    for guard in sorted({a.guard for a in actions if a.guard} - bound.guards):
        yield f"شرط ناشناخته: {guard}"
    for entry in state.also:
        for name in sorted(entry.actions - state.actions.keys()):
            yield f"also اقدام ناشناخته دارد: {name}"
    for name in sorted(state.bulk - state.actions.keys()):
        yield f"bulk اقدام ناشناخته دارد: {name}"
    for action in actions:
        for param in sorted(set(action.reroute.values()) - action.params.keys()):
            yield f"{action.name}: پارامتر مسیر تعریف نشده است: {param}"


def _slots(process: Process, state: State) -> Iterator[str]:
    slots = {entry.org for entry in state.assign} | {entry.org for entry in state.also}
    slots |= {entry.org for entry in state.needs}
    slots |= {slot for action in state.actions.values() for slot in action.reroute}
    slots |= {state.reopens.org} if state.reopens else set()
    for slot in sorted(slots - set(process.orgs) - {""}):
        yield f"جای سازمان ناشناخته است: {slot}"
    for entry in state.assign:
        if not (entry.applicant or (entry.role and entry.org)):
            yield "گیرنده باید نقش و سازمان داشته باشد یا متقاضی باشد"
    if state.needs and state.kind is not StateKind.HUMAN:
        yield "needs فقط برای مرحلهٔ انسانی است"
    if not all(entry.role and entry.org for entry in state.needs):
        yield "needs باید نقش و سازمان داشته باشد"
    if any(entry.least < 1 for entry in state.needs):
        yield "needs دست‌کم یک نفر می‌خواهد"


def _timers(process: Process, state: State) -> Iterator[str]:
    names = [timer.name for timer in state.timers]
    if len(names) != len(set(names)):
        yield "دو زمان‌سنج یک نام دارند"
    for timer in state.timers:
        if timer.deed is TimerDeed.TAKE and timer.action not in state.actions:
            yield f"زمان‌سنج {timer.name} اقدام ناشناخته دارد: {timer.action}"
        if timer.deed is TimerDeed.ESCALATE and not timer.to_role:
            yield f"زمان‌سنج {timer.name} to_role ندارد"
        if timer.moment is not TimerMoment.AFTER and not state.due:
            yield f"زمان‌سنج {timer.name} به due نیاز دارد"
        if timer.deed is not TimerDeed.ESCALATE and (timer.move or timer.to_parent):
            yield f"زمان‌سنج {timer.name}: move و to_parent فقط برای escalate است"
        yield from _silence(process, state, timer)


def _silence(process: Process, state: State, timer: TimerRule) -> Iterator[str]:
    for_staff = _works(state)
    if timer.silence and not (for_staff and timer.deed is TimerDeed.TAKE):
        yield f"زمان‌سنج {timer.name}: silence فقط برای take در مرحلهٔ کارکنان است"
    if timer.silence and not timer.ground.strip():
        yield f"زمان‌سنج {timer.name}: مبنای قانونی (ground) سکوت اداره نوشته نشده است"
    taken = state.actions.get(timer.action) if timer.deed is TimerDeed.TAKE else None
    target = process.states.get(taken.to) if taken else None
    # That other staff get the task decides nothing; whatever else it leads to, the law must say.
    if for_staff and target and not _works(target) and not timer.silence:
        yield f"زمان‌سنج {timer.name} به جای کارکنان اقدام می‌کند؛ silence و ground لازم است"


def _works(state: State) -> bool:
    return state.kind is StateKind.HUMAN and not state.with_applicant


def _human(process: Process, state: State) -> Iterator[str]:
    if not state.actions:
        yield "مرحلهٔ انسانی بی‌اقدام است"
    if not state.assign:
        yield "مرحلهٔ انسانی گیرنده ندارد"
    if len(state.assign) > 1 and not state.vote:
        yield "چند گیرنده بدون قاعدهٔ رأی"
    if state.vote and not {state.vote.yes, state.vote.no} <= state.actions.keys():
        yield "رأی باید دو اقدام همین مرحله را نام ببرد"
    for other in state.not_same_actor:
        if other not in process.states:
            yield f"not_same_actor مرحلهٔ ناشناخته دارد: {other}"


def _decision(state: State, bound: Bound) -> Iterator[str]:
    outcomes = bound.decisions.get(state.decide)
    if outcomes is None:
        yield f"قاعدهٔ ناشناخته: {state.decide}"
    elif outcomes != state.outcomes.keys():
        yield f"نتیجه‌های قاعده با مقصدها یکی نیست: {'، '.join(sorted(outcomes ^ state.outcomes.keys()))}"


def _reach(process: Process) -> Iterator[str]:
    reopened = {s.name: [s.reopens.to] for s in process.states.values() if s.reopens}
    ahead = {s.name: [*s.targets(), *reopened.get(s.name, [])] for s in process.states.values()}
    for name in sorted(process.states.keys() - _closure([process.start], ahead)):
        yield f"به مرحلهٔ {name} هرگز نمی‌رسیم"
    behind: dict[str, list[str]] = {name: [] for name in process.states}
    for state in process.states.values():
        for target in state.targets():
            behind[target].append(state.name)
    ends = [s.name for s in process.states.values() if s.kind is StateKind.END]
    for name in sorted(process.states.keys() - _closure(ends, behind)):
        yield f"از مرحلهٔ {name} هرگز به پایان نمی‌رسیم"

    unattended = {
        s.name: [target for target in s.targets() if _runs_by_itself(process.states[target])]
        for s in process.states.values()
    }
    for name, state in process.states.items():
        if _runs_by_itself(state) and name in _closure(unattended[name], unattended):
            yield f"از مرحلهٔ {name} بی‌آنکه انسانی در میان باشد به خودش می‌رسیم"


def _runs_by_itself(state: State) -> bool:
    return state.kind not in {StateKind.HUMAN, StateKind.WAIT, StateKind.END}


def _closure(start: Iterable[str], steps: Mapping[str, Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += steps[name]
    return seen
