"""An item on a phone: what it is about, my vote, and for the chair its closing."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import queries, rules, wording
from pishkhan.services.international_commission.actions import voting
from pishkhan.services.international_commission.errors import VotingClosed
from pishkhan.services.international_commission.terms import (
    CODE,
    Ballot,
    ItemState,
    Level,
    Verdict,
)
from pishkhan.services.international_commission.views.gate import done, item_of, staff
from pishkhan.web.pages import page
from pishkhan.web.people import Request
from pishkhan.web.sentences import language


SHOWN = frozenset({"study", "degree", "ground"})


@require_safe
@staff
def item(request: Request, item_id: int) -> HttpResponse:
    """The item, with what the applicant wrote of their studies and grounds; not their numbers."""
    row = item_of(request, item_id)
    view = cases.case(row.matter_id)
    audit.saw(audit.Seen.CASE, view.id, by=request.actor)
    interests = queries.interests_in(row)
    seat = queries.seat_of(row.session_id, request.actor.account_id)
    mine = next(
        (one for one in queries.votes_of(row.id) if seat and one.seat_id == seat.seat_id), None
    )
    is_closed = row.state == ItemState.CLOSED.value
    seats = queries.voting_seats(row)
    level, place = Level(row.session.level), row.session.organisation_id
    titles = catalogue.service(CODE).staff_titles
    chairs = queries.holds(request.actor, Role.CHAIR, place, secrecy=view.confidentiality)
    context = {
        "item": row,
        "view": view,
        "name": catalogue.applicant_name(view, language()),
        "answers": [
            replace(one, title=titles.get(one.code, one.title))
            for one in forms.answered_in(view.id)
            if one.code in SHOWN
        ],
        "files": len(attachments.of_case(view.id)),
        "opens_case": organisations.may(request.actor, Act.VIEW_CASE, cases.subject_of(view.id)),
        "state": ItemState(row.state).label,
        "is_open": row.state == ItemState.OPEN.value,
        "is_live": row.state in queries.LIVE,
        "is_closed": is_closed,
        "verdict": Verdict(row.verdict).label if row.verdict else "",
        "count": wording.count(row, language()) if is_closed else "",
        "seat": seat,
        "is_barred": bool(seat and {seat.seat_id, request.actor.account_id} & interests.barred),
        "mine": mine,
        "ballots": [one for one in Ballot if one is not Ballot.REFER or rules.may_refer(level)],
        "chairs": chairs,
        "adjourns": chairs
        or queries.runs_sessions(request.actor, level, place, secrecy=view.confidentiality),
        "voted": len(queries.casts_of(row.id, seats)),
        "present": len(seats),
        "waited_for": wording.listed(queries.yet_to_vote(row), language()) if chairs else "",
        "earlier": [one for one in queries.decided_items_of(view.id) if one.id != row.id],
    }
    return page(request, "international_commission/item.html", context)


@require_POST
@staff
def do(request: Request, item_id: int, deed: str) -> HttpResponse:
    """Vote, step aside, close, or leave it to the next session."""
    row, post, by = item_of(request, item_id), request.POST, request.actor
    back = reverse("international_commission:item", args=[row.id])

    def cast() -> None:
        known = {one.value: one for one in Ballot}
        if post.get("ballot", "") not in known:
            raise VotingClosed
        voting.vote(
            item_id=row.id, ballot=known[post["ballot"]], reason=post.get("reason", ""), by=by
        )

    deeds = {
        "vote": (cast, _("رأی شما ثبت شد؛ تا پایان رأی‌گیری می‌توانید عوض کنید.")),
        "interest": (
            lambda: voting.declare_interest(item_id=row.id, reason=post.get("reason", ""), by=by),
            _("از رأی این پرونده کنار رفتید."),
        ),
        "close": (
            lambda: voting.close_item(item_id=row.id, because=post.get("because", ""), by=by),
            _("رأی کمیسیون صادر و به متقاضی اعلام شد."),
        ),
        "adjourn": (
            lambda: voting.adjourn_item(item_id=row.id, because=post.get("because", ""), by=by),
            _("رأی‌گیری بی‌نتیجه پایان یافت و مورد به نوبت جلسهٔ بعد رفت."),
        ),
    }
    if deed not in deeds:
        raise Http404
    act, said = deeds[deed]
    return done(request, act, said, back)
