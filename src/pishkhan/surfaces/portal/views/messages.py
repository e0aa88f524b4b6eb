"""The in-site inbox, where everything that was said to a person stays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.notifications import api as notifications
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.numbers import row_id
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of


PAGE = 20


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of messages, newest first; they count as read once they were shown here."""
    person_id = actor_of(request).person_id or 0
    before = row_id(to_latin(request.GET.get("after", "")).strip())
    found = notifications.inbox_of(person_id, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    unread = [message.id for message in shown if not message.is_read]
    context = {
        "inbox": shown,
        "unread_elsewhere": notifications.unread_count(person_id) - len(unread),
        "after": str(shown[-1].id) if len(found) > PAGE else "",
        "is_first": before is None,
    }
    response = page(request, "portal/inbox.html", context)
    if unread and request.method == "GET":
        notifications.mark_read(person_id, *unread)
    return response


@require_POST
@signed_in
def all_read(request: HttpRequest) -> HttpResponse:
    """Nothing is new any more."""
    notifications.mark_all_read(actor_of(request).person_id or 0)
    return redirect("portal:inbox")
