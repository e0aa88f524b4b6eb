"""The two addresses that stand in e-mails: one confirms, one declines; nobody need sign in for them.

Programs of mail servers open addresses before people do, so looking changes nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.errors import BadEmailLink
from pishkhan.surfaces.portal import codes
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of


CONFIRM = {
    "title": _("تأیید نشانی رایانامه"),
    "about": _("با این دکمه، خبرهای درخواست‌های شما به این رایانامه هم می‌آید."),
    "button": _("تأیید می‌کنم"),
    "done": _("نشانی رایانامهٔ شما تأیید شد. از این پس خبرها به آن هم می‌آید."),
}
DECLINE = {
    "title": _("نخواستن یادآوری‌ها با رایانامه"),
    "about": _("از این پس یادآوری‌ها به رایانامهٔ شما نمی‌آید؛ آنچه باید بدانید همچنان می‌آید."),
    "button": _("دیگر نمی‌خواهم"),
    "done": _("دیگر یادآوری به رایانامهٔ شما نمی‌آید. از «تنظیمات من» می‌توانید دوباره بخواهید."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and take the answer."""
    errors: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            notifications.confirm_email(token, by=actor_of(request))
        except BadEmailLink as error:
            errors = (codes.said(error),)
    return _answer(request, CONFIRM, errors)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """As `confirm`; a program posts here on behalf of its reader (RFC 8058), without our cookie."""
    errors: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            notifications.unsubscribe(token, by=actor_of(request))
        except BadEmailLink as error:
            errors = (codes.said(error),)
    return _answer(request, DECLINE, errors)


def _answer(request: HttpRequest, words: dict[str, str], errors: tuple[str, ...]) -> HttpResponse:
    is_done = request.method == "POST" and not errors
    context = {"words_of": words, "errors": errors, "is_done": is_done}
    return page(request, "portal/email.html", context, status=404 if errors else 200)
