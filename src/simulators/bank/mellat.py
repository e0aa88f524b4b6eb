"""Behpardakht's side of the wire: SOAP, one code for an answer."""

from dataclasses import replace
from http import HTTPStatus
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from simulators.bank.answers import XML, Asked, Back, Said, lose
from simulators.bank.bank import Bank, Fault, Order, State, new_token


NAME = "mellat"
SERVICE, PAGE = "/pgwchannel/services/pgw", "/pgwchannel/startpay.mellat"
NAMESPACE = "http://interfaces.core.sw.bps.com/"
PASSWORD = "simulator"  # noqa: S105 - of an account with which nothing is paid
DONE = "0"
LOST = {
    "bpPayRequest": Fault.REQUEST_LOST,
    "bpVerifyRequest": Fault.VERIFY_LOST,
    "bpSettleRequest": Fault.SETTLE_LOST,
}


def answer(bank: Bank, asked: Asked) -> Said | None:
    """The answer of the web service; None for what is none of its paths."""
    if asked.method != "POST" or asked.path.lower() != SERVICE:
        return None
    if b"<!" in asked.body:  # no DTD: what the merchant sends has none
        return Said(body=b"", kind=XML, status=HTTPStatus.BAD_REQUEST)
    root = ET.fromstring(asked.body)  # noqa: S314 - no DTD, and it is the developer's own program
    call = next(element for element in root.iter() if element.tag.startswith(f"{{{NAMESPACE}}}"))
    verb = call.tag.rpartition("}")[2]
    with bank.lock:
        code = _answered(bank, verb, {one.tag: one.text or "" for one in call})
    if fault := LOST.get(verb):
        lose(bank, NAME, fault)
    return Said(
        kind=XML,
        body=(
            '<?xml version="1.0" encoding="UTF-8"?><S:Envelope '
            'xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
            f'<ns2:{verb}Response xmlns:ns2="{NAMESPACE}"><return>{escape(code)}</return>'
            f"</ns2:{verb}Response></S:Body></S:Envelope>"
        ).encode(),
    )


def back(order: Order) -> Back:
    """What the browser brings to the merchant."""
    is_paid = bool(order.paid_at)
    fields = {
        "RefId": order.token,
        "ResCode": DONE if is_paid else order.code or "415",
        "SaleOrderId": order.number,
        "SaleReferenceId": order.reference,
    }
    if is_paid:
        fields |= {"CardHolderPan": order.card, "FinalAmount": str(order.taken)}
    return Back(address=order.callback, fields=fields, is_post=True)


def _answered(bank: Bank, verb: str, given: dict[str, str]) -> str:
    if fault := bank.take(NAME, Fault.CODE):
        return fault.code
    if given["userPassword"] != PASSWORD:
        return "24"
    if verb == "bpPayRequest":
        return _token(bank, given)
    order = bank.find(NAME, "number", given["saleOrderId"])
    is_known = order and order.reference == given["saleReferenceId"] and not order.is_doomed
    if not (order and is_known and bank.is_booked(order)):
        return "42"
    return VERBS[verb](bank, order)


def _token(bank: Bank, given: dict[str, str]) -> str:
    amount = int(given["amount"])
    if amount <= 0:
        return "25"
    from_there = Order(
        gateway=NAME,
        number=given["orderId"],
        token=new_token(16),
        terminal=given["terminalId"],
        amount=amount,
        callback=given["callBackUrl"],
        note=given["additionalData"],
        made_at=bank.now(),
    )
    order = bank.issue(from_there)
    return f"0,{order.token}" if order else "41"


def _verify(bank: Bank, order: Order) -> str:
    standing = bank.standing(order)
    if standing is State.PAID:
        times, now = order.verified_times + 1, bank.now()
        bank.put(replace(order, state=State.VERIFIED, verified_at=now, verified_times=times))
        return DONE
    if standing in {State.VERIFIED, State.SETTLED} and bank.take(NAME, Fault.VERIFY_AGAIN):
        return DONE
    return CODES[standing]


def _settle(bank: Bank, order: Order) -> str:
    standing = bank.standing(order)
    if standing is not State.VERIFIED:
        return "44" if standing is State.PAID else CODES[standing]
    if bank.take(NAME, Fault.SETTLE_FAILS):
        return "46"
    bank.put(replace(order, state=State.SETTLED, settled_at=bank.now()))
    return DONE


def _inquire(bank: Bank, order: Order) -> str:
    standing = bank.standing(order)
    return {State.PAID: "44", State.VERIFIED: DONE}.get(standing) or CODES[standing]


def _reverse(bank: Bank, order: Order) -> str:
    if bank.standing(order) not in {State.PAID, State.VERIFIED}:
        return CODES[bank.standing(order)]
    bank.put(replace(order, state=State.REVERSED, reversed_at=bank.now()))
    return DONE


# How a payment stands, in codes; what is on its way back counts as gone back.
CODES = {
    State.VERIFIED: "43",
    State.SETTLED: "45",
    State.REVERSED: "48",
    State.RETURNING: "48",
    State.RETURNED: "48",
}
VERBS = {
    "bpVerifyRequest": _verify,
    "bpSettleRequest": _settle,
    "bpInquiryRequest": _inquire,
    "bpReversalRequest": _reverse,
}
