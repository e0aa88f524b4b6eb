"""Paying an invoice: its page, the way to the bank and back, its receipt.

The page of an invoice is opened by its secret, so that whoever has the link may pay; receipt and
PIN are its person's. No page here waits for a bank: the worker asks, and the page looks again.
"""

from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoReceipt
from pishkhan.kernel.documents import api as documents
from pishkhan.kernel.documents.spec import PaymentReceipt
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.errors import (
    AlreadyPaid,
    Blocked,
    IsWithdrawn,
    Lapsed,
    NoGateway,
    NoSuchInvoice,
)
from pishkhan.kernel.payments.ports import Page, Till
from pishkhan.kernel.payments.spec import AttemptView, InvoiceView, MoneyBack, PinView, Receipt
from pishkhan.kernel.payments.terms import AttemptState
from pishkhan.surfaces.portal import codes, paying, sessions
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web import papers
from pishkhan.web.middleware import POLICY
from pishkhan.web.pages import page, safe_address, wants_part
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


MOST_FIELDS, LONGEST_NAME, LONGEST = 60, 60, 500  # of what a browser brings back from a bank
UNKNOWN = "/pay/find/?unknown=1"
TO_BANK = frozenset({AttemptState.TOKEN, AttemptState.REDIRECTED})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: HttpRequest, token: str) -> HttpResponse:
    """What is owed and where the money is; posting begins to pay. Refresh and back are safe."""
    owed = payments.invoice_view(token)
    if request.method == "POST":
        return _begin(request, owed)
    attempts = payments.attempts_of(owed.id)
    stand = paying.stand_of(owed, attempts, _back(owed))
    if request.method == "GET" and wants_part(request):
        return _part(request, stand)
    is_theirs = actor_of(request).person_id == owed.person_id
    context = {
        "invoice": owed,
        "title": owed.title_in(language()),
        "because": (owed.exempted_because or {}).get(language())
        or (owed.exempted_because or {}).get("fa", ""),
        "stand": stand,
        "look": _look(request, stand),
        "moments": paying.way_of(owed, stand),
        "attempts": [(one, paying.gateway_title(one.gateway)) for one in attempts],
        "gateway": paying.gateway_title(stand.live.gateway) if stand.live else "",
        "unused": [
            (one.verified_at, payments.refund_of(one.id))
            for one in payments.payments_of(owed.id)
            if not one.is_used
        ],
        "may_begin_now": paying.may_begin_after(owed, None),
        "may_begin_again": paying.may_begin_after(owed, stand.until),
        "ends_soon": paying.ends_soon(owed),
        "grace": int(payments.grace().total_seconds() // 60),
        "errors": sessions.refused(request, request.path).errors.get("", ()),
        "is_theirs": is_theirs,
        "pin": _pin(owed) if is_theirs else None,
        "back": safe_address(request, owed.return_to, "") if owed.return_to else "",
        "takes_cards": bool(ports.tills()),
        "can_be_asked": _can_be_asked(stand),
        "sign_in": f"{reverse('portal:sign_in')}?next={request.path}",
    }
    return page(request, "portal/invoice.html", context)


@never_cache
@require_safe
def bank(request: HttpRequest, token: str) -> HttpResponse:
    """The page that leads to the bank, once its address is known; else back to the invoice."""
    owed = payments.invoice_view(token)
    stand = paying.stand_of(owed, payments.attempts_of(owed.id))
    if stand.kind == "connecting":
        return _connecting(request, owed, stand)
    if wants_part(request):
        return HttpResponse(headers={"HX-Redirect": request.path})
    going = stand.live if stand.live and stand.live.state in TO_BANK else None
    if going and request.method == "GET":
        going = payments.redirected(going.id, by=actor_of(request))
    till = ports.till(going.gateway) if going else None
    if going is None or going.page is None or till is None:  # another tab was faster, or it is over
        return redirect("portal:invoice", token)
    return _to_bank(request, owed, going, going.page, till)


@never_cache
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The payer came back without paying: another attempt may begin."""
    payments.leave(token, by=actor_of(request))
    return redirect("portal:invoice", token)


@csrf_exempt  # a bank's page posts here, and brings none of our cookies along
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, gateway: str) -> HttpResponse:
    """Where banks send the browser: what it says is noted as a hint, and the invoice shown.

    What is of no payment of ours leads to where payments are found.
    """
    token = payments.returned(gateway, _brought(request)) if request.method != "HEAD" else None
    where = reverse("portal:invoice", args=[token]) if token else UNKNOWN
    response = redirect(where)
    response.status_code = 303  # whatever brought it here, a page is looked at
    return response


@require_safe
@signed_in
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt, for its person."""
    given = _own(request, token)
    context = {
        "receipt": given,
        "title": given.invoice.title_in(language()),
        "gateway": paying.gateway_title(given.payment.gateway),
        "payer": _payer(given.invoice),
        "about": _about(given.invoice),
        "pin": _pin(given.invoice),
        "back": payments.refund_of(given.payment.id),
    }
    return page(request, "portal/payment_receipt.html", context)


@require_safe
@signed_in
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same as PDF, named by its number."""
    given = _own(request, token)
    payment = given.payment
    back = payments.refund_of(payment.id)
    made = documents.payment(
        PaymentReceipt(
            number=str(payment.number),
            title=given.invoice.title_in(language()),
            payer=_payer(given.invoice),
            amount=payment.amount,
            paid_at=given.paid_at,
            gateway=paying.gateway_title(payment.gateway),
            terminal=payment.terminal,
            order_number=str(given.order_number),
            reference=payment.reference,
            rrn=payment.rrn,
            card=payment.card,
            about=_about(given.invoice),
            purpose_id=given.invoice.purpose_id,
            back=documents.MoneyBack(amount=back.amount, since=back.since, done_at=back.done_at)
            if back
            else None,
        ),
        language=language(),
    )
    return papers.download(made, f"payment-{payment.number}")


def _begin(request: HttpRequest, owed: InvoiceView) -> HttpResponse:
    try:
        payments.begin(owed.token, by=actor_of(request))
    except (AlreadyPaid, Blocked, Lapsed, IsWithdrawn):  # the page says it in full
        return redirect("portal:invoice", owed.token)
    except NoGateway as error:
        sessions.refuse(request, request.path, {"": [codes.said(error)]})
        return redirect("portal:invoice", owed.token)
    return redirect("portal:bank", owed.token)


def _can_be_asked(stand: paying.Stand) -> bool:
    """Whether the bank can tell about a browser that never came back from it."""
    till = ports.till(stand.live.gateway) if stand.live else None
    return till is not None and till.gateway.knows_by_token


def _to_bank(
    request: HttpRequest, owed: InvoiceView, going: AttemptView, there: Page, till: Till
) -> HttpResponse:
    address, fields = urlsplit(there.address), dict(there.fields)
    if not there.is_post:  # a form replaces the query of its address
        fields = dict(parse_qsl(address.query, keep_blank_values=True)) | fields
        address = address._replace(query="")
    context = {
        "invoice": owed,
        "title": owed.title_in(language()),
        "attempt": going,
        "gateway": paying.gateway_title(going.gateway),
        "can_be_asked": till.gateway.knows_by_token,
        "address": address.geturl(),
        "method": "post" if there.is_post else "get",
        "fields": fields,
    }
    response = page(request, "portal/to_bank.html", context)
    sources = " ".join(("'self'", *till.gateway.hosts))
    response["Content-Security-Policy"] = POLICY.replace(
        "form-action 'self'", f"form-action {sources}"
    )
    # Banks ask which shop sends the payer; of the address, the secret stays here.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _connecting(request: HttpRequest, owed: InvoiceView, stand: paying.Stand) -> HttpResponse:
    context = {
        "invoice": owed,
        "title": owed.title_in(language()),
        "look": request.path,
        "seconds": stand.looks_again_in,
    }
    return page(request, "portal/connecting.html", context, part="portal/_looks_again.html")


def _part(request: HttpRequest, stand: paying.Stand) -> HttpResponse:
    """What the waiting page asks for: nothing new yet, or that it is time to show something else."""
    if request.GET.get("stand") != stand.kind:
        return HttpResponse(headers={"HX-Redirect": request.path})
    context = {"look": _look(request, stand), "seconds": stand.looks_again_in}
    return page(request, "portal/_looks_again.html", context)


def _look(request: HttpRequest, stand: paying.Stand) -> str:
    """What the waiting page asks again: whether it stands as it stood."""
    return f"{request.path}?stand={stand.kind}"


def _brought(request: HttpRequest) -> dict[str, str]:
    """The fields of a callback, whichever way they came; nothing that could not be stored."""
    pairs = [*request.GET.items(), *request.POST.items()][:MOST_FIELDS]
    return {
        name: value
        for name, value in pairs
        if isinstance(value, str)
        and len(name) <= LONGEST_NAME
        and len(value) <= LONGEST
        and "\x00" not in name + value
    }


def _own(request: HttpRequest, token: str) -> Receipt:
    """The receipt of a paid invoice of this person; else there is none."""
    owed = payments.invoice_view(token)
    given = payments.receipt_of(owed.id)
    if given is None or owed.person_id != actor_of(request).person_id:
        raise NoSuchInvoice
    return given


def _pin(owed: InvoiceView) -> PinView | None:
    """What it gives, once it is served; for its person only."""
    return payments.pin_of(owed.id) if owed.gives_pin and owed.served_at else None


def _back(owed: InvoiceView) -> MoneyBack | None:
    """What goes back of its payment."""
    paid = payments.payment_of(owed.id) if owed.paid_at else None
    return payments.refund_of(paid.id) if paid else None


def _payer(owed: InvoiceView) -> str:
    person = identity.person(owed.person_id)
    return str(person.names) if person else ""


def _about(owed: InvoiceView) -> str:
    """The letter number of the request that it was paid for."""
    if owed.about_case is None:
        return ""
    try:
        return catalogue.receipt(owed.about_case).letter_number
    except NoReceipt:
        return ""
