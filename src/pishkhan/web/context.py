"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest

from pishkhan.web import languages


def page(request: HttpRequest) -> dict[str, object]:
    """Language, direction, the other languages, and who is asking."""
    code = languages.chosen(request)
    return {
        "language": code,
        "direction": languages.direction(code),
        "other_languages": languages.choices(request),
        "actor": getattr(request, "actor", None),
        "development": settings.DEVELOPMENT,
    }
