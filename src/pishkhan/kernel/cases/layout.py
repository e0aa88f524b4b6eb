"""Where the boxes and lines of a process go: one layout for the picture and for BPMN.

Columns follow the longest way from the start, lanes are who acts; ends are repeated beside each
source, so that no long lines cross the picture. Measures are pixels, left to right.

Nothing lies on anything else by construction: every line leaves its box at a port of its own, has
the space behind the box for its title, turns on a track of its own in the gutter between two
columns, and if it goes further than the next column, travels on a track above its target's row.
"""

from collections import defaultdict
from dataclasses import dataclass

from pishkhan.kernel.cases.rules.process import Process, State
from pishkhan.kernel.cases.terms import StateKind


BOX_W, BOX_H, END_SIZE, LANE_TITLE = 150, 56, 30, 120
PORT, TRACK, PAD, LETTER_W, FIRST_GUTTER = 20, 12, 16, 5.6, 80  # LETTER_W: the width of one, about
END_TITLE = 24  # beneath the circle of an end
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
    row: int = 0
    exits: int = 0
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
        """In pixels; more exits need more."""
        return END_SIZE if self.is_end else max(BOX_H, PORT * (self.exits + 1))

    @property
    def room(self) -> float:
        """The height that its row keeps for it."""
        return self.height + (2 * END_TITLE if self.is_end else 0)


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
    boxes, drawn = _boxes(process, edges, _columns(process, edges))
    rows = _rows(process, boxes)
    ways = _ways(boxes, drawn)
    width = _across(boxes, ways)
    lanes, height = _down(boxes, ways, rows)
    lines = tuple(
        Edge(
            source=way.edge.source,
            target=way.edge.target,
            name=way.edge.name,
            title=way.edge.title,
            points=way.points(),
        )
        for way in ways
    )
    return Layout(boxes=boxes, edges=lines, lanes=lanes, width=width, height=height)


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


@dataclass(slots=True, kw_only=True)
class _Way:
    """The way of one line: ports at both boxes, and the tracks it turns on."""

    edge: Edge
    source: Box
    target: Box
    leaves: int = 0  # which port of the source, of how many
    enters: float = 0.5  # share of the target's height
    turn: float = 0
    channel: float = 0
    gutter: float = 0

    @property
    def is_long(self) -> bool:
        """Whether it goes anywhere but to the next column."""
        return self.target.column != self.source.column + 1

    def points(self) -> tuple[Point, ...]:
        """From the source's far side to the target's near side."""
        share = (self.leaves + 1) / (self.source.exits + 1)
        y1 = self.source.y + self.source.height * share
        y2 = self.target.y + self.target.height * self.enters
        leave, enter = (self.source.x + self.source.width, y1), (self.target.x, y2)
        if not self.is_long:
            return (leave, (self.turn, y1), (self.turn, y2), enter)
        return (
            leave,
            (self.turn, y1),
            (self.turn, self.channel),
            (self.gutter, self.channel),
            (self.gutter, y2),
            enter,
        )


def _rows(process: Process, boxes: dict[str, Box]) -> dict[str, list[int]]:
    """Number the rows of all lanes from the top; the rows of each lane that has some."""
    used: dict[tuple[str, int], int] = defaultdict(int)
    for box in sorted(boxes.values(), key=lambda box: (box.column, box.is_end)):
        box.row = used[box.lane, box.column]
        used[box.lane, box.column] += 1
    rows: dict[str, list[int]] = {}
    top = 0
    for lane in (APPLICANT, *process.orgs, MACHINE):
        count = max((n for (name, _column), n in used.items() if name == lane), default=0)
        if count:
            rows[lane] = list(range(top, top + count))
            top += count
    for box in boxes.values():
        box.row = rows[box.lane][box.row]
    return rows


def _ways(boxes: dict[str, Box], edges: list[Edge]) -> list[_Way]:
    """The lines with their ports: those that go up leave at the top, those that go down below."""
    ways = [_Way(edge=e, source=boxes[e.source], target=boxes[e.target]) for e in edges]
    ways.sort(key=lambda way: (way.source.column, way.source.row, way.target.row, way.is_long))
    arriving: dict[str, list[_Way]] = defaultdict(list)
    for way in ways:
        way.leaves, way.source.exits = way.source.exits, way.source.exits + 1
        arriving[way.target.id].append(way)
    for several in arriving.values():
        several.sort(key=lambda way: way.source.row if not way.is_long else -1)
        for place, way in enumerate(several):
            way.enters = (place + 1) / (len(several) + 1)
    return ways


def _across(boxes: dict[str, Box], ways: list[_Way]) -> float:
    """Columns, and between them the titles and tracks of the lines; the whole width."""
    x = float(LANE_TITLE)
    for column in range(-1, 1 + max(box.column for box in boxes.values())):
        for box in boxes.values():
            if box.column == column:
                box.x = x
        leaving = [way for way in ways if way.source.column == column]
        entering = [way for way in ways if way.is_long and way.target.column == column + 1]
        titles = max((len(way.edge.title) for way in leaving), default=0) * LETTER_W
        x += (0 if column < 0 else BOX_W) + titles + PAD
        for way in _unknotted(leaving):
            way.turn, x = x, x + TRACK
        for way in entering:
            way.gutter, x = x, x + TRACK
        x += FIRST_GUTTER if column < 0 else PAD
    return x + PAD


def _unknotted(leaving: list[_Way]) -> list[_Way]:
    """Those up in the order of their ports, those down in the opposite: none crosses its like."""
    up = [way for way in leaving if way.is_long or way.target.row < way.source.row]
    return up + [way for way in reversed(leaving) if way not in up]


def _down(
    boxes: dict[str, Box], ways: list[_Way], rows: dict[str, list[int]]
) -> tuple[dict[str, tuple[float, float]], float]:
    """Rows, and above each the tracks of the lines that come from afar; lanes and whole height."""
    y = 10.0
    lanes: dict[str, tuple[float, float]] = {}
    for lane, numbers in rows.items():
        top = y
        for row in numbers:
            y += PAD
            for way in ways:
                if way.is_long and way.target.row == row:
                    way.channel, y = y, y + TRACK
            y += PAD
            own = [box for box in boxes.values() if box.row == row]
            room = max(box.room for box in own)
            for box in own:
                box.y = y + (room - box.height) / 2
            y += room
        y += PAD
        lanes[lane] = (top, y - top)
    return lanes, y + 10
