"""The map of a case for staff: the way it took, where it stands, and why rules decided so."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.surfaces.desk.gate import staff_only, visible
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


@require_GET
@staff_only
def drawing(request: Request, case_id: int) -> HttpResponse:
    """The process of the case as a picture and as a list of its steps."""
    visible(request, case_id)
    view = cases.case(case_id)
    process = cases.process_of(view.definition_id)
    events = cases.events(case_id)
    visited = {one.to_state for one in events if one.to_state} | {view.state}
    pressed = {EventKind.ACTION, EventKind.DECISION}
    taken = {(one.from_state, one.action) for one in events if one.kind in pressed}
    wide = cases.svg(process, current=view.state, visited=visited, taken=taken)
    narrow = cases.upright(process, current=view.state, visited=visited)
    steps = [
        (translated(state.title), name in visited, name == view.state)
        for name, state in process.states.items()
    ]
    context = {
        "view": view,
        "version": process.version,
        # Our own drawings: every text in them is escaped where it is drawn.
        "wide": mark_safe(wide),  # noqa: S308 - see above
        "narrow": mark_safe(narrow),  # noqa: S308 - see above
        "steps": steps,
        "reasons": cases.reasons(case_id),
    }
    return render(request, "desk/drawing.html", context)
