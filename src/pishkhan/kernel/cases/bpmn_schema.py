"""What the OMG's schema and the BPMN standard ask of a drawing, as far as it concerns ours.

The schema itself is not carried along: these are its rules for the elements that we write. Order
and number of children, identifiers, references and their two directions, lanes, events, drawing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from pishkhan.kernel.cases.bpmn import NAMESPACES, tag


NCNAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
NODE = ["documentation*", "extensionElements?", "incoming*", "outgoing*"]
# Children in the order of the schema: `?` at most one, `*` any number, nothing: exactly one.
CHILDREN: dict[str, list[str] | None] = {
    "definitions": ["collaboration", "process", "BPMNDiagram"],
    "collaboration": ["participant"],
    "participant": [],
    "process": ["documentation*", "extensionElements?", "laneSet*", "flowElement*"],
    "laneSet": ["lane*"],
    "lane": ["documentation*", "extensionElements?", "flowNodeRef*"],
    "flowNodeRef": [],
    "extensionElements": None,
    "startEvent": [*NODE, "timerEventDefinition?"],
    "endEvent": NODE,
    "userTask": NODE,
    "businessRuleTask": NODE,
    "serviceTask": NODE,
    "receiveTask": NODE,
    "boundaryEvent": [*NODE, "timerEventDefinition"],
    "timerEventDefinition": ["timeDuration?"],
    "timeDuration": [],
    "sequenceFlow": ["documentation*", "extensionElements?"],
    "incoming": [],
    "outgoing": [],
    "BPMNDiagram": ["BPMNPlane"],
    "BPMNPlane": ["DiagramElement*"],
    "BPMNShape": ["Bounds"],
    "BPMNEdge": ["waypoint*"],
    "Bounds": [],
    "waypoint": [],
}
GROUPS = {
    **dict.fromkeys(
        ("startEvent", "endEvent", "userTask", "businessRuleTask", "serviceTask", "receiveTask",
         "boundaryEvent", "sequenceFlow"),
        "flowElement",
    ),
    "BPMNShape": "DiagramElement",
    "BPMNEdge": "DiagramElement",
}  # fmt: skip
REQUIRED = {
    "definitions": {"targetNamespace"},
    "participant": {"name", "processRef"},
    "boundaryEvent": {"attachedToRef"},
    "sequenceFlow": {"sourceRef", "targetRef"},
    "BPMNShape": {"bpmnElement"},
    "BPMNEdge": {"bpmnElement"},
    "Bounds": {"x", "y", "width", "height"},
    "waypoint": {"x", "y"},
}
REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "bpmnElement", "processRef")
WITHOUT_ID = {"incoming", "outgoing", "flowNodeRef", "Bounds", "waypoint", "extensionElements", "timeDuration"}  # fmt: skip
FEWEST_WAYPOINTS = 2


def bpmn_faults(xml: str) -> list[str]:
    """What is wrong with a drawing of ours, in words for developers; empty for a sound one."""
    root = fromstring(xml)  # noqa: S314 - what `bpmn` has just written
    by_id = {one.get("id", ""): one for one in root.iter() if one.get("id")}
    return [
        *_identifiers(root),
        *_structure(root),
        *_references(root, by_id),
        *_directions(root),
        *_lanes(root),
        *_drawing(root),
    ]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _identifiers(root: Element) -> Iterator[str]:
    counted = Counter(one.get("id", "") for one in root.iter() if one.get("id"))
    for key, times in counted.items():
        if times > 1:
            yield f"id {key} stands {times} times"
        if not NCNAME.fullmatch(key):
            yield f"{key!r} is no NCName"


def _structure(element: Element) -> Iterator[str]:
    local = _local(element)
    known = CHILDREN.get(local)
    if local == "extensionElements":
        own = f"{{{NAMESPACES['pishkhan']}}}"
        yield from (f"a foreign {one.tag}" for one in element if not one.tag.startswith(own))
        return
    if known is None:
        yield f"an unknown element {element.tag}"
        return
    found = [GROUPS.get(_local(child), _local(child)) for child in element]
    pattern = "".join(f"(?:{word.rstrip('?*')} ){_times(word)}" for word in known)
    if not re.fullmatch(pattern, "".join(f"{word} " for word in found)):
        yield f"{local} {element.get('id')}: children {found} are not {known}"
    lacking = REQUIRED.get(local, set()) - set(element.keys())
    if lacking or (local not in WITHOUT_ID and not element.get("id")):
        yield f"{local} {element.get('id')} lacks {sorted(lacking) or 'id'}"
    for child in element:
        yield from _structure(child)


def _times(word: str) -> str:
    return word[-1] if word[-1] in "?*" else ""


def _references(root: Element, by_id: dict[str, Element]) -> Iterator[str]:
    for element in root.iter():
        named = [element.get(name, "") for name in REFERENCES if name in element.keys()]  # noqa: SIM118 - of the attributes
        if _local(element) in {"incoming", "outgoing", "flowNodeRef"}:
            named.append(element.text or "")
        yield from (f"nothing has the id {key}" for key in named if key not in by_id)


def _directions(root: Element) -> Iterator[str]:
    """`incoming` and `outgoing` of a node are the flows that name it; events stand as they may."""
    flows = list(root.iter(tag("bpmn:sequenceFlow")))
    for node in root.iter():
        if GROUPS.get(_local(node)) != "flowElement" or _local(node) == "sequenceFlow":
            continue
        key = node.get("id", "")
        for side, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            told = sorted(one.text or "" for one in node.findall(tag(f"bpmn:{side}")))
            drawn = sorted(one.get("id", "") for one in flows if one.get(end) == key)
            if told != drawn:
                yield f"{key}: {side} {told} are not the flows {drawn}"
            never = {"startEvent": "incoming", "endEvent": "outgoing", "boundaryEvent": "incoming"}
            if drawn and never.get(_local(node)) == side:
                yield f"{key}: a {_local(node)} has {side}"


def _lanes(root: Element) -> Iterator[str]:
    """Every node lies in one lane."""
    listed = Counter(one.text or "" for one in root.iter(tag("bpmn:flowNodeRef")))
    for node in root.iter():
        if GROUPS.get(_local(node)) == "flowElement" and _local(node) != "sequenceFlow":
            times = listed.pop(node.get("id", ""), 0)
            if times != 1:
                yield f"{node.get('id')} lies in {times} lanes"
    yield from (f"a lane has {key}, which is no node" for key in listed)


def _drawing(root: Element) -> Iterator[str]:
    """One shape for each pool, lane and node, one line for each flow; nothing else is drawn."""
    shapes = Counter(one.get("bpmnElement", "") for one in root.iter(tag("bpmndi:BPMNShape")))
    lines = Counter(one.get("bpmnElement", "") for one in root.iter(tag("bpmndi:BPMNEdge")))
    for element in root.iter():
        local, key = _local(element), element.get("id", "")
        if element.tag.startswith(f"{{{NAMESPACES['pishkhan']}}}"):
            continue
        drawn = lines if local == "sequenceFlow" else shapes
        is_seen = local in {"participant", "lane"} or GROUPS.get(local) == "flowElement"
        if is_seen and drawn.pop(key, 0) != 1:
            yield f"{key} is not drawn once"
    yield from (f"{key} is drawn and is no element" for key in (*shapes, *lines))
    for bounds in root.iter(tag("dc:Bounds")):
        if float(bounds.get("width", 0)) <= 0 or float(bounds.get("height", 0)) <= 0:
            yield f"an empty shape {bounds.attrib}"
    for line in root.iter(tag("bpmndi:BPMNEdge")):
        if len(line) < FEWEST_WAYPOINTS:
            yield f"{line.get('bpmnElement')} has no way"
