"""A share link of a holder: asked for by a button, so that programs that look at links open none."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.errors import ShareOver
from pishkhan.kernel.verification.spec import Shared
from pishkhan.kernel.verification.terms import ShareField
from pishkhan.surfaces.verify import words
from pishkhan.surfaces.verify.clients import client_of, unlisted
from pishkhan.web.fields import Field
from pishkhan.web.pages import page


DATES = frozenset({ShareField.BIRTH_DATE, ShareField.AWARD_DATE})
OVER = 404


@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the PIN, or show what the holder ticked."""
    try:
        link = verification.look_at_share(token)
        if request.method != "POST":
            return _ask(request, has_pin=link.has_pin)
        pin = request.POST.get("pin", "")[:20]
        return _show(request, verification.open_share(token, pin, client=client_of(request)))
    except ShareOver:
        return page(request, "verify/share_over.html", status=OVER)
    except DomainError as error:
        return _ask(request, has_pin=True, errors=[error])


def _ask(
    request: HttpRequest, *, has_pin: bool, errors: list[DomainError] | None = None
) -> HttpResponse:
    field = Field.code(
        "pin",
        gettext("رمز پیوند"),
        hint=gettext("دارندهٔ مدرک آن را جداگانه به شما داده است."),
        errors=errors or [],
    )
    context = {"field": field if has_pin else None, "summary": [field]}
    return page(request, "verify/share_ask.html", context)


def _show(request: HttpRequest, found: Shared) -> HttpResponse:
    context = {
        "shared": found,
        "verdict": found.verdict,
        "said": words.said(found.verdict),
        "institution": words.institution(found.verdict),
        "level": words.level(found.verdict),
        "rows": [_row(field, value) for field, value in found.shown],
        "is_known": True,
    }
    return page(request, "verify/share.html", context)


def _row(field: ShareField, value: str) -> tuple[str, str | date, bool]:
    is_date = field in DATES
    return field.label, date.fromisoformat(value) if is_date else value, is_date
