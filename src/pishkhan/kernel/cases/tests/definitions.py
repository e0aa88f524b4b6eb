"""Processes that nobody thought of: drawn by hypothesis, always publishable, always with a way out.

`go` leads towards an end from every state, so that whoever presses it often enough arrives.
"""

import json
from dataclasses import dataclass, field

from hypothesis import strategies as st

from pishkhan.kernel.cases.spec import Decided, Decision


ROLES = ("expert", "signer", "office_manager")
SLOTS = ("here", "there")
KINDS = ("human", "human", "human", "votes", "applicant", "decision", "wait", "service")
JOB = "cases.test_anything"
MANAGER = "office_manager"
RENAMED = "_2"

odds = st.integers(0, 3).map(lambda drawn: drawn == 3)  # rarely, and simply not at all
roles = st.sampled_from(ROLES)
slots = st.sampled_from(SLOTS)
dues = st.sampled_from([{}, {"working_days": 2}, {"days": 3}, {"hours": 5}, {"working_days": 9}])


@dataclass(kw_only=True)
class Coin:
    """What the rule of the decisions says next; its sides are the outcomes."""

    side: str = "go"
    told: list[str] = field(default_factory=list)

    @property
    def decisions(self):
        toss = Decision(
            outcomes=frozenset({"go", "other"}),
            decide=lambda _facts: Decided(outcome=self.side, because=("ماده ۱",)),
        )
        return {"coin": toss}

    @property
    def effects(self):
        return {"tell": lambda step: self.told.append(step.state)}


@st.composite
def bodies(draw, service="anything"):
    """The body of a process: a chain of states with ways back, aside and out."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))
    names = [f"s{n}" for n in range(len(kinds))]
    people = [name for name, kind in zip(names, kinds, strict=True) if kind in {"human", "votes"}]
    ends = ["done", "refused"]
    # Whoever comes back comes to a person: machines among themselves would never stop.
    asked = [name for name, kind in zip(names, kinds, strict=True) if kind == "applicant"]
    back = [*people, *asked, *ends]
    states = {}
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        after = [*names[place + 1 :], "done"]
        frame = {"go": after[0], "other": draw(st.sampled_from(back)), "back": back,
                 "asked": asked}  # fmt: skip
        states[name] = draw(
            STATE[kind](frame, people[: people.index(name)] if name in people else [])
        )
    states["done"] = {"kind": "end", "title": "پایان", "outcome": "done"}
    if draw(odds):
        states["done"]["reopens"] = {"to": names[0], "title": "بازگشایی", "role": MANAGER,
                                     "org": "here", "applicant": draw(odds)}  # fmt: skip
    first = states[names[0]]
    reached = {target for state in states.values() for target in _targets(state)}
    if "refused" in reached or "actions" in first:
        states["refused"] = {"kind": "end", "title": "رد", "outcome": "refused"}
        if "refused" not in reached:
            first["actions"]["refuse"] = {"to": "refused"}
    roles_of = {e["role"] for s in states.values() for e in s.get("assign", []) if "role" in e}
    return {
        "service": service, "version": 1, "title": "هرچه", "orgs": list(SLOTS),
        "start": names[0], "sla": {"working_days": 12, "clock": "staff"}, "states": states,
        "requested": sorted(role for role in roles_of if draw(odds)),
        "on_suspended": ["tell"], "on_resumed": ["tell"],
    }  # fmt: skip


def second(body, renamed):
    """The next version of `body`, in which the states at the places `renamed` have other names."""
    apart = {other for s in body["states"].values() for other in s.get("not_same_actor", ())}
    steps = [name for name, state in body["states"].items() if state["kind"] != "end"]
    names = {n: n + RENAMED for p, n in enumerate(steps) if p in renamed and n not in apart}
    text = json.dumps(body)
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    newer = json.loads(text) | {"version": body["version"] + 1}
    for state in newer["states"].values():
        if state["kind"] == "human":
            nudge = {"name": "nudge", "after": {"hours": 30}, "do": "remind", "effects": ["tell"]}
            state["timers"] = [*state.get("timers", []), nudge]
    return newer, names


def _targets(state):
    yield from (action["to"] for action in state.get("actions", {}).values())
    yield from state.get("to", {}).values()


@st.composite
def _human(draw, frame, earlier, seats=1):
    due = draw(dues)
    assign = [
        {"role": draw(roles), "org": draw(slots), **({"fallback": MANAGER} if draw(odds) else {})}
        for _seat in range(seats)
    ]
    actions = {"go": {"to": frame["go"], "kind": "primary"}, "other": {"to": frame["other"]}}
    if draw(odds):
        actions["told"] = {"to": draw(st.sampled_from(frame["back"])), "effects": ["tell"]}
    if frame["asked"] and draw(odds):
        actions["defect"] = {"to": draw(st.sampled_from(frame["asked"])), "fields": "required"}
    if draw(odds):
        actions["elsewhere"] = {"to": frame["other"], "params": {"place": "required"},
                                "reroute": {draw(slots): "place"}}  # fmt: skip
    state = {"kind": "human", "title": "بررسی", "assign": assign, "actions": actions, "due": due,
             "bulk": ["go"], "timers": draw(_alarms(due, actions, seats))}  # fmt: skip
    if draw(odds):
        actions["aside"] = {"to": frame["other"]}
        state["also"] = [{"role": draw(roles), "org": draw(slots), "actions": ["aside"]}]
    if earlier and draw(odds):
        state["not_same_actor"] = [draw(st.sampled_from(earlier))]
    return state


@st.composite
def _alarms(draw, due, actions, seats):
    alarms = []
    if draw(odds):
        alarms.append(
            {"name": "remind", "after": {"hours": 20}, "do": "remind", "effects": ["tell"]}
        )
    if due and draw(odds):
        alarms.append({"name": "late", "at_due": True, "do": "escalate", "to_role": MANAGER,
                       "move": draw(st.booleans())})  # fmt: skip
    if due and draw(odds):
        actions["lapse"] = {"to": actions["go"]["to"] if seats > 1 else actions["other"]["to"],
                            "by": "system"}  # fmt: skip
        alarms.append({"name": "lapse", "after_due": {"days": 2}, "do": "take", "action": "lapse",
                       "silence": "accepted", "ground": "ماده ۲"})  # fmt: skip
    return alarms


@st.composite
def _votes(draw, frame, earlier):
    state = draw(_human(frame, earlier, seats=draw(st.integers(2, 3))))
    rule = draw(st.sampled_from(["majority", "all", "any"]))
    return state | {"vote": {"rule": rule, "yes": "go", "no": "other"}}


@st.composite
def _applicant(draw, frame, earlier):  # noqa: ARG001 - drawn like the others
    state = {"kind": "human", "title": "تکمیل", "assign": [{"applicant": True}], "due": {"days": 6},
             "actions": {"go": {"to": frame["go"]},
                         "leave": {"to": frame["other"], "despite_defects": True}}}  # fmt: skip
    if draw(odds):
        state["timers"] = [{"name": "over", "at_due": True, "do": "take", "action": "over"}]
        state["actions"]["over"] = {"to": frame["go"], "by": "system"}
    return state


@st.composite
def _machine(draw, frame, earlier, kind):  # noqa: ARG001 - drawn like the others
    ways = {"go": frame["go"], "other": frame["other"]}
    own = {
        "decision": {"decide": "coin", "to": ways},
        "service": {"call": JOB, "to": ways},
        "wait": {"event": "word", "actions": {name: {"to": to} for name, to in ways.items()},
                 "timers": [{"name": "enough", "after": {"days": 4}, "do": "take",
                             "action": draw(st.sampled_from(["go", "other"]))}]},
    }  # fmt: skip
    return {"kind": kind, "title": "سامانه", "effects": ["tell"] if draw(odds) else []} | own[kind]


STATE = {
    "human": _human,
    "votes": _votes,
    "applicant": _applicant,
    "decision": lambda frame, earlier: _machine(frame, earlier, "decision"),
    "wait": lambda frame, earlier: _machine(frame, earlier, "wait"),
    "service": lambda frame, earlier: _machine(frame, earlier, "service"),
}
