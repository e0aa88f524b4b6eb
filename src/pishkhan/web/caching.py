"""What may be kept of an answer, and by whom: public pages by everybody, all others by nobody.

A public page is the same for all who ask for its address: its language stands in the address
(`?lang=en`), it has no cookie, no name of anybody, no token of a form. So it varies by nothing, and
any cache in front may keep it.
"""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from pishkhan.web import languages


Answer = Callable[[HttpRequest], HttpResponse]
PUBLIC = "public, max-age=60, stale-while-revalidate=300"
NOWHERE = "public, max-age=30"  # an address that is none of ours
NOBODY = "private, no-store"
IMMUTABLE = "immutable"  # the same for everybody, for ever
OUR_LINK = re.compile(r'((?:href|action)=")(/(?!/|static/)[^"#]*)')
# After signing out the browser forgets the pages it kept, and what scripts remembered of uploads.
# "cookies" is left out: it would take, in all of the domain, the chosen language, the mark of the
# device by which codes are counted, and the place in the waiting room; the session is gone anyway.
CLEARED = '"cache", "storage"'
SIGN_OUTS = frozenset({"portal:sign_out", "web:sign_out", "account_logout"})


class PrivateMiddleware:
    """Of pages of a person: kept by nobody, unless the view said otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say who may keep it."""
        response = self.get_response(request)
        match = request.resolver_match
        is_nowhere = (
            match is None and response.status_code == HTTPStatus.NOT_FOUND and not response.cookies
        )
        response.headers.setdefault("Cache-Control", NOWHERE if is_nowhere else NOBODY)
        if IMMUTABLE not in response.headers["Cache-Control"]:
            patch_vary_headers(response, ["Cookie"])
        if match and match.view_name in SIGN_OUTS and request.method == "POST":
            response.headers["Clear-Site-Data"] = CLEARED
        return response


class PublicMiddleware:
    """Of public pages: the language of the address, links that keep it, and 304 where it is known."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whoever chose a language before is led to the address of it."""
        asked = request.GET.get(languages.PARAMETER, "")
        is_asked = asked in languages.offered()
        chosen = languages.chosen(request)
        if not is_asked and chosen != settings.LANGUAGE_CODE and request.method == "GET":
            response: HttpResponse = HttpResponseRedirect(languages.address_in(request, chosen))
            response.headers["Cache-Control"] = NOBODY
            return response
        code = asked if is_asked else settings.LANGUAGE_CODE
        languages.decide(request, code)
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if response.status_code != HTTPStatus.OK or response.streaming:
            response.headers.setdefault("Cache-Control", NOBODY)
            return response
        if is_asked:
            _keep_language(response, code)
        response.headers.setdefault("Cache-Control", PUBLIC)
        set_response_etag(response)
        etag = response.headers["ETag"]
        return get_conditional_response(request, etag=etag, response=response) or response


def _keep_language(response: HttpResponse, code: str) -> None:
    """Links and forms of the page lead on in the language of its address."""

    def with_language(found: re.Match[str]) -> str:
        address = found[2]
        if f"{languages.PARAMETER}=" in address:
            return found[0]
        return (
            f"{found[1]}{address}{'&amp;' if '?' in address else '?'}{languages.PARAMETER}={code}"
        )

    response.content = OUR_LINK.sub(with_language, response.content.decode()).encode()
    response.headers["Content-Length"] = str(len(response.content))  # it was counted further in
