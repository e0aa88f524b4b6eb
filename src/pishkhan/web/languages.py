"""The language of a page: Persian unless a person chose another, kept in a cookie."""

from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation.trans_real import parse_accept_lang_header


RIGHT_TO_LEFT = frozenset({"fa", "ar"})
PARAMETER = "lang"
DECIDED = "_language"
LONGEST_HEADER = 500
A_YEAR = 60 * 60 * 24 * 365


def offered() -> dict[str, str]:
    """Languages by code, each with its own name."""
    return dict(settings.LANGUAGES)


def chosen(request: HttpRequest) -> str:
    """The language of this person's cookie, or Persian; the browser's own language is not asked.

    Phones in Iran are often set to English by people who read Persian. Where the address decides
    (`decide`), the cookie is not asked either.
    """
    decided: str = getattr(request, DECIDED, "")
    if decided:
        return decided
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in offered() else settings.LANGUAGE_CODE


@lru_cache(maxsize=1000)
def accepted(header: str) -> str:
    """For machines, which say what they want: the best of our languages that Accept-Language names."""
    named = parse_accept_lang_header(header.lower()[:LONGEST_HEADER])
    wanted = (code.partition("-")[0] for code, _weight in named)
    return next((code for code in wanted if code in offered()), settings.LANGUAGE_CODE)


def direction(code: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def switch(request: HttpRequest) -> HttpResponse | None:
    """The redirect to the same page in the language asked for by `?lang=`, or None if none was."""
    code = request.GET.get(PARAMETER, "")
    if request.method != "GET" or code not in offered():
        return None
    response = HttpResponseRedirect(_same_page(request))
    keep(response, code)
    return response


def asked_by_form(request: HttpRequest) -> str:
    """The language of the public page whose button was pressed, if its address named one."""
    code = request.GET.get(PARAMETER, "")
    return code if request.method == "POST" and code in offered() else ""


def decide(request: HttpRequest, code: str) -> None:
    """From here on this request is in the language `code`, whatever its cookie says."""
    setattr(request, DECIDED, code)
    request.LANGUAGE_CODE = code


def address_in(request: HttpRequest, code: str) -> str:
    """The address of this page with its language in it."""
    return f"{_plain_path(request)}?{urlencode([*_query(request), (PARAMETER, code)])}"


def keep(response: HttpResponse, code: str) -> None:
    """Remember the language in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def choices(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Code, own name and address of this page in each language that is not the current one."""
    return [
        (code, name, f"?{urlencode([*_query(request), (PARAMETER, code)])}")
        for code, name in offered().items()
        if code != chosen(request)
    ]


def _query(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != PARAMETER
    ]


def _same_page(request: HttpRequest) -> str:
    query = urlencode(_query(request))
    return f"{_plain_path(request)}?{query}" if query else _plain_path(request)


def _plain_path(request: HttpRequest) -> str:
    # "//host" would leave the site: the path always begins with exactly one slash.
    return "/" + request.path.lstrip("/\\")
