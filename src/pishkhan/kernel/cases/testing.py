"""For the tests of others: publish a process from its text, walk any process, check what must hold."""

import atexit
import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.actions.acting import act
from pishkhan.kernel.cases.actions.defects import answer_defects
from pishkhan.kernel.cases.actions.opening import open_case
from pishkhan.kernel.cases.actions.publishing import publish
from pishkhan.kernel.cases.models import ROUTED, Case, CaseEvent, Definition, Task, Timer
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.reading import case, defects
from pishkhan.kernel.cases.registry import register
from pishkhan.kernel.cases.rules.process import Action, Process, State
from pishkhan.kernel.cases.spec import (
    Applicant,
    CaseView,
    Decision,
    Defect,
    Effect,
    Guard,
    Json,
    Params,
)
from pishkhan.kernel.cases.terms import DefectKind, StateKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations


@cache
def _written() -> str:
    """Where the processes of the tests lie until the tests end."""
    folder = tempfile.TemporaryDirectory(prefix="pishkhan-processes-")
    atexit.register(folder.cleanup)
    return folder.name


def published(
    text: str,
    service: str,
    *,
    effects: Mapping[str, Effect] | None = None,
    guards: Mapping[str, Guard] | None = None,
    decisions: Mapping[str, Decision] | None = None,
) -> Definition:
    """Register and publish a process written in a test."""
    path = Path(tempfile.mkdtemp(dir=_written())) / "process.yaml"
    path.write_text(text, encoding="utf-8")
    register(service, path, effects=effects, guards=guards, decisions=decisions)
    return publish(service, by=Actor.system())


def an_open_case(
    service: str,
    organisation_ids: Mapping[str, int],
    *,
    applicant: Applicant | None = None,
    facts: Mapping[str, Json] | None = None,
) -> CaseView:
    """A case of `service`, opened for an applicant of the tests."""
    return open_case(
        service=service,
        applicant=applicant or Applicant(person_id=7, name="مهسا بهرامی‌نیا"),
        organisations=organisation_ids,
        by=Actor.system(),
        facts=facts,
    )


def walk(
    case_id: int,
    *,
    seed: int,
    given: Mapping[str, Params] | None = None,
    free_steps: int = 25,
    limit: int = 120,
) -> CaseView:
    """Press buttons at random until the case ends, checking after each step what must hold.

    `given` are parameters by the name of the action, for guards that want them.

    After `free_steps` the way that leads to an end is taken, so every walk ends; one that does
    not within `limit` steps fails. Whoever may press does: applicant, holders, else the system.
    """
    chance = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    process = process_of(case(case_id).definition_id)
    far = distances(process)
    for step in range(limit):
        check(case_id)
        now = case(case_id)
        if now.closed_at is not None:
            return now
        walker = _Walker(now=now, state=process.states[now.state], given=given or {})
        walker.step(chance, far if step > free_steps else None)
    raise AssertionError(f"the walk of seed {seed} found no end: {now.service} at {now.state}")


def check(case_id: int) -> None:
    """Fail unless the case is sound: numbers without holes, tasks and timers fit its state."""
    row = Case.objects.get(id=case_id)
    numbers = list(
        CaseEvent.objects.filter(case_id=case_id).order_by("seq").values_list("seq", flat=True)
    )
    _hold(numbers == list(range(1, row.seq + 1)), f"numbers of events: {numbers}, {row.seq}")
    state = process_of(row.definition_id).states[row.state]
    tasks = list(Task.objects.filter(ROUTED, case_id=case_id, closed_at=None))
    _hold((row.closed_at is None) == bool(tasks), f"{len(tasks)} open tasks in {row.state}")
    _hold(all(task.state == row.state for task in tasks), "a task of another state is open")
    _hold((state.kind is StateKind.END) == (row.closed_at is not None), "ended, but not in an end")
    _hold(len(tasks) <= max(1, len(state.assign)), "more tasks than seats")
    pending = Timer.objects.filter(case_id=case_id, fired_at=None, is_cancelled=False)
    strays = pending.exclude(task_id__in=[task.id for task in tasks])
    _hold(not strays.exists(), "a timer of a closed task is still pending")
    stuck = bool(tasks) and all(task.suspended_at for task in tasks)
    _hold((row.status == "suspended") == stuck, f"{row.status} with {len(tasks)} tasks")


def distances(process: Process) -> dict[str, int]:
    """How many steps each state is from the nearest end."""
    far = {name: 0 for name, state in process.states.items() if state.kind is StateKind.END}
    while len(far) < len(process.states):
        for name, state in process.states.items():
            known = [far[target] for target in state.targets() if target in far]
            if name not in far and known:
                far[name] = 1 + min(known)
    return far


def _hold(truth: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion
    if not truth:
        raise AssertionError(otherwise)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Walker:
    now: CaseView
    state: State
    given: Mapping[str, Params]

    def step(self, chance: random.Random, far: Mapping[str, int] | None) -> None:
        tasks = list(
            Task.objects.filter(ROUTED, case_id=self.now.id, closed_at=None, suspended_at=None)
        )
        _hold(bool(tasks), f"nobody holds a post: {self.now.suspend_reason}")
        task = chance.choice(tasks)
        buttons = list(self.state.actions.values())
        chance.shuffle(buttons)
        if far is not None:
            buttons.sort(key=lambda action: far[action.to])
        pressed = any(self._press(task, action) for action in buttons)
        _hold(pressed, f"no action of {self.state.name} could be taken")

    def _press(self, task: Task, action: Action) -> bool:
        if self.now.open_defects and task.for_applicant:
            asked = defects(self.now.id, only_open=True)
            answers: dict[str, Json] = {defect.field: "پاسخ تازه" for defect in asked}
            answer_defects(case_id=self.now.id, answers=answers, by=Actor.system())
        found = (Defect(field="person.name", kind=DefectKind.INCORRECT, note="ناخوانا"),)
        for actor in self._actors(task, action):
            try:
                act(
                    task_id=task.id,
                    action=action.name,
                    by=actor,
                    comment="متن",
                    reason="دلیل",
                    defects=found if action.raises_defects else (),
                    params=self._params(action),
                )
            except DomainError:
                continue
            return True
        return False

    def _params(self, action: Action) -> Params:
        slots = {param: self.now.organisations[slot] for slot, param in action.reroute.items()}
        asked = {name: slots.get(name, "نمونه") for name in action.params}
        return {**asked, **self.given.get(action.name, {})}

    def _actors(self, task: Task, action: Action) -> Iterator[Actor]:
        now = self.now
        reserved = self.state.reserved(action.name)
        seats = [(entry.role, now.organisations.get(entry.org)) for entry in reserved]
        if not seats and task.for_applicant:
            yield Actor.citizen(now.applicant_id, now.applicant_name)
        for role, organisation_id in seats or [(task.role, task.organisation_id)]:
            for holder in organisations.holders(organisation_id or 0, role, now.service):
                yield organisations.actor_for_account(holder.account_id)
        yield Actor.system()
