"""Mounts the surfaces, and each registered service's own pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from pishkhan.config.installed import service_packages


def service_pages() -> list[URLResolver]:
    """Pages of their own that services bring, each under `/x/<folder>/`."""
    return [
        path(f"x/{package.rpartition('.')[2].replace('_', '-')}/", include(f"{package}.urls"))
        for package in service_packages()
        if find_spec(f"{package}.urls")
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("pishkhan.surfaces.portal.urls")),
    path("track/", include("pishkhan.surfaces.track.urls")),
    path("desk/", include("pishkhan.surfaces.desk.urls")),
    path("manage/", include("pishkhan.surfaces.manage.urls")),
    path("staff/", include("allauth.urls")),
    path("hooks/sms/", include("pishkhan.integrations.sms.urls")),
    path("", include("pishkhan.web.urls")),
    *service_pages(),
]
handler400 = "pishkhan.web.errors.bad_request"
handler403 = "pishkhan.web.errors.forbidden"
handler404 = "pishkhan.web.errors.not_found"
handler500 = "pishkhan.web.errors.server_error"
