"""Zarinpal's side of the wire: version 4 in JSON, refunds in GraphQL."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from simulators.bank.answers import Asked, Back, Said, as_json, lose
from simulators.bank.bank import Bank, Fault, Order, Refund, State, new_token


NAME = "zarinpal"
API, PAGE, GRAPHQL = "/pg/v4/payment/", "/pg/StartPay/", "/api/v4/graphql/"
MERCHANT = "simulator"
REVERSE_WITHIN = timedelta(minutes=30)
DONE, BEFORE = 100, 101
INVALID, NO_MERCHANT, WRONG_AMOUNT, NOT_PAID, NO_SUCH = -9, -10, -50, -51, -54
NOT_SUCCESSFUL, TOO_LATE = -61, -63
LEAST, LEAST_REFUND = 1_000, 20_000
STATUSES = {
    State.ISSUED: "IN_BANK",
    State.PAID: "PAID",
    State.VERIFIED: "VERIFIED",
    State.REVERSED: "REVERSED",
    State.RETURNED: "REVERSED",
}
Given = Mapping[str, object]


def answer(bank: Bank, asked: Asked) -> Said | None:
    """The answer of the web service; None for what is none of its paths."""
    if asked.method != "POST":
        return None
    if asked.path == GRAPHQL:
        return _graphql(bank, asked)
    verb = asked.path.removeprefix(API).removesuffix(".json")
    if verb not in VERBS or asked.path != f"{API}{verb}.json":
        return None
    given = json.loads(asked.body)
    with bank.lock:
        said = _answered(bank, verb, given)
    if fault := LOST.get(verb):
        lose(bank, NAME, fault)
    return said


def _answered(bank: Bank, verb: str, given: Given) -> Said:
    if fault := bank.take(NAME, Fault.CODE):
        return _said(int(fault.code))
    if given.get("merchant_id") != MERCHANT:
        return _said(NO_MERCHANT)
    if verb == "request":
        return _request(bank, given)
    order = bank.find(NAME, "token", str(given["authority"]))
    return OF_AN_ORDER[verb](bank, order, given) if order else _said(NO_SUCH)


def back(order: Order) -> Back:
    """What the browser brings to the merchant."""
    fields = {"Authority": order.token, "Status": "OK" if order.paid_at else "NOK"}
    return Back(address=order.callback, fields=fields, is_post=False)


def _said(code: int, **data: object) -> Said:
    """What went well under `data`, what did not under `errors`, each with the other empty."""
    content = {"code": code, "message": "", **data}
    if code in {DONE, BEFORE}:
        return as_json({"data": content, "errors": []})
    wrong = {**content, "validations": []}
    return as_json({"data": [], "errors": wrong}, HTTPStatus.UNPROCESSABLE_ENTITY)


def _request(bank: Bank, given: Given) -> Said:
    amount, metadata = int(str(given["amount"])), given.get("metadata")
    told = metadata if isinstance(metadata, dict) else {}
    if amount < LEAST or not given.get("description") or given.get("currency") != "IRR":
        return _said(INVALID)
    asked_for = Order(
        gateway=NAME,
        number=str(told.get("order_id") or new_token(12)),
        token=f"A{new_token(35)}",
        terminal=MERCHANT,
        amount=amount,
        callback=str(given["callback_url"]),
        mobile=str(told.get("mobile", "")),
        note=str(given["description"]),
        made_at=bank.now(),
    )
    order = bank.issue(asked_for)
    if order is None:
        return _said(INVALID)
    return _said(DONE, authority=order.token, fee_type="Merchant", fee=0)


def _verify(bank: Bank, order: Order, given: Given) -> Said:
    standing = _standing(bank, order)
    if standing not in {State.PAID, State.VERIFIED}:
        return _said(NOT_PAID)
    if int(str(given["amount"])) != order.taken:
        return _said(WRONG_AMOUNT)
    told = {"ref_id": int(order.reference), "card_pan": order.card, "card_hash": ""}
    if standing is State.VERIFIED:
        again = bank.take(NAME, Fault.VERIFY_AGAIN)
        return _said(DONE if again else BEFORE, **told)
    times, now = order.verified_times + 1, bank.now()
    bank.put(replace(order, state=State.VERIFIED, verified_at=now, verified_times=times))
    return _said(DONE, **told)


def _inquiry(bank: Bank, order: Order, _given: Given) -> Said:
    return _said(DONE, status=STATUSES.get(_standing(bank, order), "FAILED"))


def _reverse(bank: Bank, order: Order, _given: Given) -> Said:
    if _standing(bank, order) is not State.VERIFIED or not order.paid_at:
        return _said(NOT_SUCCESSFUL)
    if bank.now() > order.paid_at + REVERSE_WITHIN:
        return _said(TOO_LATE)
    bank.put(replace(order, state=State.REVERSED, reversed_at=bank.now()))
    return _said(DONE)


def _standing(bank: Bank, order: Order) -> State:
    """As it tells it: what is not booked yet is still at the bank."""
    is_late = order.state is State.PAID and not bank.is_booked(order)
    return State.ISSUED if is_late else bank.standing(order)


OF_AN_ORDER: Mapping[str, Callable[[Bank, Order, Given], Said]] = {
    "verify": _verify,
    "inquiry": _inquiry,
    "reverse": _reverse,
}
VERBS = {"request", *OF_AN_ORDER}
LOST = {
    "request": Fault.REQUEST_LOST,
    "verify": Fault.VERIFY_LOST,
}


def _graphql(bank: Bank, asked: Asked) -> Said:
    content = json.loads(asked.body)
    query, given = str(content["query"]), content["variables"]
    if asked.headers.get("Authorization") != f"Bearer {MERCHANT}":
        return as_json({"errors": [{"message": "Unauthenticated."}]})
    if "AddRefund(" in query.partition("{")[2]:
        return _add_refund(bank, given)
    if "GetRefunds(" in query:
        start = int(given["offset"])
        return as_json({"data": {"refunds": _refunds(bank)[start : start + int(given["limit"])]}})
    order = bank.find(NAME, "reference", str(given["reference_id"]))
    found = [{"id": order.rrn, "status": order.state, "amount": order.taken}] if order else []
    return as_json({"data": {"sessions": found}})


def _refunds(bank: Bank) -> list[dict[str, object]]:
    """The newest first."""
    found = [
        {"id": one.id, "amount": one.amount, "status": "DONE", "description": one.description}
        for order in bank.orders()
        if order.gateway == NAME
        for one in order.refunds
    ]
    return found[::-1]


def _add_refund(bank: Bank, given: Given) -> Said:
    number, amount = str(given["session_id"]), int(str(given["amount"]))
    with bank.lock:
        order = next((one for one in bank.orders() if one.rrn == number), None)
        left = order.taken - sum(one.amount for one in order.refunds) if order else 0
        is_ours = order is not None and order.state is State.VERIFIED
        if order is None or not is_ours or not LEAST_REFUND <= amount <= left:
            return as_json({"errors": [{"message": "validation"}]})
        given_back = Refund(id=new_token(8), amount=amount, description=str(given["description"]))
        bank.put(replace(order, refunds=(*order.refunds, given_back)))
    lose(bank, NAME, Fault.REFUND_LOST)
    shown = {
        "id": given_back.id,
        "terminal_id": MERCHANT,
        "amount": amount,
        "timeline": {"refund_status": "DONE"},
    }
    return as_json({"data": {"refund": shown}})
