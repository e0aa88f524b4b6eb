"""My settings: which messages a person wants besides those that must come, and at which e-mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.surfaces.portal import sessions
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


CHANNELS = tuple(channel for channel in Channel if channel is not Channel.INBOX)
LONGEST = 254


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
    refused = sessions.refused(request, request.path)
    context = {
        "choices": [(channel, channel not in declined) for channel in CHANNELS],
        "email": notifications.email_of(person_id),
        "field": _field(refused),
    }
    return page(request, "portal/wishes.html", context)


@require_POST
@signed_in
def email(request: HttpRequest) -> HttpResponse:
    """Add, change or take away the e-mail address."""
    actor = actor_of(request)
    person_id = actor.person_id or 0
    if "forget" in request.POST:
        notifications.forget_email(person_id, by=actor)
        messages.success(request, gettext("نشانی رایانامهٔ شما برداشته شد."))
        return redirect("portal:wishes")
    typed = request.POST.get("email", "")[:LONGEST]
    back = redirect("portal:wishes")
    try:
        notifications.ask_email(person_id, typed, language=language(), by=actor)
    except DomainError as error:
        sessions.refuse(request, back["Location"], {"email": worded([error])}, {"email": typed})
        return back
    text = gettext("پیوندی به این رایانامه فرستادیم؛ آن را باز و تأیید کنید.")
    messages.success(request, text)
    return back


def _field(refused: sessions.Refused) -> Field:
    return Field(
        name="email",
        label=gettext("نشانی رایانامه (دلخواه)"),
        hint=gettext("پیوندی برای تأیید به آن می‌فرستیم."),
        value=refused.typed.get("email", ""),
        errors=refused.errors.get("email", ()),
        input_type="email",
        autocomplete="email",
        is_latin=True,
    )
