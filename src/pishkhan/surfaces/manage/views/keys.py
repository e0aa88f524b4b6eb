"""Keys of programs: issued with a secret that is shown once, looked at, taken back."""

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.spec import IssuedKey, KeyView
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.surfaces.manage import finding, program_questions as questions
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
from pishkhan.web.people import Request


DEFAULTS = {"per_minute": "60", "per_day": "10000"}


@managing
@never_cache
def one(request: Request, key_id: int) -> HttpResponse:
    """A key: what it is good for, how much it may be used; right after it was made, its secret."""
    key, place = _key(request.actor, key_id)
    names = identity.account_names(
        [number for number in (key.account_id, key.issued_by, key.revoked_by) if number]
    )
    return show(
        request,
        "key",
        SECTION,
        crumb_of(place),
        (key.title, ""),
        key=key,
        organisation=place,
        names=names,
        secret=shown_once(request, f"key {key_id}"),
    )


@managing
def create(request: Request, organisation_id: int) -> HttpResponse:
    """A new key of an organisation."""
    place = place_of(request.actor, organisation_id)
    sheet = Sheet(request, questions.NEW_KEY, DEFAULTS, submit=_("ساختن کلید"))
    made: list[IssuedKey] = []

    def issue(said: Facts) -> None:
        named = said.text("account")
        made.append(
            clients.issue(
                organisation_id=place.id,
                title=said.text("title"),
                scopes=questions.scopes_in(said),
                account_id=finding.account_meant(named).id if named else None,
                per_minute=said.number("per_minute") or 0,
                per_day=said.number("per_day") or 0,
                expires_at=finding.end(finding.not_past(said.on("to"))),
                by=request.actor,
            )
        )

    if sheet.does(issue):
        key_id = made[0].key.id
        keep_secret(request, f"key {key_id}", made[0].secret)
        return done(request, _("کلید ساخته شد."), "key", key_id)
    return show_form(request, sheet, SECTION, crumb_of(place), (sheet.title, ""))


@managing
def revoke(request: Request, key_id: int) -> HttpResponse:
    """For good, with a reason."""
    key, place = _key(request.actor, key_id)
    sheet = Sheet(request, questions.REVOKE_KEY, submit=_("باطل کردن کلید"), is_danger=True)
    if sheet.does(
        lambda said: clients.revoke(key.id, because=said.text("because"), by=request.actor)
    ):
        return done(request, _("کلید باطل شد."), "key", key.id)
    return show_form(request, sheet, SECTION, crumb_of(place), (key.title, ""))


def _key(actor: Actor, key_id: int) -> tuple[KeyView, OrganisationView]:
    found = clients.key(key_id)
    if found is None:
        raise Http404
    return found, place_of(actor, found.organisation_id)
