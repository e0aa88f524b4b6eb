"""Mounts the surfaces, and each registered service's own pages."""

from importlib.util import find_spec

from allauth.account import urls as account_urls
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from pishkhan.config.installed import service_packages
from pishkhan.surfaces.api.pages import documentation


STAFF_PAGES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
    }
)


def service_pages() -> list[URLResolver]:
    """Pages of their own that services bring, each under `/x/<folder>/`."""
    return [
        path(f"x/{package.rpartition('.')[2].replace('_', '-')}/", include(f"{package}.urls"))
        for package in service_packages()
        if find_spec(f"{package}.urls")
    ]


def staff_pages() -> list[URLPattern]:
    """The library's pages that staff need; the others it links to by name are not there."""
    return [
        path(
            str(page.pattern),
            page.callback if page.name in STAFF_PAGES else nowhere,
            name=page.name,
        )
        for page in account_urls.urlpatterns
        if isinstance(page.pattern, RoutePattern)
    ]


def nowhere(_request: HttpRequest, **_words: str) -> HttpResponse:
    """Nobody signs up, and staff have no e-mail of theirs."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("pishkhan.surfaces.portal.urls")),
    path("track/", include("pishkhan.surfaces.track.urls")),
    path("", include("pishkhan.surfaces.verify.urls")),
    path("desk/", include("pishkhan.surfaces.desk.urls")),
    path("manage/", include("pishkhan.surfaces.manage.urls")),
    path("finance/", include("pishkhan.surfaces.finance.urls")),
    path("registrar/", include("pishkhan.surfaces.registrar.urls")),
    path("staff/", include(staff_pages())),
    path("staff/2fa/", include("allauth.mfa.urls")),
    path("api/", include("pishkhan.surfaces.api.urls")),
    path("developers/", documentation, name="developers"),
    path("hooks/sms/", include("pishkhan.integrations.sms.urls")),
    path("", include("pishkhan.web.watching.urls")),
    path("", include("pishkhan.web.urls")),
    *service_pages(),
]
handler400 = "pishkhan.web.errors.bad_request"
handler403 = "pishkhan.web.errors.forbidden"
handler404 = "pishkhan.web.errors.not_found"
handler500 = "pishkhan.web.errors.server_error"
