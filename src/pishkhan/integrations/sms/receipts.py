"""Deliveries that operators tell by themselves, at an address that only they were given.

The address has a secret in it and each operator its own name; whatever else comes is nothing we
know, and is told so. A receipt for a message that the operator was never given is thanked for and
changes nothing: a stranger cannot learn from the answer which messages exist.
"""

import json
from collections.abc import Callable, Mapping, Sequence

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pishkhan.foundation import secret
from pishkhan.integrations.sms import kavenegar, wire
from pishkhan.integrations.sms.simulator import report as simulator_report
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.ports import DeliveryReport
from pishkhan.kernel.notifications.terms import Channel


Reader = Callable[[HttpRequest], Sequence[DeliveryReport]]
MOST = 1000
log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def receipts(request: HttpRequest, operator: str, token: str) -> HttpResponse:
    """Note what `operator` says became of messages; empty answer, always the same."""
    expected, read = settings.SMS_CALLBACK_TOKEN, READERS.get(operator)
    if not expected or read is None or not secret.equal(token, expected):
        raise Http404
    reports = read(request)[:MOST]
    changed = notifications.take_reports(Channel.SMS, operator, reports)
    if changed < len(reports):
        log.info("receipts_left_alone", provider=operator, count=len(reports) - changed)
    return HttpResponse(status=204)


def _kavenegar(request: HttpRequest) -> list[DeliveryReport]:
    ids = request.POST.getlist("messageid")
    return [
        kavenegar.report(one, status)
        for one, status in zip(ids, request.POST.getlist("status"), strict=False)
    ]


def _simulator(request: HttpRequest) -> list[DeliveryReport]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return []
    return [simulator_report(row) for row in wire.rows(_field(body))]


def _field(body: object) -> object:
    return body.get("reports") if isinstance(body, Mapping) else None


# sms.ir publishes no callback of deliveries: it is asked (notifications.check_deliveries).
READERS: Mapping[str, Reader] = {"kavenegar": _kavenegar, "simulator": _simulator}
