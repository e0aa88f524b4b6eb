"""Which messages a person wants besides those that must come."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of


CHANNELS = tuple(channel for channel in Channel if channel is not Channel.INBOX)


@signed_in
def wishes(request: HttpRequest) -> HttpResponse:
    """Show the ticks, or take them."""
    actor = actor_of(request)
    person_id = actor.person_id or 0
    if request.method == "POST":
        wanted = set(request.POST.getlist("wanted"))
        for channel in CHANNELS:
            change = notifications.want if channel.value in wanted else notifications.decline
            change(person_id, channel, by=actor)
        messages.success(request, gettext("خواست شما نگه داشته شد."))
        return redirect("portal:wishes")
    declined = notifications.declined(person_id)
    choices = [(channel, channel not in declined) for channel in CHANNELS]
    return page(request, "portal/wishes.html", {"choices": choices})
