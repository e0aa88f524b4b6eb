"""Addresses of the API, and 404 as problem+json for all others under it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.http import require_GET

from pishkhan.surfaces.api.description import description
from pishkhan.surfaces.api.edge import edge, edged, nowhere
from pishkhan.surfaces.api.program import program


@require_GET
def described(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The description, for machines."""
    response = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_GET
def documented(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The description, for people, is a page of the site."""
    return redirect("developers")


app_name = "api"
operations = [
    edged(one) for one in program.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", edge(described), name="description"),
    path("v1/docs/", edge(documented), name="documented"),
    path("v1/", include(operations)),
    re_path(r"^(?P<rest>.*)$", edge(nowhere), name="nowhere"),
]
