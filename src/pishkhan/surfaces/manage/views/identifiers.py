"""How the numbers of foreigners are written here."""

from django.http import Http404, HttpResponse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "identifiers"
managing = needs(Act.MANAGE_SERVICES)


@managing
def index(request: Request) -> HttpResponse:
    """The patterns of all kinds that have one."""
    patterns, examples = identity.patterns(), identity.examples()
    rows = [
        (one, patterns[one], examples.get(one, "")) for one in IdentifierKind if one in patterns
    ]
    return show(request, "identifiers", SECTION, rows=rows)


@managing
def edit(request: Request, kind: str) -> HttpResponse:
    """Another pattern, with an example that it must accept."""
    patterns = identity.patterns()
    if kind not in patterns:
        raise Http404
    known = IdentifierKind(kind)
    now = {"pattern": patterns[kind], "example": identity.examples().get(kind, "")}
    sheet = Sheet(request, questions.PATTERN, now, submit=_("ذخیره"))
    if sheet.does(
        lambda said: identity.set_pattern(
            kind=known,
            pattern=said.text("pattern"),
            example=said.text("example"),
            by=request.actor,
        )
    ):
        return done(request, _("الگو ذخیره شد."), SECTION)
    return show_form(request, sheet, SECTION, (translated(known.label), ""))
