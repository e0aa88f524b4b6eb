"""A BPMN drawing read as the body of a process: a draft, to be completed and proposed.

Understood are lanes (= who), user, business rule, service and receive tasks, start and end events,
timers on the edge of a task, and an exclusive gateway behind a task (= its buttons). Anything else
is refused by its name and id. What `bpmn` has written beside the drawing is read back; what was drawn by
hand has no roles and rules yet, which the checks of the draft then ask for.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pishkhan.foundation import strict_xml
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.bpmn import MODEL, OURS, TAGS
from pishkhan.kernel.cases.drawing_faults import (
    IdTwice,
    LeadsNowhere,
    LoneGateway,
    LooseEnd,
    NoId,
    NotOneProcess,
    NotOneStart,
    OnNoTask,
    Repeats,
    SpoiltNote,
    UnknownElement,
    WrongEvent,
    WrongLane,
    of_xml,
)
from pishkhan.kernel.cases.errors import UnreadableDrawing
from pishkhan.kernel.cases.layout import APPLICANT, MACHINE
from pishkhan.kernel.cases.terms import StateKind


Body = dict[str, object]
KINDS = {name: kind for kind, name in TAGS.items()}
KNOWN = {*KINDS, "startEvent", "boundaryEvent", "exclusiveGateway", "sequenceFlow"}
SILENT = {"extensionElements", "documentation", "textAnnotation", "association"}
DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(\d{1,4})H)?")
NOT_A_LETTER = re.compile(r"\W+")
APPLICANT_NAMES = {APPLICANT, "متقاضی", "applicant"}


def read_bpmn(data: bytes) -> Body:
    """The body that a drawing describes; raises UnreadableDrawing with a fault for each thing to mend.

    No DTD, no entities, no more than a megabyte: the file is a stranger's.
    """
    try:
        root = strict_xml.tree(data)
    except strict_xml.UnsoundXml as error:
        raise UnreadableDrawing(of_xml(error)) from error
    processes = root.findall(_b("process"))
    if len(processes) != 1:
        raise UnreadableDrawing(NotOneProcess(count=len(processes)))
    drawing = _Drawing(process=processes[0])
    body = drawing.body()
    if drawing.faults:
        raise UnreadableDrawing(*drawing.faults)
    return body


def _b(local: str) -> str:
    return f"{{{MODEL}}}{local}"


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if element.tag.startswith(f"{{{MODEL}}}") else element.tag


def _title(element: Element) -> str:
    return element.get("name", "").strip()


def _shown(element: Element) -> str:
    """Its name, as far as a page shows one, and the id by which it is found in the drawing."""
    return " ".join(filter(None, (f"«{_title(element)[:80]}»" if _title(element) else "",
                                  f"({element.get('id', '?')[:80]})")))  # fmt: skip


@dataclass(kw_only=True, slots=True)
class _Drawing:
    process: Element
    faults: list[DomainError] = field(default_factory=list)
    nodes: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Element] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)  # node → lane
    slots: dict[str, str] = field(default_factory=dict)  # lane → title
    names: dict[str, str] = field(default_factory=dict)  # node → state

    def body(self) -> Body:
        """The whole; faults are collected beside."""
        self._sort()
        if self.faults:
            return {}
        said = self._said(self.process, "process")
        start = [t for key, node in self.nodes.items() if _local(node) == "startEvent"
                 for _flow, t in self._ways(key)]  # fmt: skip
        if len(start) != 1 or start[0] not in self.names:
            self.faults.append(NotOneStart())
            return {}
        fresh: Body = {
            "service": NOT_A_LETTER.sub("_", self.process.get("id", "")),
            "version": 1,
            "title": _title(self.process),
            "orgs": [slot for slot in self.slots if slot not in {APPLICANT, MACHINE}],
            "lanes": {k: v for k, v in self.slots.items() if k not in {APPLICANT, MACHINE}},
        }
        title = {"title": _title(self.process)} if _title(self.process) else {}
        whole = {**said, **title} if said else fresh
        return {**whole, "start": self.names[start[0]], "states": self._states()}

    def _sort(self) -> None:
        """Every element into its drawer; what is not known is a fault, and so is a lost reference."""
        for element in self.process:
            if _local(element) == "laneSet":
                self._read_lanes(element)
            elif _local(element) not in SILENT:
                self._put(element)
        for element in self.flows.values():
            for end in ("sourceRef", "targetRef"):
                if element.get(end, "") not in self.nodes:
                    self.faults.append(
                        LooseEnd(shown=_shown(element), end=end, to=element.get(end, ""))
                    )
        for key, node in self.nodes.items():
            self._check_node(key, node)

    def _put(self, element: Element) -> None:
        local, key = _local(element), element.get("id", "")
        if local not in KNOWN:
            self.faults.append(UnknownElement(shown=_shown(element), element=local))
        elif not key:
            self.faults.append(NoId(element=local))
        elif key in self.nodes or key in self.flows:
            self.faults.append(IdTwice(shown=_shown(element)))
        else:
            (self.flows if local == "sequenceFlow" else self.nodes)[key] = element

    def _check_node(self, key: str, node: Element) -> None:
        local = _local(node)
        definitions = [_local(one) for one in node if _local(one).endswith("EventDefinition")]
        if definitions != (["timerEventDefinition"] if local == "boundaryEvent" else []):
            named = "، ".join(definitions) or local
            self.faults.append(WrongEvent(shown=_shown(node), element=named))
        if any(_local(one).endswith("LoopCharacteristics") for one in node):
            self.faults.append(Repeats(shown=_shown(node)))
        if local == "boundaryEvent" and self._kind(node.get("attachedToRef", "")) is None:
            self.faults.append(OnNoTask(shown=_shown(node)))
        if local == "exclusiveGateway" and not self._is_behind_a_task(key):
            self.faults.append(LoneGateway(shown=_shown(node)))
        if local in KINDS:
            own = self._own(node, "state")
            self.names[key] = (own.get("name", "") if own is not None else "") or key

    def _is_behind_a_task(self, key: str) -> bool:
        sources = [f.get("sourceRef", "") for f in self.flows.values() if f.get("targetRef") == key]
        return bool(sources) and all(self._kind(source) is not None for source in sources)

    def _kind(self, key: str) -> StateKind | None:
        """What a task is; None for what is no task."""
        kind = KINDS.get(_local(self.nodes[key])) if key in self.nodes else None
        return None if kind is StateKind.END else kind

    def _read_lanes(self, lane_set: Element) -> None:
        for lane in lane_set:
            if _local(lane) != "lane" or lane.find(_b("childLaneSet")) is not None:
                self.faults.append(WrongLane(shown=_shown(lane)))
                continue
            own = self._own(lane, "lane")
            slot = str(self._json(own, lane)) if own is not None else ""
            if not slot:
                title = _title(lane).lower()
                slot = APPLICANT if title in APPLICANT_NAMES else lane.get("id", "lane")
            self.slots[slot] = _title(lane) or slot
            for ref in lane.findall(_b("flowNodeRef")):
                self.lanes[(ref.text or "").strip()] = slot

    def _states(self) -> Body:
        found: list[tuple[int, str, Body]] = []
        seen: set[str] = set()
        for number, (key, node) in enumerate(self.nodes.items()):
            name = self.names.get(key)
            if name is None or name in seen:  # ends are drawn once beside each task
                continue
            seen.add(name)
            own = self._own(node, "state")
            place = own.get("place", "") if own is not None else ""
            order = int(place) if place.isdecimal() else 10_000 + number
            found.append((order, name, self._state(key, node, name)))
        return {name: body for _order, name, body in sorted(found, key=lambda one: one[0])}

    def _state(self, key: str, node: Element, name: str) -> Body:
        kind = KINDS[_local(node)]
        body: Body = {"kind": kind.value, "title": _title(node) or name}
        said = self._said(node, "state")
        body |= said
        if kind is StateKind.HUMAN:
            assigned = self._assigned(key, said)
            body |= {"assign": assigned} if assigned else {}
        if kind is StateKind.END:
            return {**body, "outcome": said.get("outcome", name)}
        actions, outcomes = self._buttons(key, kind)
        edge = [one for one in self.nodes.values()
                if _local(one) == "boundaryEvent" and one.get("attachedToRef") == key]  # fmt: skip
        timers = [self._timer(one) for one in edge]
        for event in edge:  # a way that only a timer takes
            ways = self._buttons(event.get("id", ""), StateKind.HUMAN)[0]
            for way, taken in ways.items():
                said_of_it = taken if isinstance(taken, dict) else {}
                actions.setdefault(way, {**said_of_it, "by": "system"})
        parts = {"timers": timers, "to": outcomes, "actions": actions}
        return {**body, **{part: value for part, value in parts.items() if value}}

    def _assigned(self, key: str, said: Body) -> list[object]:
        """Who has it; a box that was drawn into another lane belongs to that lane."""
        listed = said.get("assign", [])
        assigned = list(listed) if isinstance(listed, list) else []
        lane = self.lanes.get(key, "")
        first = assigned[0] if assigned and isinstance(assigned[0], dict) else {}
        before = APPLICANT if any(
            isinstance(one, dict) and one.get("applicant") for one in assigned
        ) else str(first.get("org", "") or MACHINE)  # fmt: skip
        if not lane or lane == before:
            return assigned
        if lane == APPLICANT:
            return [{"applicant": True}]
        rest = {k: v for k, v in first.items() if k != "applicant"}
        return [{"role": "", **rest, "org": lane}, *assigned[1:]]

    def _buttons(self, key: str, kind: StateKind) -> tuple[Body, Body]:
        actions: Body = {}
        outcomes: Body = {}
        for flow, target in self._ways(key):
            if target not in self.names:
                self.faults.append(LeadsNowhere(shown=_shown(flow), to=target))
                continue
            to, title = self.names[target], _title(flow)
            outcome, action = self._own(flow, "outcome"), self._own(flow, "action")
            is_outcome = outcome is not None or (action is None and kind is StateKind.DECISION)
            if is_outcome or (action is None and kind is StateKind.SERVICE):
                named = outcome.get("name", "") if outcome is not None else ""
                outcomes[named or title or flow.get("id", "")] = to
                continue
            named = (action.get("name", "") if action is not None else "") or flow.get("id", "")
            rest = self._said(flow, "action")
            if kind is StateKind.SERVICE and not rest and title in {"", named}:
                outcomes[named] = to
                continue
            actions[named] = {"title": title or named, "to": to, **rest}
        return actions, outcomes

    def _ways(self, key: str) -> Iterator[tuple[Element, str]]:
        """The flows out of a node, those behind its gateway in its place, as they are ordered."""
        for flow in self._leaving(key):
            target = flow.get("targetRef", "")
            if _local(self.nodes[target]) == "exclusiveGateway":
                for way in self._leaving(target):
                    yield way, way.get("targetRef", "")
            else:
                yield flow, target

    def _leaving(self, key: str) -> list[Element]:
        named = [(ref.text or "").strip() for ref in self.nodes[key].findall(_b("outgoing"))]
        place = {flow: number for number, flow in enumerate(named)}
        leaving = [(k, f) for k, f in self.flows.items() if f.get("sourceRef") == key]
        return [f for _k, f in sorted(leaving, key=lambda one: place.get(one[0], len(place)))]

    def _timer(self, event: Element) -> Body:
        said = self._said(event, "timer")
        name = _title(event) or event.get("id", "")
        if said:
            return {**said, "name": name}
        duration = event.find(f"{_b('timerEventDefinition')}/{_b('timeDuration')}")
        told = DURATION.fullmatch((duration.text or "").strip()) if duration is not None else None
        days, hours = (int(part or 0) for part in told.groups()) if told else (0, 0)
        moment: Body = {"after": {"days": days, "hours": hours}} if told else {"at_due": True}
        ways = list(self._ways(event.get("id", "")))
        if ways:
            return {"name": name, **moment, "do": "take", "action": ways[0][0].get("id", "")}
        return {"name": name, **moment, "do": "remind"}

    def _own(self, element: Element, local: str) -> Element | None:
        return element.find(f"{_b('extensionElements')}/{{{OURS}}}{local}")

    def _said(self, element: Element, local: str) -> Body:
        """What we wrote beside an element; nothing where it was drawn by hand."""
        own = self._own(element, local)
        value = self._json(own, element) if own is not None else {}
        return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}

    def _json(self, own: Element, element: Element) -> object:
        try:
            found: object = json.loads(own.text or "{}")
        except (ValueError, RecursionError):
            self.faults.append(SpoiltNote(shown=_shown(element)))
            return {}
        return found
