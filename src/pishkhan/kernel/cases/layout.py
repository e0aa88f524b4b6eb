"""Where the boxes and lines of a process go: one layout for the picture and for BPMN.

Columns follow the longest way from the start, lanes are who acts; ends are repeated beside each
source, so that no long lines cross the picture. Measures are pixels, left to right.
"""

from collections import defaultdict
from dataclasses import dataclass

from pishkhan.kernel.cases.rules.process import Process, State
from pishkhan.kernel.cases.terms import StateKind


BOX_W, BOX_H, END_SIZE, GAP_X, GAP_Y, LANE_TITLE, PAD = 150, 56, 30, 110, 60, 120, 60
APPLICANT, MACHINE = "applicant", "machine"
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """One action or outcome: from box to box, with its title and the points of its line."""

    source: str
    target: str
    name: str
    title: str
    points: tuple[Point, ...] = ()


@dataclass(slots=True, kw_only=True)
class Box:
    """One state in the picture; `id` differs from the state's name for repeated ends."""

    id: str
    state: State
    lane: str
    column: int
    x: float = 0
    y: float = 0

    @property
    def is_end(self) -> bool:
        """Drawn as a circle."""
        return self.state.kind is StateKind.END

    @property
    def width(self) -> float:
        """In pixels."""
        return END_SIZE if self.is_end else BOX_W

    @property
    def height(self) -> float:
        """In pixels."""
        return END_SIZE if self.is_end else BOX_H


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Boxes, lines, and the lanes as name → (top, height)."""

    boxes: dict[str, Box]
    edges: tuple[Edge, ...]
    lanes: dict[str, tuple[float, float]]
    width: float
    height: float


def layout(process: Process) -> Layout:
    """Lay out a published process."""
    edges = _edges(process)
    columns = _columns(process, edges)
    boxes, drawn = _boxes(process, edges, columns)
    lanes = _place(process, boxes)
    width = LANE_TITLE + 60 + (1 + max(box.column for box in boxes.values())) * (BOX_W + GAP_X)
    height = sum(height for _top, height in lanes.values()) + 20
    return Layout(boxes=boxes, edges=_lines(boxes, drawn), lanes=lanes, width=width, height=height)


def lane_title(process: Process, lane: str) -> str:
    """The Persian name of a lane."""
    named = {APPLICANT: "متقاضی", MACHINE: "سامانه", **process.lanes}
    return named.get(lane) or ("سازمان" if len(process.orgs) == 1 else lane)


def _edges(process: Process) -> list[Edge]:
    return [
        Edge(source=state.name, target=target, name=name, title=title)
        for state in process.states.values()
        for name, title, target in (
            *((action.name, action.title, action.to) for action in state.actions.values()),
            *((outcome, outcome, target) for outcome, target in state.outcomes.items()),
        )
    ]


def _columns(process: Process, edges: list[Edge]) -> dict[str, int]:
    back = _back_edges(process.start, edges)
    columns = dict.fromkeys(process.states, 0)
    for _round in process.states:
        for edge in edges:
            if (edge.source, edge.target) not in back:
                columns[edge.target] = max(columns[edge.target], columns[edge.source] + 1)
    return columns


def _back_edges(start: str, edges: list[Edge]) -> set[tuple[str, str]]:
    ahead: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        ahead[edge.source].append(edge.target)
    back: set[tuple[str, str]] = set()
    seen: set[tuple[str, str]] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        for target in ahead[name]:
            if target in path:
                back.add((name, target))
            elif (name, target) not in seen:
                seen.add((name, target))
                visit(target, (*path, target))

    visit(start, (start,))
    return back


def _lane(state: State) -> str:
    if state.with_applicant:
        return APPLICANT
    return state.assign[0].org if state.assign else MACHINE


def _boxes(
    process: Process, edges: list[Edge], columns: dict[str, int]
) -> tuple[dict[str, Box], list[Edge]]:
    boxes = {
        state.name: Box(id=state.name, state=state, lane=_lane(state), column=columns[state.name])
        for state in process.states.values()
        if state.kind is not StateKind.END
    }
    drawn: list[Edge] = []
    for edge in edges:
        target = process.states[edge.target]
        name = edge.target
        if target.kind is StateKind.END:
            source = boxes[edge.source]
            name = f"{edge.target}__{edge.source}"
            boxes.setdefault(
                name, Box(id=name, state=target, lane=source.lane, column=source.column + 1)
            )
        drawn.append(Edge(source=edge.source, target=name, name=edge.name, title=edge.title))
    return boxes, drawn


def _place(process: Process, boxes: dict[str, Box]) -> dict[str, tuple[float, float]]:
    used: dict[tuple[str, int], int] = defaultdict(int)
    slots: dict[str, int] = {}
    for box in sorted(boxes.values(), key=lambda box: (box.column, box.is_end)):
        slots[box.id] = used[box.lane, box.column]
        used[box.lane, box.column] += 1
    lanes: dict[str, tuple[float, float]] = {}
    top = 10.0
    for lane in (APPLICANT, *process.orgs, MACHINE):
        rows = max((n for (name, _column), n in used.items() if name == lane), default=0)
        if rows:
            height = 2 * PAD + rows * BOX_H + (rows - 1) * GAP_Y
            lanes[lane] = (top, height)
            top += height
    for box in boxes.values():
        box.x = LANE_TITLE + 30 + box.column * (BOX_W + GAP_X)
        row = lanes[box.lane][0] + PAD + slots[box.id] * (BOX_H + GAP_Y)
        box.y = row + (BOX_H - box.height) / 2
    return lanes


def _lines(boxes: dict[str, Box], edges: list[Edge]) -> tuple[Edge, ...]:
    leaving: dict[str, int] = defaultdict(int)
    for edge in edges:
        leaving[edge.source] += 1
    port: dict[str, int] = defaultdict(int)
    lines: list[Edge] = []
    for edge in sorted(edges, key=lambda edge: boxes[edge.target].y):
        port[edge.source] += 1
        share = port[edge.source] / (leaving[edge.source] + 1)
        points = _points(boxes[edge.source], boxes[edge.target], share, port[edge.source])
        lines.append(
            Edge(
                source=edge.source,
                target=edge.target,
                name=edge.name,
                title=edge.title,
                points=points,
            )
        )
    return tuple(lines)


def _points(source: Box, target: Box, share: float, port: int) -> tuple[Point, ...]:
    leave = (source.x + source.width, source.y + source.height * share)
    enter = (target.x, target.y + target.height / 2)
    if target.column == source.column and target.lane != source.lane:  # straight up or down
        x = source.x + source.width * (0.35 + 0.15 * (port % 4))
        if target.y > source.y:
            return ((x, source.y + source.height), (x, target.y))
        return ((x, source.y), (x, target.y + target.height))
    if target.column <= source.column:  # backwards: above both boxes
        above = min(source.y, target.y) - 10 - 14 * (port % 4)
        x1, x2 = source.x + source.width * 0.7, target.x + target.width * (0.25 + 0.1 * (port % 4))
        return ((x1, source.y), (x1, above), (x2, above), (x2, target.y))
    turn = leave[0] + 12 + 7 * port
    if target.column > source.column + 1 and source.lane == target.lane:  # over what is between
        above, gutter = source.y - 15, target.x - 12 - 7 * (port % 6)
        return (
            leave, (turn, leave[1]), (turn, above), (gutter, above), (gutter, enter[1]), enter,
        )  # fmt: skip
    return (leave, (turn, leave[1]), (turn, enter[1]), enter)
