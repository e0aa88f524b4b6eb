"""Folders beside the inbox: what I sent, what I follow, what I am still writing."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import ReferralView
from pishkhan.surfaces.desk import words
from pishkhan.surfaces.desk.around import state_of
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.web import pages
from pishkhan.web.people import Request


@require_GET
@staff_only
def follow_up(request: Request) -> HttpResponse:
    """What the actor referred: answers they have not read first, then what is open."""
    found = cases.followed(request.actor)
    return _page(request, "follow-up", found, "")


@require_GET
@staff_only
def sent(request: Request) -> HttpResponse:
    """All that the actor referred, the newest first."""
    found, after = cases.sent(request.actor, after=request.GET.get("after", ""))
    return _page(request, "sent", found, after)


@require_GET
@staff_only
def drafts(request: Request) -> HttpResponse:
    """Decisions the actor is still writing."""
    found = cases.drafts_of(request.actor)
    return pages.page(request, "desk/drafts.html", {"drafts": found})


def _page(request: Request, folder: str, found: list[ReferralView], after: str) -> HttpResponse:
    audit.saw_all(audit.Seen.CASE, (one.case_id for one in found), by=request.actor)
    lines = [
        (one, state_of(one), words.deadline(one.due_at) if one.ended_at is None else None)
        for one in found
    ]
    context = {"folder": folder, "lines": lines, "after": after}
    return pages.page(request, "desk/sent.html", context)
