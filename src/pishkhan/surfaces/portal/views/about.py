"""What the counter says of itself: how to use it, for whom it works, what it keeps."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.web.pages import page


TOPICS = frozenset({"help", "accessibility", "privacy"})


@require_safe
def about(request: HttpRequest, topic: str) -> HttpResponse:
    """One of the three pages; anything else is not there."""
    if topic not in TOPICS:
        raise Http404
    return page(request, f"portal/about_{topic}.html")
