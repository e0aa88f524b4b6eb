"""The receipt of an inquiry: signed JSON that anybody can check with the published keys."""

import base64

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.errors import NoSuchReceipt
from pishkhan.surfaces.verify.clients import unlisted


PLAIN = {"ensure_ascii": False}


@require_safe
@unlisted
def receipt(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - Django's
    """What was told, and the signature over its canonical bytes."""
    try:
        found = verification.receipt(number)
    except NoSuchReceipt as error:
        raise Http404 from error
    body = {
        "receipt": found.told,
        "signature": {
            "algorithm": found.signed.algorithm,
            "key": found.signed.key_id,
            "over": "pishkhan.receipt.v1\\n + RFC 8785",
            "value": base64.b64encode(found.signed.value).decode(),
        },
    }
    response = JsonResponse(body, json_dumps_params=PLAIN)
    response["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    return response


@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The public keys that receipts are signed by."""
    return JsonResponse({"keys": dict(verification.receipt_keys())})
