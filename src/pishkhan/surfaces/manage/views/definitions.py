"""Versions of a process that are not in force yet: drafts, drawings brought in, proposals."""

import io
import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe
from ruamel.yaml import YAML

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import (
    BadDefinition,
    NoSuchProposal,
    UnreadableDraft,
    UnreadableDrawing,
)
from pishkhan.kernel.cases.spec import Process
from pishkhan.kernel.cases.terms import DraftStatus
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoSuchService
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act, OrganisationKind
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, service_title, show
from pishkhan.surfaces.manage.views.processes import SECTION, lines_of
from pishkhan.web import fields, places
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, sentence, translated


LARGEST_DRAWING = 1_000_001
managing = needs(Act.MANAGE_SERVICES)


@managing
def one(request: Request, definition_id: int) -> HttpResponse:
    """A draft or a proposal: its text, what is wrong with it, its picture, who would be missing."""
    row = _open(definition_id)
    text, faults = _yaml(json.loads(row.body)), []
    unread: UnreadableDraft | None = None
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            return _did(request, row, request.POST.get("do", ""), text)
        except BadDefinition as error:
            faults = str(error.data["faults"]).split("\n")
        except UnreadableDraft as error:
            unread = error
        except DomainError as error:
            faults = [sentence(error)]
    else:
        faults = cases.faults_of_draft(row.service, json.loads(row.body))
    process = cases.process_of_row(row) if not faults and unread is None else None
    is_draft = row.status == DraftStatus.DRAFT.value
    return show(
        request,
        "definition",
        SECTION,
        (service_title(row.service), ""),
        row=row,
        title=service_title(row.service),
        text=text,
        faults=faults,
        unread=fields.messages([unread]) if unread else (),
        is_draft=is_draft,
        is_own=row.proposed_by is not None and row.proposed_by == request.actor.account_id,
        card=_faults_of_card(row.service),
        lines=lines_of(process) if process else [],
        # Our own drawing: every text in it is escaped where it is drawn.
        drawing=mark_safe(cases.svg(process)) if process else "",  # noqa: S308 - see above
        narrow=mark_safe(cases.upright(process)) if process else "",  # noqa: S308 - see above
        matrix=_matrix(row, process) if process and not is_draft else [],
        people=identity.account_names(k for k in (row.proposed_by,) if k),
    )


@managing
@require_POST
def draft(request: Request, service: str) -> HttpResponse:
    """Begin a draft with the text of the version in force."""
    _require(service)
    active = next((v for v in cases.versions(service) if v.is_active), None)
    if active is None:
        raise Http404
    body = json.loads(cases.definition(active.definition_id).body)
    return _begun(request, service, body)


@managing
def bring(request: Request, service: str) -> HttpResponse:
    """A BPMN drawing becomes a draft."""
    _require(service)
    faults: list[str] = []
    if request.method == "POST":
        upload = request.FILES.get("drawing")
        data = upload.read(LARGEST_DRAWING) if upload else b""
        try:
            return _begun(request, service, cases.read_bpmn(data))
        except UnreadableDrawing as error:
            faults = [f"{sentence(one)} {hint(one)}" for one in error.faults]
    return show(request, "definition_import", SECTION, (service_title(service), ""),
                service=service, title=service_title(service), faults=faults)  # fmt: skip


@managing
@require_safe
def as_bpmn(request: Request, service: str, version: int) -> HttpResponse:  # noqa: ARG001 - the signature of a view
    """A published version as BPMN 2.0 with its drawing."""
    _require(service)
    found = next((v for v in cases.versions(service) if v.version == version), None)
    if found is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{service}-{version}.bpmn"'}
    xml = cases.bpmn(cases.process_of(found.definition_id))
    return HttpResponse(xml, content_type="application/xml; charset=utf-8", headers=headers)


def _did(request: Request, row: cases.DefinitionRow, deed: str, text: str) -> HttpResponse:
    by = request.actor
    if deed in {"save", "propose"}:
        cases.save_draft(row.service, cases.read_draft(text), by=by, definition_id=row.id)
        if deed == "save":
            return done(request, _("پیش‌نویس ذخیره شد."), "definition", row.id)
        cases.propose_definition(row.id, by=by)
        return done(
            request, _("نسخه پیشنهاد شد؛ نفر دوم باید آن را تأیید کند."), "process", row.service
        )
    if deed == "approve":
        if card := _faults_of_card(row.service):
            raise BadDefinition(service=row.service, faults="\n".join(card))
        cases.approve_definition(row.id, by=by)
        return done(request, _("نسخه منتشر شد."), "process", row.service)
    if deed == "refuse":
        because = request.POST.get("because", "").strip()[:500]
        cases.refuse_definition(row.id, because=because, by=by)
        return done(request, _("نسخه کنار گذاشته شد."), "process", row.service)
    return redirect("manage:definition", row.id)


def _begun(request: Request, service: str, body: Mapping[str, object]) -> HttpResponse:
    version = cases.next_version(service)
    row = cases.save_draft(service, {**body, "version": version}, by=request.actor)
    messages.success(request, translated(_("پیش‌نویس ساخته شد.")))
    return redirect("manage:definition", row.id)


def _require(service: str) -> None:
    if service not in cases.registered():
        raise Http404


def _open(definition_id: int) -> cases.DefinitionRow:
    try:
        row = cases.definition(definition_id)
    except NoSuchProposal as error:
        raise Http404 from error
    if row.status not in {DraftStatus.DRAFT.value, DraftStatus.PROPOSED.value}:
        raise Http404
    return row


def _yaml(body: object) -> str:
    writer, out = YAML(), io.StringIO()  # it keeps the order of the keys
    writer.width = 110
    writer.dump(body, out)
    return out.getvalue()


def _faults_of_card(service: str) -> list[str]:
    """What the service's own card lacks: forms, messages, pages of actions."""
    try:
        return list(catalogue.faults_of(catalogue.service(service)))
    except NoSuchService:
        return []


def _matrix(row: cases.DefinitionRow, process: Process) -> list[tuple[cases.MatrixRow, str]]:
    """Who would be missing if it were in force; only the rows with an empty cell."""
    found = cases.matrix(row.service, _candidates(row.service, process), definition_id=row.id)
    said = places.spoken_all(cell.role_title for line in found for cell in line.cells)
    return [
        (line, "، ".join(said[cell.role_title] for cell in line.cells if cell.is_gap))
        for line in found
        if any(cell.is_gap for cell in line.cells)
    ]


def _candidates(service: str, process: Process) -> dict[str, list[OrganisationView]]:
    """Which organisations may fill each place: those of its kind, else the offices of the service."""
    offices = [organisations.organisation(key) for key in {*catalogue.offices(service).values()}]
    known = [office for office in offices if office]
    kinds = {slot: OrganisationKind(kind) for slot, kind in process.kinds.items()}
    return {
        slot: organisations.organisations_of_kind(kinds[slot]) if slot in kinds else known
        for slot in process.orgs
    }
