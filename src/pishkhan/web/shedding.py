"""What is left out under load: the routes of each feature, and what templates ask of them.

A page that is made anew says in a plain sentence that the feature is off; a page that was open
before gets the same sentence as its answer (503), or nothing where nothing is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from django.http import HttpRequest, HttpResponse

from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Feature
from pishkhan.kernel.surge.errors import FeatureOff
from pishkhan.kernel.surge.spec import Surge
from pishkhan.web import errors


ROUTES: Mapping[str, Feature] = {
    "portal:autosave": Feature.AUTOSAVE,
    "desk:organisations": Feature.SUGGESTIONS,
    "portal:draft_thumbnail": Feature.THUMBNAILS,
    "portal:case_thumbnail": Feature.THUMBNAILS,
    "desk:draft": Feature.PDF_PREVIEWS,
    "portal:receipt_pdf": Feature.RECEIPT_PDF,
    "portal:case_receipt_pdf": Feature.RECEIPT_PDF,
    "portal:payment_receipt_pdf": Feature.RECEIPT_PDF,
}
SILENT = frozenset({Feature.SUGGESTIONS})  # nobody asked for it by a press


class Features:
    """`features.autosave` in a template: whether it is there; looked at once for a page."""

    @cached_property
    def _surge(self) -> Surge:
        return surge.now()

    def __getitem__(self, code: str) -> bool:
        return self._surge.has(Feature(code))


class SheddingMiddleware:
    """Answers for the features that are off, before their views do any work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - as Django calls it
        arguments: Sequence[object],  # noqa: ARG002 - the same
        named: Mapping[str, object],  # noqa: ARG002 - the same
    ) -> HttpResponse | None:
        """Let the view answer; or nothing (204), or the page of FeatureOff (503)."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        feature = ROUTES.get(name)
        if feature is None or surge.has(feature):
            return None
        if feature in SILENT:
            return HttpResponse(status=204)
        return errors.refusal(request, FeatureOff(seconds=surge.TRY_AGAIN_SECONDS))
