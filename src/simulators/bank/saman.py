"""Saman Kish's side of the wire: JSON; a token, verify, reverse."""

import json
from collections.abc import Mapping
from dataclasses import replace

from simulators.bank.answers import Asked, Back, Said, as_json, lose
from simulators.bank.bank import REVERSE_WITHIN, TEHRAN, Bank, Fault, Order, State, new_token


NAME = "saman"
TOKEN = "/onlinepg/onlinepg"  # noqa: S105 - a path
PAGES = {"POST": "/onlinepg/onlinepg", "GET": "/onlinepg/sendtoken"}
VERIFY = "/verifytxnrandomsessionkey/ipg/verifytransaction"
REVERSE = "/verifytxnrandomsessionkey/ipg/reversetransaction"
TERMINAL = "1000"
DONE, BEFORE, REVERSED, NOT_FOUND, TOO_LATE, NO_TERMINAL = 0, 2, 5, -2, -6, -105
LOST = {TOKEN: Fault.REQUEST_LOST, VERIFY: Fault.VERIFY_LOST}
WORDS = {"17": ("CanceledByUser", "1"), "": ("SessionIsNull", "4")}


def answer(bank: Bank, asked: Asked) -> Said | None:
    """The answer of the web service; None for what is none of its paths."""
    calls = {TOKEN: _token, VERIFY: _verify, REVERSE: _reverse}
    call = calls.get(asked.path.lower())
    if asked.method != "POST" or call is None or "json" not in asked.kind:
        return None
    given = json.loads(asked.body)
    if armed := bank.take(NAME, Fault.CODE):
        return as_json(_refused(int(armed.code)))
    if str(given.get("TerminalNumber", given.get("TerminalId"))) != TERMINAL:
        return as_json(_refused(NO_TERMINAL))
    with bank.lock:
        said = call(bank, given)
    if fault := LOST.get(asked.path.lower()):
        lose(bank, NAME, fault)
    return as_json(said)


def back(order: Order) -> Back:
    """What the browser brings to the merchant."""
    state, status = ("OK", "2") if order.paid_at else WORDS.get(order.code, ("Failed", "3"))
    fields = {
        "MID": order.terminal,
        "TerminalId": order.terminal,
        "State": state,
        "Status": status,
        "ResNum": order.number,
        "RefNum": order.reference,
        "Token": order.token,
    }
    if order.paid_at:
        fields |= {
            "RRN": order.rrn,
            "TraceNo": order.rrn[-6:],
            "SecurePan": order.card,
            "Amount": str(order.taken),
        }
    return Back(address=order.callback, fields=fields, is_post=True)


def _refused(code: int) -> dict[str, object]:
    """A no in the words of all three calls."""
    return {
        "status": -1,
        "errorCode": str(code),
        "errorDesc": "",
        "Success": False,
        "ResultCode": code,
        "ResultDescription": "",
    }


def _token(bank: Bank, given: Mapping[str, object]) -> dict[str, object]:
    amount = int(str(given["Amount"]))
    if given.get("action") != "token" or amount <= 0:
        return _refused(5)
    asked_for = Order(
        gateway=NAME,
        number=str(given["ResNum"]),
        token=new_token(32),
        terminal=str(given["TerminalId"]),
        amount=amount,
        callback=str(given["RedirectUrl"]),
        mobile=str(given.get("CellNumber", "")),
        made_at=bank.now(),
    )
    order = bank.issue(asked_for)
    return {"status": 1, "token": order.token} if order else _refused(2)


def _verify(bank: Bank, given: Mapping[str, object]) -> dict[str, object]:
    order = bank.find(NAME, "reference", str(given["RefNum"]))
    if order is None or order.is_doomed or not bank.is_booked(order):
        return _refused(NOT_FOUND)
    standing = bank.standing(order)
    if standing in {State.RETURNING, State.RETURNED}:
        return _refused(TOO_LATE)
    if standing is State.REVERSED:
        return _refused(REVERSED)
    if standing is State.VERIFIED:
        again = bank.take(NAME, Fault.VERIFY_AGAIN)
        return _detailed(order, DONE if again else BEFORE)
    times, now = order.verified_times + 1, bank.now()
    made = replace(order, state=State.VERIFIED, verified_at=now, verified_times=times)
    bank.put(made)
    return _detailed(made, DONE)


def _reverse(bank: Bank, given: Mapping[str, object]) -> dict[str, object]:
    order = bank.find(NAME, "reference", str(given["RefNum"]))
    if order is None or not order.paid_at:
        return _refused(NOT_FOUND)
    if bank.standing(order) in {State.REVERSED, State.RETURNED, State.RETURNING}:
        return _detailed(order, BEFORE)
    if bank.now() > order.paid_at + REVERSE_WITHIN:
        return _refused(TOO_LATE)
    return _detailed(bank.put(replace(order, state=State.REVERSED, reversed_at=bank.now())), DONE)


def _detailed(order: Order, code: int) -> dict[str, object]:
    at = order.paid_at.astimezone(TEHRAN) if order.paid_at else None
    return {
        "TransactionDetail": {
            "RRN": order.rrn,
            "RefNum": order.reference,
            "MaskedPan": order.card,
            "HashedPan": "",
            "TerminalNumber": int(order.terminal),
            "OrginalAmount": order.taken,
            "AffectiveAmount": order.taken,
            "StraceDate": f"{at:%Y-%m-%d %H:%M:%S}",
            "StraceNo": order.rrn[-6:],
        },
        "ResultCode": code,
        "ResultDescription": "",
        "Success": code == DONE,
    }
