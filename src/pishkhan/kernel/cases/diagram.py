"""The picture of a process for staff: swimlanes from right to left, or upright for a narrow screen."""

from collections.abc import Collection
from html import escape

from pishkhan.kernel.cases.layout import (
    BOX_W,
    LANE_TITLE,
    Box,
    Edge,
    Layout,
    lane_title,
    layout,
)
from pishkhan.kernel.cases.rules.process import Process, State
from pishkhan.kernel.cases.terms import Silence, StateKind


def svg(
    process: Process,
    *,
    current: str = "",
    visited: Collection[str] = (),
    taken: Collection[tuple[str, str]] = (),
) -> str:
    """The process as SVG; `visited` states and `taken` (state, action) pairs are marked.

    Colours come from the page by classes `wf-…` (box, visited, current, line, taken); the title
    and the description make it readable without seeing it.
    """
    plan = layout(process)
    arrow = (
        '<defs><marker id="wf-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker>'
        "</defs>"
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width:.0f} {plan.height:.0f}"'
        f' width="{plan.width:.0f}" height="{plan.height:.0f}"'
        ' role="img" aria-labelledby="wf-title wf-desc" direction="rtl" class="workflow">'
    )
    parts = [
        head,
        f'<title id="wf-title">{escape(process.title)}</title>',
        f'<desc id="wf-desc">{escape(_description(process, current))}</desc>',
        arrow,
    ]
    parts += [_lane(process, plan, lane) for lane in plan.lanes]
    parts += [_line(plan, edge, is_taken=(edge.source, edge.name) in taken) for edge in plan.edges]
    parts += [_box(process, plan, box, current, visited) for box in plan.boxes.values()]
    return "".join([*parts, "</svg>"])


UPRIGHT_W, STEP_H, WAY_H, MARGIN = 320, 46, 18, 12  # a column that fits a screen of 360 px


def upright(process: Process, *, current: str = "", visited: Collection[str] = ()) -> str:
    """The process as a column of steps, each with its ways beneath it; for narrow screens."""
    parts: list[str] = []
    y = float(MARGIN)
    for state in process.states.values():
        marks = {"wf-visited": state.name in visited, "wf-current": state.name == current}
        classes = " ".join(["wf-box", *(name for name, is_so in marks.items() if is_so)])
        radius = STEP_H / 2 if state.kind in {StateKind.END, StateKind.DECISION} else 7
        who = "، ".join(
            process.role_title(entry.role) if entry.role else "متقاضی" for entry in state.assign
        )
        parts.append(
            f'<rect class="{classes}" x="8" y="{y:.0f}" width="{UPRIGHT_W - 16}" height="{STEP_H}" '
            f'rx="{radius:.0f}" fill="#fff" stroke="#667"/>'
            + _word("wf-title", UPRIGHT_W / 2, y + (20 if who else 28), state.title, 13, "middle")
            + (_word("wf-label", UPRIGHT_W / 2, y + 37, who, 10.5, "middle") if who else "")
        )
        y += STEP_H
        for title, to in _ways(state):
            y += WAY_H
            parts.append(_word("wf-label", UPRIGHT_W - 24, y - 4, f"{title} ← {process.states[to].title}", 10.5, "start"))  # fmt: skip
        y += MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UPRIGHT_W} {y:.0f}" '
        f'width="{UPRIGHT_W}" height="{y:.0f}" role="img" aria-labelledby="wfu-title wfu-desc" '
        f'direction="rtl" class="workflow"><title id="wfu-title">{escape(process.title)}</title>'
        f'<desc id="wfu-desc">{escape(_description(process, current))}</desc>'
        + "".join(parts)
        + "</svg>"
    )


def _ways(state: State) -> list[tuple[str, str]]:
    return [(a.title, a.to) for a in state.actions.values()] + list(state.outcomes.items())


def _word(kind: str, x: float, y: float, text: str, size: float, anchor: str) -> str:
    return (
        f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}" font-size="{size}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _description(process: Process, current: str) -> str:
    steps = " ← ".join(
        process.states[name].title for name in (process.start, *process.path_from(process.start))
    )
    here = process.states[current].title if current in process.states else ""
    return f"مسیر معمول: {steps}" + (f". اکنون: {here}" if here else "")


def _lane(process: Process, plan: Layout, lane: str) -> str:
    top, height = plan.lanes[lane]
    return (
        f'<rect class="wf-lane" x="5" y="{top:.0f}" width="{plan.width - 10:.0f}" '
        f'height="{height:.0f}" fill="none" stroke="#ccd"/>'
        f'<text class="wf-lane-title" x="{plan.width - LANE_TITLE / 2 - 5:.0f}" '
        f'y="{top + height / 2:.0f}" text-anchor="middle">{escape(lane_title(process, lane))}</text>'
    )


def _line(plan: Layout, edge: Edge, *, is_taken: bool) -> str:
    points = [(plan.width - x, y) for x, y in edge.points]
    path = " L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    x, y = points[0]
    return (
        f'<path class="wf-line{" wf-taken" if is_taken else ""}" d="M{path}" fill="none" '
        'stroke="#99a" marker-end="url(#wf-arrow)"/>'
        f'<text class="wf-label" x="{x - 6:.0f}" y="{y - 5:.0f}" font-size="10.5" '
        f'text-anchor="start">{escape(edge.title)}</text>'
    )


def _box(process: Process, plan: Layout, box: Box, current: str, visited: Collection[str]) -> str:
    state = box.state
    marks = {"wf-visited": state.name in visited, "wf-current": state.name == current}
    classes = " ".join(["wf-box", *(name for name, is_so in marks.items() if is_so)])
    x, middle = plan.width - box.x - box.width, plan.width - box.x - box.width / 2
    centre = box.y + box.height / 2
    if box.is_end:
        return (
            f'<circle class="{classes}" cx="{middle:.0f}" cy="{centre:.0f}" r="13" fill="#fff" '
            f'stroke="#667" stroke-width="4"/><text class="wf-label" x="{middle:.0f}" '
            f'y="{centre + 28:.0f}" font-size="10.5" text-anchor="middle">{escape(state.title)}</text>'
        )
    clock = " · مهلت‌دار" if state.timers else ""
    if silence := next((timer.silence for timer in state.timers if timer.silence), None):
        clock = " · سکوت = پذیرش" if silence is Silence.ACCEPTED else " · سکوت = انتفا"
    radius = box.height / 2 if state.kind is StateKind.DECISION else 7
    return (
        f'<rect class="{classes}" x="{x:.0f}" y="{box.y:.0f}" width="{BOX_W}" height="{box.height:.0f}" '
        f'rx="{radius}" fill="#fff" stroke="#667"/><text class="wf-title" x="{middle:.0f}" '
        f'y="{centre - 3:.0f}" font-size="13" text-anchor="middle">{escape(state.title)}</text>'
        f'<text class="wf-label" x="{middle:.0f}" y="{centre + 15:.0f}" font-size="10.5" '
        f'text-anchor="middle">{escape(_who(process, box))}{clock}</text>'
    )


def _who(process: Process, box: Box) -> str:
    roles = [process.role_title(entry.role) for entry in box.state.assign if entry.role]
    return "، ".join(roles) or lane_title(process, box.lane)
