"""Decision tables: read as a grid, edited, tried on old cases, approved by a second person."""

from collections import Counter

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import BadTable, NoSuchTable
from pishkhan.kernel.cases.terms import DraftStatus
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import grids, spreadsheets
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show
from pishkhan.web.people import Request
from pishkhan.web.sentences import sentence, translated


SECTION = "tables"
LARGEST_NAME = 60
managing = needs(Act.MANAGE_SERVICES)


@managing
def index(request: Request) -> HttpResponse:
    """All tables with their versions."""
    rows = cases.tables()
    named = [(row, cases.table_of(row.id).title) for row in rows]
    return show(request, "tables", SECTION, named=named, words=_words())


@managing
def one(request: Request, table_id: int) -> HttpResponse:
    """A version as a grid; a proposal with what it would change."""
    row = _row(table_id)
    table = cases.table_of(row.id)
    is_waiting = row.status == DraftStatus.PROPOSED.value
    lines = [
        ([grids.shown(fact, line.when.get(fact.name)) for fact in table.facts],
         table.outcomes.get(line.then, line.then), line.because)
        for line in table.rows
    ]  # fmt: skip
    return show(
        request,
        "table",
        SECTION,
        (table.title, ""),
        row=row,
        table=table,
        lines=lines,
        words=_words(),
        people=identity.account_names(k for k in (row.proposed_by, row.decided_by) if k),
        is_waiting=is_waiting,
        is_own=row.proposed_by == request.actor.account_id,
        **(_tried(row.id, row.name, table) if is_waiting else {}),
    )


@managing
def edit(request: Request, table_id: int) -> HttpResponse:
    """Draft the next version from this one."""
    row = _row(table_id)
    return _edit(request, row.name, grids.of_table(cases.table_of(row.id)), table_id)


@managing
def new(request: Request) -> HttpResponse:
    """Draft a table that is not there yet."""
    blank = grids.Grid(columns=(grids.Column(),), lines=(grids.Line(),))
    return _edit(request, "", blank, None)


@managing
@require_POST
def decide(request: Request, table_id: int) -> HttpResponse:
    """Approve or refuse what somebody else proposed."""
    _row(table_id)
    try:
        if request.POST.get("do") == "approve":
            cases.approve_table(table_id, by=request.actor)
            messages.success(request, translated(_("جدول معتبر شد.")))
        else:
            because = request.POST.get("because", "").strip()[:500]
            cases.refuse_table(table_id, because=because, by=request.actor)
            messages.success(request, translated(_("پیشنهاد رد شد.")))
    except DomainError as error:
        messages.error(request, sentence(error))
    return redirect("manage:table", table_id)


@managing
@require_safe
def as_csv(request: Request, table_id: int) -> HttpResponse:  # noqa: ARG001 - the signature of a view
    """The rows for a spreadsheet; the same file is read back on the page where it is edited."""
    row = _row(table_id)
    name = f"table-{row.id}-{row.version}"
    return spreadsheets.as_csv(name, grids.sheet_of(grids.of_table(cases.table_of(row.id))))


@managing
@require_safe
def as_dmn(request: Request, table_id: int) -> HttpResponse:  # noqa: ARG001 - the signature of a view
    """The table as DMN."""
    row = _row(table_id)
    headers = {"Content-Disposition": f'attachment; filename="table-{row.id}-{row.version}.dmn"'}
    data = cases.dmn(row.name, cases.table_of(row.id))
    return HttpResponse(data, content_type="application/xml", headers=headers)


def _row(table_id: int) -> cases.TableRow:
    found = next((row for row in cases.tables() if row.id == table_id), None)
    if found is None:
        raise Http404
    return found


def _words() -> dict[str, str]:
    return {one.value: translated(one.label) for one in DraftStatus}


def _edit(request: Request, name: str, grid: grids.Grid, table_id: int | None) -> HttpResponse:
    faults: list[str] = []
    said = {"name": name, "valid_from": jalali.format_numbers(clock.today(), "en"), "note": ""}
    if request.method == "POST":
        grid, deed = grids.of_form(request.POST), request.POST.get("do", "check")
        said |= {key: request.POST.get(key, "").strip() for key in ("valid_from", "note")}
        said["name"] = name or request.POST.get("name", "").strip()[:LARGEST_NAME]
        try:
            if deed == "import":
                upload = request.FILES.get("sheet")
                grid = grids.with_sheet(
                    grid, spreadsheets.read_csv(upload.read() if upload else b"")
                )
            elif deed == "save":
                return _save(request, said, grid)
            else:
                grid = grid.pressed(deed)
        except BadTable as error:
            faults = str(error.data["faults"]).split("\n")
        except DomainError as error:
            faults = [sentence(error)]
    crumb = (grid.title or translated(_("جدول تازه")), "")
    return show(
        request,
        "table_edit",
        SECTION,
        crumb,
        grid=grid,
        said=said,
        is_new=not name,
        faults=faults,
        drawn=list(_drawn(grid)),
        table_id=table_id,
    )


def _drawn(
    grid: grids.Grid,
) -> list[tuple[grids.Line, list[tuple[grids.Column, list[str]]], list[str]]]:
    """The rows with their cells in the order of the columns, and what is wrong with each row."""
    wrong: dict[int, list[str]] = {}
    try:
        table, faults = cases.read_table(grid.body())
        wrong = {} if faults else cases.row_faults(table)
    except DomainError:
        wrong = {}  # said above the grid when it is saved
    return [
        (
            line,
            [(column, line.cells.get(column.name, [])) for column in grid.columns],
            wrong.get(n, []),
        )
        for n, line in enumerate(grid.lines, start=1)
    ]


def _save(request: Request, said: dict[str, str], grid: grids.Grid) -> HttpResponse:
    if not said["name"]:
        raise NoSuchTable(name="")
    day = jalali.parse_either(said["valid_from"])
    with transaction.atomic():
        row = cases.propose_table(
            said["name"], grid.body(), valid_from=day, by=request.actor, note=said["note"][:500]
        )
    return done(request, _("نسخهٔ تازه پیشنهاد شد؛ نفر دوم باید آن را تأیید کند."), "table", row.id)


def _tried(table_id: int, name: str, table: cases.DataTable) -> dict[str, object]:
    """What the proposal would have said otherwise about cases that were decided."""
    seen = cases.seen_facts(name)
    try:
        found = cases.dry_run(table_id, [facts for _case, facts in seen])
    except NoSuchTable:  # the first version: there is nothing to differ from
        return {"seen": len(seen)}
    titles = {fact.name: fact.title for fact in table.facts}
    counted = Counter((d.now, d.then) for d in found)
    words = table.outcomes
    return {
        "seen": len(seen),
        "changes": len(found),
        "kinds": [(words.get(a, a), words.get(b, b), n) for (a, b), n in counted.most_common()],
        "differences": [
            ("، ".join(f"{titles.get(k, k)}: {v}" for k, v in d.facts.items()),
             words.get(d.now, d.now), words.get(d.then, d.then))
            for d in found[:50]
        ],
    }  # fmt: skip
