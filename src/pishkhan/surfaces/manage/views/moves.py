"""Running cases taken to another version: the mapping, a dry run, its progress, the way back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from pishkhan.foundation import digits
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchMove
from pishkhan.kernel.cases.spec import Process
from pishkhan.kernel.cases.terms import MoveStatus
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import spreadsheets
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, service_title, show
from pishkhan.surfaces.manage.views.processes import SECTION
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import sentence, translated


PAGE, MOST_IN_A_SHEET = 50, 20_000
managing = needs(Act.MANAGE_SERVICES)


@managing
def plan(request: Request, service: str) -> HttpResponse:
    """Choose the versions and where each state leads; what it would mean is shown before it starts."""
    versions = _versions(service)
    asked = request.POST if request.method == "POST" else request.GET
    source, target = _chosen(versions, asked.get("from", ""), asked.get("to", ""))
    if source is None or target is None:
        return show(request, "move_plan", SECTION, (service_title(service), ""), service=service,
                    title=service_title(service), versions=versions, moves=_moves(service))  # fmt: skip
    planned = _planned(service, source, target, asked)
    if request.method == "POST" and asked.get("do") == "start":
        try:
            move = cases.start_version_move(planned, by=request.actor)
        except DomainError as error:
            messages.error(request, sentence(error))
        else:
            return done(request, _("انتقال آغاز شد."), "version_move", move.id)
    new = cases.process_of(target.definition_id)
    after = _number(asked.get("after", ""))
    lines = cases.cases_of_plan(planned, after=after, limit=PAGE)
    return show(
        request,
        "move_plan",
        SECTION,
        (service_title(service), ""),
        service=service,
        title=service_title(service),
        versions=versions,
        source=source,
        target=target,
        planned=planned,
        states=[(line, planned.counts[line.state], f"to-{line.state}", f"anew-{line.state}")
                for line in planned.states],
        choices=[(name, translated(state.title)) for name, state in new.states.items()],
        total=sum(planned.counts.values()),
        lines=lines,
        after=lines[-1].case_id if len(lines) == PAGE else 0,
        moves=_moves(service),
    )  # fmt: skip


@managing
@require_safe
def sheet(request: Request, service: str) -> HttpResponse:
    """What the move would mean for each case, for a spreadsheet."""
    source, target = _chosen(
        _versions(service), request.GET.get("from", ""), request.GET.get("to", "")
    )
    if source is None or target is None:
        raise Http404
    planned = _planned(service, source, target, request.GET)
    titles = [gettext("شماره"), gettext("از مرحله"), gettext("به مرحله"), gettext("اقدام‌های تازه"),
              gettext("اقدام‌های برداشته‌شده"), gettext("از نو ارجاع می‌شود"), gettext("ایراد")]  # fmt: skip
    rows = [
        [one.reference or one.case_id, one.change.title, one.change.target_title or one.change.target,
         "، ".join(one.change.actions_new), "، ".join(one.change.actions_gone),
         gettext("بله") if one.change.is_anew else "", "، ".join(one.change.faults)]
        for one in cases.cases_of_plan(planned, limit=MOST_IN_A_SHEET)
    ]  # fmt: skip
    return spreadsheets.as_csv(f"move-{service}", [titles, *rows])


@managing
def one(request: Request, move_id: int) -> HttpResponse:
    """How far a move has come; it goes on whether anybody looks or not."""
    try:
        move = cases.version_move(move_id)
    except NoSuchMove as error:
        raise Http404 from error
    if request.method == "POST":
        try:
            cases.roll_back_version_move(move_id, by=request.actor)
            messages.success(request, translated(_("بازگرداندن آغاز شد.")))
        except DomainError as error:
            messages.error(request, sentence(error))
        return redirect("manage:version_move", move_id)
    numbers = {v.definition_id: v.version for v in cases.versions(move.service)}
    status = MoveStatus(move.status)
    is_back = status in {MoveStatus.ROLLING_BACK, MoveStatus.ROLLED_BACK}
    return show(
        request,
        "move",
        SECTION,
        (service_title(move.service), ""),
        move=move,
        title=service_title(move.service),
        source=numbers.get(move.from_definition_id, 0),
        target=numbers.get(move.to_definition_id, 0),
        status=translated(status.label),
        is_running=status in {MoveStatus.RUNNING, MoveStatus.ROLLING_BACK},
        is_done=status is MoveStatus.DONE,
        is_back=is_back,
        ready=move.returned if is_back else move.moved,
        whole=max(1, move.moved if is_back else move.total),
    )


def default_target(name: str, old: Process, new: Process) -> str:
    """Where a state most probably goes on: its own name, else the only one of its title."""
    if name in new.states:
        return name
    alike = [key for key, state in new.states.items() if state.title == old.states[name].title]
    return alike[0] if len(alike) == 1 else name


def _planned(
    service: str, source: cases.Version, target: cases.Version, asked: QueryDict
) -> cases.MovePlan:
    old, new = cases.process_of(source.definition_id), cases.process_of(target.definition_id)
    return cases.plan_version_move(
        service,
        from_definition_id=source.definition_id,
        to_definition_id=target.definition_id,
        mapping={
            name: asked.get(f"to-{name}") or default_target(name, old, new) for name in old.states
        },
        anew={name for name in old.states if asked.get(f"anew-{name}")},
    )


def _versions(service: str) -> list[cases.Version]:
    if service not in cases.registered():
        raise Http404
    return cases.versions(service)


def _chosen(
    versions: list[cases.Version], source: str, target: str
) -> tuple[cases.Version | None, cases.Version | None]:
    numbered = {v.version: v for v in versions}
    first, second = numbered.get(_number(source)), numbered.get(_number(target))
    return (first, second) if first != second else (None, None)


def _moves(service: str) -> list[tuple[cases.MoveRow, str]]:
    words = {one.value: translated(one.label) for one in MoveStatus}
    return [(move, words[move.status]) for move in cases.version_moves(service)]


def _number(text: str) -> int:
    return row_id(digits.to_latin(text).strip()) or 0
