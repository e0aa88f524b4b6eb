"""The PINs of whoever proved by national id and one-time code that they are theirs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.spec import text_in
from pishkhan.surfaces.portal import paying
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


@require_safe
@signed_in
def pins(request: HttpRequest) -> HttpResponse:
    """Every PIN that was given to this person, and what was paid besides."""
    person_id = actor_of(request).person_id or 0
    context = {
        "pins": [(pin, text_in(pin.title, language())) for pin in payments.recover_pins(person_id)],
        "invoices": paying.listed(payments.invoices_of_person(person_id), language()),
    }
    return page(request, "portal/pins.html", context)
