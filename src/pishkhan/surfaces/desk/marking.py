"""Putting marks on a case: labels, how confidential it is; and saved lists."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.terms import LabelColour
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Confidentiality
from pishkhan.surfaces.desk import around
from pishkhan.surfaces.desk.gate import staff_only, visible
from pishkhan.surfaces.desk.inbox import Asked
from pishkhan.surfaces.desk.views import back_of
from pishkhan.web import pages
from pishkhan.web.errors import status_of
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, sentence, translated


@require_POST
@staff_only
def put_labels(request: Request, case_id: int) -> HttpResponse:
    """Exactly the ticked labels, as far as the actor sees labels."""
    visible(request, case_id)
    ticked = {row_id(text) or 0 for text in request.POST.getlist("label")}
    cases.put_labels(case_id=case_id, label_ids=ticked, by=request.actor)
    return redirect(back_of(request, case_id))


@require_POST
@staff_only
def confidentiality(request: Request, case_id: int) -> HttpResponse:
    """Set how confidential the case is, with the reason."""
    visible(request, case_id)
    known = {one.value: one for one in Confidentiality}
    level = known.get(request.POST.get("level", ""), Confidentiality.ORDINARY)
    because = request.POST.get("because", "").strip()
    cases.set_confidentiality(case_id=case_id, to=level, because=because, by=request.actor)
    messages.success(request, _("محرمانگی پرونده: %(level)s") % {"level": translated(level.label)})
    return redirect(back_of(request, case_id))


@require_GET
@staff_only
def beside(request: Request, case_id: int) -> HttpResponse:
    """Who else has the case open; htmx asks again while the page is open."""
    visible(request, case_id)
    cases.be_present(case_id=case_id, by=request.actor)
    context = {"beside": around.beside(case_id, request.actor)}
    return pages.page(request, "desk/_beside.html", context)


@staff_only
def labels(request: Request) -> HttpResponse:
    """One's own labels and those of the office: make, remove."""
    deeds = {"make": _make_label, "remove": _remove_label}
    return _listed(request, "desk/labels.html", deeds, lambda: {
        "labels": [(one, _office(one.organisation_id)) for one in cases.labels_of(request.actor)],
        "colours": [(one.value, translated(one.label)) for one in LabelColour],
    })  # fmt: skip


@staff_only
def saved(request: Request) -> HttpResponse:
    """Saved lists: keep the one that was on screen, make it the first, forget one."""
    deeds = {"make": _save_view, "remove": _remove_view}
    asked = Asked.of(QueryDict(request.GET.get("of", "")))
    return _listed(request, "desk/views.html", deeds, lambda: {
        "views": [(one, _office(one.organisation_id)) for one in cases.views_of(request.actor)],
        "query": asked.query,
    })  # fmt: skip


def _listed(
    request: Request,
    template: str,
    deeds: Mapping[str, Callable[[Request], None]],
    shown: Callable[[], dict[str, object]],
) -> HttpResponse:
    refusal, status = "", 200
    if request.method == "POST":
        try:
            deeds.get(request.POST.get("deed", ""), deeds["make"])(request)
            return redirect(request.path)
        except DomainError as error:
            refusal, status = sentence(error), status_of(error)
    offices = [(one, _office(one)) for one in cases.offices_run_by(request.actor)]
    context = {**shown(), "refusal": refusal, "offices": offices}
    return pages.page(request, template, context, status=status)


def _office(organisation_id: int | None) -> str:
    if organisation_id is None:
        return ""
    return organisations.organisation_names([organisation_id], language()).get(organisation_id, "")


def _owner(request: Request) -> int | None:
    return row_id(request.POST.get("office", ""))


def _make_label(request: Request) -> None:
    known = {one.value: one for one in LabelColour}
    cases.make_label(
        name=request.POST.get("name", ""),
        colour=known.get(request.POST.get("colour", ""), LabelColour.GREY),
        organisation_id=_owner(request),
        by=request.actor,
    )


def _remove_label(request: Request) -> None:
    cases.remove_label(label_id=row_id(request.POST.get("id", "")) or 0, by=request.actor)


def _save_view(request: Request) -> None:
    cases.save_view(
        name=request.POST.get("name", ""),
        query=Asked.of(QueryDict(request.POST.get("query", ""))).query,
        organisation_id=_owner(request),
        is_default=bool(request.POST.get("default")),
        by=request.actor,
    )


def _remove_view(request: Request) -> None:
    cases.remove_view(view_id=row_id(request.POST.get("id", "")) or 0, by=request.actor)
