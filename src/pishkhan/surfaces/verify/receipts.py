"""The receipt of an inquiry: on paper, and as signed JSON for programs."""

import base64
from collections.abc import Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from pishkhan.foundation import authenticity_code, jalali
from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.verification import api as verification, ports
from pishkhan.kernel.verification.api import Receipt
from pishkhan.kernel.verification.errors import NoSuchReceipt
from pishkhan.kernel.verification.terms import ClaimField, DocumentKind, Level, VerdictState
from pishkhan.surfaces.verify.clients import unlisted
from pishkhan.web import papers
from pishkhan.web.sentences import language, translated


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
@unlisted
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - Django's
    """The same on paper, in the language of the page, sealed."""
    surge.require(surge.Feature.RECEIPT_PDF)
    try:
        found = verification.receipt(number)
    except NoSuchReceipt as error:
        raise Http404 from error
    plain = documents.inquiry(_printed(found), language=language())
    pdf = credentials.sealed(plain, owner=signing.NATIONAL, reason="Receipt of an inquiry")
    return papers.download(pdf, number)


def _printed(found: Receipt) -> documents.InquiryReceipt:
    told = found.told
    state = VerdictState(_text(told, "state"))
    code, number = _text(told, "code"), _text(told, "receipt")
    institution = told.get("institution")
    names = institution if isinstance(institution, dict) else {}
    compared = told.get("compared")
    fields = compared if isinstance(compared, dict) else {}
    right, wrong = gettext("درست"), gettext("نادرست")
    return documents.InquiryReceipt(
        number=" ".join(number[at : at + 4] for at in range(0, len(number), 4)),
        state=translated(state.label),
        is_valid=state is VerdictState.VALID and all(fields.values()),
        asked_at=datetime.fromisoformat(_text(told, "asked_at")),
        code=code,
        address=authenticity_code.address(ports.wiring().host, code),
        rows=[
            (gettext("دارندهٔ مدرک"), _text(told, "name"), False),
            (gettext("مدرک"), translated(DocumentKind(_text(told, "kind")).label), False),
            (gettext("دانشگاه"), names.get(language()) or names.get("fa", ""), False),
            (gettext("مقطع"), translated(Level(_text(told, "level")).label), False),
            (gettext("سال"), jalali.format_year(int(str(told["year"])), language()), False),
            *(
                (translated(ClaimField(name).label), right if is_right else wrong, False)
                for name, is_right in fields.items()
            ),
        ],
        signature=base64.b64encode(found.signed.value).decode(),
        key=found.signed.key_id,
    )


def _text(told: Mapping[str, object], name: str) -> str:
    return str(told.get(name, ""))


@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The public keys that receipts are signed by."""
    return JsonResponse({"keys": dict(verification.receipt_keys())})
