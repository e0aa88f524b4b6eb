"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest

from pishkhan.web import languages, navigation
from pishkhan.web.people import actor_of
from pishkhan.web.shedding import Features


def page(request: HttpRequest) -> dict[str, object]:
    """Language, direction, where one can go, and who is asking (found only if it is used)."""
    code = languages.chosen(request)
    return {
        "language": code,
        "direction": languages.direction(code),
        "other_languages": languages.choices(request),
        "public_links": navigation.links(navigation.PUBLIC, request.path),
        "about_links": navigation.links(navigation.ABOUT, request.path),
        "staff_links": lambda: navigation.links(
            navigation.open_to(actor_of(request)), request.path
        ),
        "actor": lambda: actor_of(request),
        "features": Features(),
        "is_public": getattr(request, "is_public", False),
        "development": settings.DEVELOPMENT,
    }
