"""A process as BPMN 2.0 XML with its drawing: for exchange with analysts, not for execution.

What BPMN has no word for (roles, effects, forms, the order of buttons) is carried in
`extensionElements` as JSON under a namespace of ours, so that `bpmn_import` reads the same process
back. Elements stand in the order of the OMG's schema; ids are letters, digits and `_`.
"""

import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pishkhan.kernel.cases.layout import Box, Edge, Layout, lane_title, layout
from pishkhan.kernel.cases.rules.process import Process, Span, TimerRule
from pishkhan.kernel.cases.rules.unparsing import action_body, state_body, timer_body, written
from pishkhan.kernel.cases.terms import StateKind, TimerDeed, TimerMoment


MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:pishkhan:process"
NAMESPACES = {
    "bpmn": MODEL,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "pishkhan": OURS,
}
TAGS = {
    StateKind.HUMAN: "userTask",
    StateKind.DECISION: "businessRuleTask",
    StateKind.SERVICE: "serviceTask",
    StateKind.WAIT: "receiveTask",
    StateKind.END: "endEvent",
}
EVENT_SIZE = 36
DRAWN = {"title", "kind", "actions", "to", "timers"}  # of a state: what the drawing itself says
NOT_A_LETTER = re.compile(r"[^A-Za-z0-9_]")


def bpmn(process: Process) -> str:
    """The process as a BPMN 2.0 document with lanes, boundary timers and coordinates."""
    for prefix, uri in NAMESPACES.items():
        register_namespace(prefix, uri)
    return _Drawing(process=process, plan=layout(process)).xml()


def tag(name: str) -> str:
    """`bpmn:lane` as ElementTree names it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@dataclass(kw_only=True, slots=True)
class _Drawing:
    process: Process
    plan: Layout
    ids: dict[Hashable, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def xml(self) -> str:
        """The whole document."""
        root = Element(tag("bpmn:definitions"), id=self.id("definitions"), targetNamespace=OURS)
        process_id = self.id("process", self.process.service)
        shared = SubElement(root, tag("bpmn:collaboration"), id=self.id("collaboration"))
        SubElement(shared, tag("bpmn:participant"), id=self.id("pool"), name=self.process.title,
                   processRef=process_id)  # fmt: skip
        body = SubElement(root, tag("bpmn:process"), id=process_id, name=self.process.title,
                          isExecutable="false")  # fmt: skip
        said = {k: v for k, v in written(self.process).items() if k not in {"states", "start"}}
        _extend(body, "process", said)
        self._lanes(body)
        self._nodes(body)
        self._flows(body)
        self._picture(root)
        return tostring(root, encoding="unicode", xml_declaration=True)

    def id(self, kind: str, *parts: Hashable) -> str:
        """An identifier of this document, the same for the same thing."""
        key = (kind, *parts)
        if key not in self.ids:
            plain = NOT_A_LETTER.sub("_", "_".join([kind, *map(str, parts)]))
            number = 1
            while (found := plain if number == 1 else f"{plain}_{number}") in self.taken:
                number += 1
            self.ids[key] = found
            self.taken.add(found)
        return self.ids[key]

    def _timers(self, box: Box) -> list[tuple[str, TimerRule]]:
        return [(self.id("timer", box.id, rule.name), rule) for rule in box.state.timers]

    def _flow(self, edge: Edge) -> str:
        return self.id("flow", edge.source, edge.name, edge.target)

    def _lanes(self, body: Element) -> None:
        lanes = SubElement(body, tag("bpmn:laneSet"), id=self.id("lanes"))
        for name in self.plan.lanes:
            lane = SubElement(lanes, tag("bpmn:lane"), id=self.id("lane", name),
                              name=lane_title(self.process, name))  # fmt: skip
            _extend(lane, "lane", name)
            inside = [box for box in self.plan.boxes.values() if box.lane == name]
            first = self.plan.boxes[self.process.start].lane == name
            keys = [self.id("start")] if first else []
            keys += [self.id("state", box.id) for box in inside]
            keys += [key for box in inside for key, _rule in self._timers(box)]
            for key in keys:
                SubElement(lane, tag("bpmn:flowNodeRef")).text = key

    def _nodes(self, body: Element) -> None:
        start = SubElement(body, tag("bpmn:startEvent"), id=self.id("start"))
        SubElement(start, tag("bpmn:outgoing")).text = self.id("flow_start")
        order = {name: place for place, name in enumerate(self.process.states)}
        for box in self.plan.boxes.values():
            self._node(body, box, order[box.state.name])
        for box in self.plan.boxes.values():
            for key, rule in self._timers(box):
                self._timer(body, box, key, rule)

    def _node(self, body: Element, box: Box, place: int) -> None:
        state = box.state
        node = SubElement(body, tag(f"bpmn:{TAGS[state.kind]}"), id=self.id("state", box.id),
                          name=state.title)  # fmt: skip
        rest = {key: value for key, value in state_body(state).items() if key not in DRAWN}
        _extend(node, "state", rest, name=state.name, place=str(place))
        incoming = [self._flow(edge) for edge in self.plan.edges if edge.target == box.id]
        for key in [*([self.id("flow_start")] if box.id == self.process.start else []), *incoming]:
            SubElement(node, tag("bpmn:incoming")).text = key
        leaving = [edge for edge in self.plan.edges if edge.source == box.id]
        buttons = [*state.actions, *state.outcomes]
        for edge in sorted(leaving, key=lambda one: buttons.index(one.name)):
            SubElement(node, tag("bpmn:outgoing")).text = self._flow(edge)

    def _timer(self, body: Element, box: Box, key: str, rule: TimerRule) -> None:
        event = SubElement(
            body,
            tag("bpmn:boundaryEvent"),
            id=key,
            name=rule.name,
            attachedToRef=self.id("state", box.id),
            cancelActivity="true" if rule.deed is TimerDeed.TAKE else "false",
        )
        _extend(event, "timer", timer_body(rule))
        clock = SubElement(event, tag("bpmn:timerEventDefinition"), id=self.id("clock", key))
        if rule.moment is TimerMoment.AFTER and rule.span and not rule.span.working_days:
            told = SubElement(clock, tag("bpmn:timeDuration"))
            told.set(tag("xsi:type"), "bpmn:tFormalExpression")
            told.text = _duration(rule.span)

    def _flows(self, body: Element) -> None:
        SubElement(
            body,
            tag("bpmn:sequenceFlow"),
            id=self.id("flow_start"),
            sourceRef=self.id("start"),
            targetRef=self.id("state", self.process.start),
        )
        for edge in self.plan.edges:
            flow = SubElement(
                body,
                tag("bpmn:sequenceFlow"),
                id=self._flow(edge),
                name=edge.title,
                sourceRef=self.id("state", edge.source),
                targetRef=self.id("state", edge.target),
            )
            state = self.process.states[edge.source]
            action = state.actions.get(edge.name)
            rest = action_body(action, state.kind) if action else {}
            for drawn in ("title", "to"):
                rest.pop(drawn, None)
            _extend(flow, "action" if action else "outcome", rest, name=edge.name)

    def _picture(self, root: Element) -> None:
        diagram = SubElement(root, tag("bpmndi:BPMNDiagram"), id=self.id("diagram"))
        plane = SubElement(diagram, tag("bpmndi:BPMNPlane"), id=self.id("plane"),
                           bpmnElement=self.id("collaboration"))  # fmt: skip
        plan = self.plan
        self._shape(plane, self.id("pool"), (0, 10, plan.width, plan.height - 20), lies=True)
        for name, (top, height) in plan.lanes.items():
            self._shape(plane, self.id("lane", name), (30, top, plan.width - 30, height), lies=True)
        first = plan.boxes[self.process.start]
        middle = first.y + first.height / 2
        self._shape(
            plane,
            self.id("start"),
            (first.x - 66, middle - EVENT_SIZE / 2, EVENT_SIZE, EVENT_SIZE),
        )
        for box in plan.boxes.values():
            self._shape(plane, self.id("state", box.id), (box.x, box.y, box.width, box.height))
            for place, (key, _rule) in enumerate(self._timers(box)):
                corner = (box.x + 8 + 40 * place, box.y + box.height - EVENT_SIZE / 2)
                self._shape(plane, key, (*corner, EVENT_SIZE, EVENT_SIZE))
        self._line(plane, self.id("flow_start"), ((first.x - 30, middle), (first.x, middle)))
        for edge in plan.edges:
            self._line(plane, self._flow(edge), edge.points)

    def _shape(
        self,
        plane: Element,
        key: str,
        bounds: tuple[float, float, float, float],
        *,
        lies: bool = False,
    ) -> None:
        said = {"id": self.id("shape", key), "bpmnElement": key}
        shape = SubElement(
            plane, tag("bpmndi:BPMNShape"), said | ({"isHorizontal": "true"} if lies else {})
        )
        values = (f"{value:.0f}" for value in bounds)
        SubElement(
            shape, tag("dc:Bounds"), dict(zip(("x", "y", "width", "height"), values, strict=True))
        )

    def _line(self, plane: Element, key: str, points: tuple[tuple[float, float], ...]) -> None:
        edge = SubElement(plane, tag("bpmndi:BPMNEdge"), id=self.id("edge", key), bpmnElement=key)
        for x, y in points:
            SubElement(edge, tag("di:waypoint"), x=f"{x:.0f}", y=f"{y:.0f}")


def _extend(element: Element, local: str, said: Mapping[str, object] | str, **named: str) -> None:
    own = SubElement(element, tag("bpmn:extensionElements"))
    SubElement(own, f"{{{OURS}}}{local}", named).text = json.dumps(said, ensure_ascii=False)


def _duration(span: Span) -> str:
    return f"P{span.days}D" + (f"T{span.hours}H" if span.hours else "")
