"""Whom readers may ask for help, by service, reader, kind of help and language."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.spec import Contact, Lane, Reader
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import guide_questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, service_title, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request


SECTION = "support"
managing = needs(Act.MANAGE_TEXTS)


@managing
def index(request: Request) -> HttpResponse:
    """Every contact."""
    contacts = [(service_title(one.service), one) for one in guides.all_contacts()]
    return show(request, "support", SECTION, contacts=contacts)


@managing
def create(request: Request) -> HttpResponse:
    """Name somebody; who was named there before is replaced."""
    return _edit(request, {})


@managing
def edit(request: Request, contact_id: int) -> HttpResponse:
    """Change a contact."""
    known = next((one for one in guides.all_contacts() if one.id == contact_id), None)
    if known is None:
        raise Http404
    values = {
        "service": known.service,
        "reader": known.reader,
        "lane": known.lane,
        "language": known.language,
        "unit": known.unit,
        "channel": known.channel,
        "hours": known.hours,
        "telephone": known.telephone,
    }
    return _edit(request, values)


@managing
@require_POST
def remove(request: Request, contact_id: int) -> HttpResponse:
    """Name nobody there; the platform's contact is shown instead."""
    guides.remove_contact(contact_id, by=request.actor)
    return done(request, _("نشانی برداشته شد؛ نشانی همگانی دیده می‌شود."), SECTION)


def _edit(request: Request, values: dict[str, str]) -> HttpResponse:
    sheet = Sheet(request, guide_questions.contact(), values, submit=_("ذخیره"))

    def keep(said: Facts) -> None:
        contact = Contact(
            service=said.text("service"),
            reader=Reader(said.text("reader")),
            lane=Lane(said.text("lane")),
            language=said.text("language"),
            unit=said.text("unit"),
            channel=said.text("channel"),
            hours=said.text("hours"),
            telephone=said.text("telephone"),
        )
        guides.set_contact(contact, by=request.actor)

    if sheet.does(keep):
        return done(request, _("نشانی پشتیبانی ذخیره شد."), SECTION)
    return show_form(request, sheet, SECTION, (sheet.title, ""))
