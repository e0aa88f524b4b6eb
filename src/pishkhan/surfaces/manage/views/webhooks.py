"""Receivers of events: made, tried, given another secret, switched; what they were sent."""

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pishkhan.foundation import clock, digits
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.webhooks import api as webhooks
from pishkhan.kernel.webhooks.errors import NoSuchDelivery, NoSuchEndpoint
from pishkhan.kernel.webhooks.spec import EndpointView, NewEndpoint
from pishkhan.kernel.webhooks.terms import OF_CASES
from pishkhan.surfaces.manage import program_questions as questions
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.surfaces.manage.views.programs import (
    SECTION,
    crumb_of,
    keep_secret,
    managing,
    place_of,
    shown_once,
)
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request


A_PAGE = 25


@managing
@never_cache
def one(request: Request, endpoint_id: int) -> HttpResponse:
    """A receiver, how it is, what it was sent; right after it was made, its secret."""
    endpoint, place = _endpoint(request.actor, endpoint_id)
    last = row_id(digits.to_latin(request.GET.get("after", "")))
    found = webhooks.deliveries_of(endpoint_id, before=last, limit=A_PAGE + 1)
    return show(
        request,
        "webhook",
        SECTION,
        crumb_of(place),
        (endpoint.title, ""),
        endpoint=endpoint,
        organisation=place,
        deliveries=found[:A_PAGE],
        after=found[A_PAGE - 1].id if len(found) > A_PAGE else "",
        is_first=last is None,
        is_old_alive=bool(endpoint.old_secret_until and clock.now() < endpoint.old_secret_until),
        secret=shown_once(request, f"webhook {endpoint_id}"),
    )


@managing
def create(request: Request, organisation_id: int) -> HttpResponse:
    """A new receiver of an organisation."""
    place = place_of(request.actor, organisation_id)
    ticked = {f"topic_{number}": "1" for number in range(len(OF_CASES))}
    sheet = Sheet(request, questions.NEW_WEBHOOK, ticked, submit=_("ساختن گیرنده"))
    made: list[NewEndpoint] = []
    if sheet.does(
        lambda said: made.append(
            webhooks.create_endpoint(
                organisation_id=place.id,
                title=said.text("title"),
                url=said.text("url"),
                topics=[
                    one for number, one in enumerate(OF_CASES) if said.ticked(f"topic_{number}")
                ],
                by=request.actor,
            )
        )
    ):
        endpoint = made[0].endpoint
        keep_secret(request, f"webhook {endpoint.id}", made[0].secret)
        return done(request, _("گیرنده ساخته شد."), "webhook", endpoint.id)
    return show_form(request, sheet, SECTION, crumb_of(place), (sheet.title, ""))


@managing
@require_POST
def ping(request: Request, endpoint_id: int) -> HttpResponse:
    """Send it something about nothing."""
    endpoint, _place = _endpoint(request.actor, endpoint_id)
    webhooks.ping(endpoint.id, by=request.actor)
    return done(
        request, _("خبر آزمایشی فرستاده شد؛ نتیجه در همین صفحه می‌آید."), "webhook", endpoint.id
    )


@managing
def rotate(request: Request, endpoint_id: int) -> HttpResponse:
    """Another secret."""
    endpoint, place = _endpoint(request.actor, endpoint_id)
    sheet = Sheet(request, questions.ROTATE, submit=_("ساختن رمز تازه"))
    if sheet.does(
        lambda _said: keep_secret(
            request,
            f"webhook {endpoint.id}",
            webhooks.rotate_secret(endpoint.id, by=request.actor),
        )
    ):
        return done(request, _("رمز عوض شد."), "webhook", endpoint.id)
    return show_form(request, sheet, SECTION, crumb_of(place), (endpoint.title, ""))


@managing
def switch_off(request: Request, endpoint_id: int) -> HttpResponse:
    """It is given nothing any more."""
    endpoint, place = _endpoint(request.actor, endpoint_id)
    sheet = Sheet(request, questions.SWITCH_OFF, submit=_("خاموش کردن"), is_danger=True)
    if sheet.does(
        lambda said: webhooks.switch_off(
            endpoint.id, because=said.text("because"), by=request.actor
        )
    ):
        return done(request, _("گیرنده خاموش شد."), "webhook", endpoint.id)
    return show_form(request, sheet, SECTION, crumb_of(place), (endpoint.title, ""))


@managing
@require_POST
def switch_on(request: Request, endpoint_id: int) -> HttpResponse:
    """It hears of what happens again."""
    endpoint, _place = _endpoint(request.actor, endpoint_id)
    webhooks.switch_on(endpoint.id, by=request.actor)
    return done(request, _("گیرنده روشن شد."), "webhook", endpoint.id)


@managing
@require_POST
def redeliver(request: Request, endpoint_id: int, delivery_id: int) -> HttpResponse:
    """Send it something again."""
    endpoint, _place = _endpoint(request.actor, endpoint_id)
    try:
        if webhooks.delivery(delivery_id).endpoint_id != endpoint.id:
            raise Http404
    except NoSuchDelivery as error:
        raise Http404 from error
    webhooks.redeliver(delivery_id, by=request.actor)
    return done(request, _("دوباره فرستاده می‌شود."), "webhook", endpoint.id)


def _endpoint(actor: Actor, endpoint_id: int) -> tuple[EndpointView, OrganisationView]:
    try:
        found = webhooks.endpoint(endpoint_id)
    except NoSuchEndpoint as error:
        raise Http404 from error
    return found, place_of(actor, found.organisation_id)
