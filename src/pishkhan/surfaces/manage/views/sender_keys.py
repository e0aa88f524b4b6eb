"""Keys with which the systems of institutions sign their batches: brought here, retired here."""

from django.http import Http404, HttpResponse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.records import api as records
from pishkhan.surfaces.manage import record_questions as questions
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.surfaces.manage.views.programs import SECTION, crumb_of, managing, place_of
from pishkhan.web.people import Request


@managing
def one(request: Request, sender_key_id: int) -> HttpResponse:
    """A key: who brought, confirmed and retired it, and when."""
    key = records.sender_key(sender_key_id)
    if key is None:
        raise Http404
    place = place_of(request.actor, key.institution_id)
    people = {who for who in (key.added_by, key.second, key.retired_by) if who}
    return show(
        request,
        "sender_key",
        SECTION,
        crumb_of(place),
        (key.title, ""),
        key=key,
        names=identity.account_names(people),
        may_view_audit=organisations.may_somewhere(request.actor, Act.VIEW_AUDIT),
    )


@managing
def create(request: Request, organisation_id: int) -> HttpResponse:
    """A public key for an institution; one who signs there confirms it."""
    place = place_of(request.actor, organisation_id)
    sheet = Sheet(request, questions.NEW_SENDER_KEY, submit=_("فرستادن برای تأیید"))
    made: list[int] = []

    def ask(said: Facts) -> None:
        made.append(
            records.ask_sender_key(
                place.id, said.text("public"), title=said.text("title"), by=request.actor
            )
        )

    if sheet.does(ask):
        return done(request, _("کلید برای امضاکنندهٔ مؤسسه فرستاده شد."), "sender_key", made[0])
    return show_form(request, sheet, SECTION, crumb_of(place), (sheet.title, ""))


@managing
def retire(request: Request, sender_key_id: int) -> HttpResponse:
    """For good, with a reason."""
    key = records.sender_key(sender_key_id)
    if key is None:
        raise Http404
    place = place_of(request.actor, key.institution_id)
    sheet = Sheet(
        request, questions.RETIRE_SENDER_KEY, submit=_("کنار گذاشتن کلید"), is_danger=True
    )
    if sheet.does(
        lambda said: records.retire_sender_key(
            key.id, because=said.text("because"), by=request.actor
        )
    ):
        return done(request, _("کلید کنار گذاشته شد."), "sender_key", key.id)
    return show_form(request, sheet, SECTION, crumb_of(place), (key.title, ""))
