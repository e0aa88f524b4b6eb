"""What a holder takes away of a document: the sealed confirmation, and the credential for programs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pishkhan.kernel.credentials import api as credentials
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


@require_safe
@signed_in
def confirmation(request: HttpRequest, document_id: int) -> HttpResponse:
    """The confirmation as PDF, in the language of the page."""
    pdf = credentials.confirmation(document_id, language=language(), by=actor_of(request))
    return _file(pdf, "application/pdf", f"confirmation-{document_id}.pdf")


@require_safe
@signed_in
def credential(request: HttpRequest, document_id: int) -> HttpResponse:
    """The credential as a token."""
    issued = credentials.credential_of(document_id, by=actor_of(request))
    return _file(issued.token.encode(), "application/vc+jwt", f"credential-{document_id}.jwt")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
