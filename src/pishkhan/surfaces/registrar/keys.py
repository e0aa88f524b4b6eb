"""Keys with which the system of an institution signs: one who signs for it confirms or refuses them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import Act, OrganisationView
from pishkhan.kernel.records import api as records
from pishkhan.surfaces.registrar.errors import NothingToDo
from pishkhan.surfaces.registrar.gate import institution_of, registrars
from pishkhan.web import fields, pages
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


LONGEST = 500


@registrars
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, organisation_id: int) -> HttpResponse:
    """All keys of the institution, the newest first, and what one who signs says to a new one."""
    place = institution_of(request, organisation_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            return _done(request, place)
        except NotAllowed:
            raise
        except DomainError as error:
            refused = error
    keys = records.sender_keys(place.id)
    people = {who for one in keys for who in (one.added_by, one.second, one.retired_by) if who}
    context = {
        "place": place,
        "keys": keys,
        "names": identity.account_names(people),
        "may_sign": organisations.may(
            request.actor, Act.SIGN_RECORDS, records.of_institution(place.id)
        ),
        "typed": request.POST,
        "refused_key": row_id(request.POST.get("key", "")) if refused else None,
        "errors": fields.messages([refused]) if refused else (),
    }
    return pages.page(request, "registrar/keys.html", context, status=400 if refused else 200)


def _done(request: Request, place: OrganisationView) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise NothingToDo
    key = records.sender_key(row_id(request.POST.get("key", "")) or 0)
    if key is None or key.institution_id != place.id:
        raise Http404
    messages.success(request, translated(deed(request, key.id)))
    return redirect("registrar:keys", place.id)


def _confirm(request: Request, key_id: int) -> str:
    records.confirm_sender_key(key_id, by=request.actor)
    return _("کلید تأیید شد و ۷۲ ساعت دیگر به کار می‌افتد.")


def _refuse(request: Request, key_id: int) -> str:
    because = request.POST.get("because", "")[:LONGEST]
    records.refuse_sender_key(key_id, because=because, by=request.actor)
    return _("کلید پذیرفته نشد و هرگز به کار نمی‌افتد.")


DEEDS: dict[str, Callable[[Request, int], str]] = {"confirm": _confirm, "refuse": _refuse}
