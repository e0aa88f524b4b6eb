"""The language of a page: Persian unless a person chose another, kept in a cookie."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


RIGHT_TO_LEFT = frozenset({"fa", "ar"})
PARAMETER = "lang"
A_YEAR = 60 * 60 * 24 * 365


def offered() -> dict[str, str]:
    """Languages by code, each with its own name."""
    return dict(settings.LANGUAGES)


def chosen(request: HttpRequest) -> str:
    """The language of this person's cookie, or Persian; the browser's own language is not asked.

    Phones in Iran are often set to English by people who read Persian.
    """
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in offered() else settings.LANGUAGE_CODE


def direction(code: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def switch(request: HttpRequest) -> HttpResponse | None:
    """The redirect to the same page in the language asked for by `?lang=`, or None if none was."""
    code = request.GET.get(PARAMETER, "")
    if request.method != "GET" or code not in offered():
        return None
    response = HttpResponseRedirect(_same_page(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        httponly=True,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


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
    # "//host" would leave the site: the path always begins with exactly one slash.
    path = "/" + request.path.lstrip("/\\")
    query = urlencode(_query(request))
    return f"{path}?{query}" if query else path
