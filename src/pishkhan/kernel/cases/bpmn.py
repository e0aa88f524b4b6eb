"""A process as BPMN 2.0 XML with its drawing: for exchange with analysts, not for execution."""

from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from pishkhan.kernel.cases.layout import Box, Edge, Layout, lane_title, layout
from pishkhan.kernel.cases.rules.process import Process, TimerRule
from pishkhan.kernel.cases.terms import StateKind, TimerDeed


MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NAMESPACES = {
    "bpmn": MODEL,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
TAGS = {
    StateKind.HUMAN: "userTask",
    StateKind.DECISION: "businessRuleTask",
    StateKind.SERVICE: "serviceTask",
    StateKind.WAIT: "receiveTask",
    StateKind.CASE: "callActivity",
    StateKind.END: "endEvent",
}
EVENT_SIZE = 36
START, START_FLOW = "start__", "flow_start"


def bpmn(process: Process) -> str:
    """The process as a BPMN 2.0 document with lanes, boundary timers and coordinates."""
    for prefix, uri in NAMESPACES.items():
        register_namespace(prefix, uri)
    plan = layout(process)
    root = Element(_tag("bpmn:definitions"), id="definitions", targetNamespace="urn:pishkhan")
    shared = SubElement(root, _tag("bpmn:collaboration"), id="collaboration")
    SubElement(
        shared, _tag("bpmn:participant"), id="pool", name=process.title, processRef=process.service
    )
    body = SubElement(
        root,
        _tag("bpmn:process"),
        id=process.service,
        name=process.title,
        isExecutable="false",
    )
    _lanes(body, process, plan)
    _nodes(body, process, plan)
    _flows(body, process, plan)
    _drawing(root, process, plan)
    return tostring(root, encoding="unicode", xml_declaration=True)


def _tag(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _timers(box: Box) -> list[tuple[str, TimerRule]]:
    return [(f"{box.id}_{rule.name}", rule) for rule in box.state.timers]


def _lanes(body: Element, process: Process, plan: Layout) -> None:
    lanes = SubElement(body, _tag("bpmn:laneSet"), id="lanes")
    for name in plan.lanes:
        lane = SubElement(
            lanes, _tag("bpmn:lane"), id=f"lane_{name}", name=lane_title(process, name)
        )
        inside = [box for box in plan.boxes.values() if box.lane == name]
        first = [START] if plan.boxes[process.start].lane == name else []
        timers = [key for box in inside for key, _rule in _timers(box)]
        for key in (*first, *(box.id for box in inside), *timers):
            SubElement(lane, _tag("bpmn:flowNodeRef")).text = key


def _nodes(body: Element, process: Process, plan: Layout) -> None:
    start = SubElement(body, _tag("bpmn:startEvent"), id=START)
    SubElement(start, _tag("bpmn:outgoing")).text = START_FLOW
    flows = list(_keyed(plan))
    for box in plan.boxes.values():
        node = SubElement(
            body, _tag(f"bpmn:{TAGS[box.state.kind]}"), id=box.id, name=box.state.title
        )
        incoming = [key for key, edge in flows if edge.target == box.id]
        for key in [*([START_FLOW] if box.id == process.start else []), *incoming]:
            SubElement(node, _tag("bpmn:incoming")).text = key
        for key in (key for key, edge in flows if edge.source == box.id):
            SubElement(node, _tag("bpmn:outgoing")).text = key
    for box in plan.boxes.values():
        for key, rule in _timers(box):
            ends = "true" if rule.deed is TimerDeed.TAKE else "false"
            event = SubElement(
                body,
                _tag("bpmn:boundaryEvent"),
                id=key,
                name=rule.name,
                attachedToRef=box.id,
                cancelActivity=ends,
            )
            SubElement(event, _tag("bpmn:timerEventDefinition"), id=f"{key}_definition")


def _flows(body: Element, process: Process, plan: Layout) -> None:
    SubElement(
        body, _tag("bpmn:sequenceFlow"), id=START_FLOW, sourceRef=START, targetRef=process.start
    )
    for key, edge in _keyed(plan):
        SubElement(
            body,
            _tag("bpmn:sequenceFlow"),
            id=key,
            name=edge.title,
            sourceRef=edge.source,
            targetRef=edge.target,
        )


def _drawing(root: Element, process: Process, plan: Layout) -> None:
    diagram = SubElement(root, _tag("bpmndi:BPMNDiagram"), id="diagram")
    plane = SubElement(diagram, _tag("bpmndi:BPMNPlane"), id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", (0, 10, plan.width, plan.height - 20), is_pool=True)
    for name, (top, height) in plan.lanes.items():
        _shape(plane, f"lane_{name}", (30, top, plan.width - 30, height), is_pool=True)
    first = plan.boxes[process.start]
    middle = first.y + first.height / 2
    _shape(plane, START, (first.x - 66, middle - EVENT_SIZE / 2, EVENT_SIZE, EVENT_SIZE))
    for box in plan.boxes.values():
        _shape(plane, box.id, (box.x, box.y, box.width, box.height))
        for place, (key, _rule) in enumerate(_timers(box)):
            corner = (box.x + 8 + 40 * place, box.y + box.height - EVENT_SIZE / 2)
            _shape(plane, key, (*corner, EVENT_SIZE, EVENT_SIZE))
    _waypoints(plane, START_FLOW, ((first.x - 30, middle), (first.x, middle)))
    for key, edge in _keyed(plan):
        _waypoints(plane, key, edge.points)


def _keyed(plan: Layout) -> list[tuple[str, Edge]]:
    return [(f"flow_{place}", edge) for place, edge in enumerate(plan.edges)]


def _shape(
    plane: Element, key: str, bounds: tuple[float, float, float, float], *, is_pool: bool = False
) -> None:
    lying = {"isHorizontal": "true"} if is_pool else {}
    shape = SubElement(
        plane, _tag("bpmndi:BPMNShape"), {"id": f"{key}_shape", "bpmnElement": key, **lying}
    )
    values = (f"{value:.0f}" for value in bounds)
    SubElement(
        shape,
        _tag("dc:Bounds"),
        dict(zip(("x", "y", "width", "height"), values, strict=True)),
    )


def _waypoints(plane: Element, key: str, points: tuple[tuple[float, float], ...]) -> None:
    edge = SubElement(plane, _tag("bpmndi:BPMNEdge"), id=f"{key}_edge", bpmnElement=key)
    for x, y in points:
        SubElement(edge, _tag("di:waypoint"), x=f"{x:.0f}", y=f"{y:.0f}")
