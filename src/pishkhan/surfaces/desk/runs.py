"""Runs over many cases: how far they are, what became of each, and undoing them."""

import csv
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.api import ItemView
from pishkhan.kernel.cases.terms import ItemStatus
from pishkhan.kernel.identity import api as identity
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web import pages
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import shown, translated


KINDS = {
    ItemStatus.DONE: "ok",
    ItemStatus.REFUSED: "bad",
    ItemStatus.KEPT: "warn",
    ItemStatus.UNDONE: "info",
}
PAGE = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@staff_only
def run(request: Request, run_id: int) -> HttpResponse:
    """One run; while it goes on the page asks again by itself, and can be left and come back to."""
    found = cases.run_of(run_id, request.actor)
    after = row_id(request.GET.get("after", "")) or 0
    items = cases.items_of(run_id, after=after, limit=PAGE + 1)
    names = identity.account_names({x.to_account_id for x in items if x.to_account_id})
    lines = [
        (one, Tag(text=one.status.label, kind=KINDS.get(one.status, "")), why(one),
         names.get(one.to_account_id or 0, ""))
        for one in items[:PAGE]
    ]  # fmt: skip
    context = {
        "run": found,
        "lines": lines,
        "after": str(items[PAGE - 1].id) if len(items) > PAGE else "",
    }
    return pages.page(request, "desk/run.html", context, part="desk/_run.html")


@require_GET
@staff_only
def runs(request: Request) -> HttpResponse:
    """The actor's last runs."""
    return pages.page(request, "desk/runs.html", {"runs": cases.runs_of(request.actor)})


@require_GET
@staff_only
def results(request: Request, run_id: int) -> HttpResponse:
    """What became of each, as a table for a spreadsheet."""
    found = cases.run_of(run_id, request.actor)
    audit.saw(audit.Seen.EXPORT, run_id, by=request.actor, what=f"bulk run of {found.total}")
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([_("شماره"), _("متقاضی"), _("نتیجه"), _("توضیح")])
    for one in cases.every_item(run_id):
        cells = (one.reference, one.applicant_name, translated(one.status.label), why(one))
        table.writerow([_safe(cell) for cell in cells])
    body = "\ufeff" + text.getvalue()  # with the mark, spreadsheets read it as UTF-8
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="run-{run_id}.csv"'
    return response


@require_POST
@staff_only
def undo(request: Request, run_id: int) -> HttpResponse:
    """Take back what nobody has seen; the others say why they stay."""
    cases.undo_run(run_id=run_id, by=request.actor)
    messages.info(request, _("بازپس‌گیری آغاز شد؛ نتیجهٔ هر پرونده در فهرست است."))
    return redirect("desk:run", run_id)


def why(item: ItemView) -> str:
    """Why it was not done, in words; empty where it was."""
    if not item.message:
        return ""
    return translated(item.message) % {name: shown(value) for name, value in item.data.items()}


def _safe(cell: str) -> str:
    """What a spreadsheet would take for a formula is text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
