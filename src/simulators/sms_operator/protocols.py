"""Three ways to speak to an operator: our own, Kavenegar's and sms.ir's, as published.

Each takes the method, the path after the operator's prefix, the query and the body, and gives the
HTTP status and the JSON object. Raises KeyError, ValueError or TypeError for nonsense.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import parse_qs

from simulators.sms_operator.operator import Fault, Operator, Sms


Answer = tuple[HTTPStatus, Mapping[str, object]]
Protocol = Callable[[Operator, str, str, str, str], Answer]
SMSIR_PAGE = 100


def own(operator: Operator, method: str, path: str, _query: str, body: str) -> Answer:
    """`POST send` and `POST reports`, both JSON; messages have a key that is taken once."""
    if method != "POST" or path not in {"send", "reports"}:
        return HTTPStatus.NOT_FOUND, {}
    content = json.loads(body)
    if path == "send":
        return HTTPStatus.OK, {
            "results": [_own_taken(operator, one) for one in content["messages"]]
        }
    return HTTPStatus.OK, {"reports": own_reports(operator, [str(one) for one in content["ids"]])}


def _own_taken(operator: Operator, one: Mapping[str, object]) -> dict[str, object]:
    key = str(one["key"])
    if operator.fault is Fault.NO_CREDIT:
        return {"key": key, "outcome": "later", "reason": "no credit"}
    sms, is_new = operator.take(key, str(one["to"]), str(one["text"]))
    if sms is None or not key:
        return {"key": key, "outcome": "refused", "reason": "bad number or empty text"}
    outcome = "accepted" if is_new else "duplicate"
    return {"key": key, "outcome": outcome, "id": sms.id, "cost": sms.cost}


def own_reports(operator: Operator, ids: list[str]) -> list[dict[str, str]]:
    """What became of messages."""
    words = {True: "delivered", False: "undelivered", None: "unknown"}
    numbers = {one: int(one[1:]) if one[1:].isdecimal() else 0 for one in ids}
    arrived = operator.arrived(numbers.values())
    reports = [{"id": one, "delivery": words[arrived[number]]} for one, number in numbers.items()]
    return reports * (2 if operator.fault is Fault.DUPLICATE_RECEIPTS else 1)


def kavenegar(operator: Operator, method: str, path: str, _query: str, body: str) -> Answer:
    """`{key}/sms/send.json` and the others, as forms; each message has a local id."""
    call = KAVENEGAR.get(path.partition("/")[2])
    if method != "POST" or call is None:
        return HTTPStatus.NOT_FOUND, {}
    if operator.fault is Fault.NO_CREDIT:
        return _kavenegar(418)
    return call(operator, {name: values[0] for name, values in parse_qs(body).items()})


def _kavenegar_send(operator: Operator, fields: Mapping[str, str]) -> Answer:
    key = fields.get("localid", "")
    return _kavenegar_taken(operator, key, fields["receptor"], fields["message"])


def _kavenegar_lookup(operator: Operator, fields: Mapping[str, str]) -> Answer:
    tokens = " ".join(fields[name] for name in sorted(fields) if name.startswith("token"))
    text = f"{fields['template']}: {tokens}"
    return _kavenegar_taken(operator, "", fields["receptor"], text)


def _kavenegar_states(operator: Operator, fields: Mapping[str, str]) -> Answer:
    arrived = operator.arrived(int(one) for one in fields["messageid"].split(","))
    return _kavenegar(
        200,
        [
            {"messageid": number, "status": kavenegar_status(is_there)}
            for number, is_there in arrived.items()
        ],
    )


def _kavenegar_latest(operator: Operator, fields: Mapping[str, str]) -> Answer:
    latest = operator.messages()[: int(fields.get("pagesize", "500"))]
    return _kavenegar(200, [_kavenegar_entry(sms) for sms in latest])


KAVENEGAR: Mapping[str, Callable[[Operator, Mapping[str, str]], Answer]] = {
    "sms/send.json": _kavenegar_send,
    "verify/lookup.json": _kavenegar_lookup,
    "sms/status.json": _kavenegar_states,
    "sms/latestoutbox.json": _kavenegar_latest,
}


def kavenegar_status(arrived: bool | None) -> int:  # noqa: FBT001 - what is to be said
    """10 arrived, 11 did not, 4 on its way."""
    return {True: 10, False: 11, None: 4}[arrived]


def _kavenegar_taken(operator: Operator, key: str, to: str, text: str) -> Answer:
    sms, _is_new = operator.take(key, to, text)
    return _kavenegar(411) if sms is None else _kavenegar(200, [_kavenegar_entry(sms)])


def _kavenegar_entry(sms: Sms) -> dict[str, object]:
    return {
        "messageid": sms.number,
        "message": sms.text,
        "status": 1,
        "receptor": sms.to,
        "date": int(sms.at.timestamp()),
        "cost": sms.cost,
    }


def _kavenegar(status: int, entries: Sequence[Mapping[str, object]] | None = None) -> Answer:
    return HTTPStatus.OK, {"return": {"status": status, "message": ""}, "entries": entries}


def smsir(operator: Operator, method: str, path: str, query: str, body: str) -> Answer:
    """`send/likeToLike` and the others, as JSON; there are no keys, what comes twice goes twice."""
    call = SMSIR.get((method, path))
    if call is not None:
        return call(operator, query, body)
    number = path.removeprefix("send/")
    if method != "GET" or not number.isdecimal():
        return HTTPStatus.NOT_FOUND, {"status": 0, "message": "", "data": None}
    return _smsir_one(operator, int(number))


def _smsir_pairs(operator: Operator, _query: str, body: str) -> Answer:
    content = json.loads(body)
    pairs = zip(content["mobiles"], content["messageTexts"], strict=True)
    return _smsir_taken(operator, list(pairs))


def _smsir_verify(operator: Operator, _query: str, body: str) -> Answer:
    content = json.loads(body)
    values = " ".join(str(one["value"]) for one in content["parameters"])
    status, said = _smsir_taken(
        operator, [(content["mobile"], f"{content['templateId']}: {values}")]
    )
    data = said["data"]
    if not isinstance(data, dict):
        return status, said
    return _smsir(1, {"messageId": data["messageIds"][0], "cost": data["cost"]})


def _smsir_live(operator: Operator, query: str, _body: str) -> Answer:
    start = (int(parse_qs(query).get("pageNumber", ["1"])[0]) - 1) * SMSIR_PAGE
    sent = operator.messages()[start : start + SMSIR_PAGE]
    return _smsir(1, [_smsir_entry(sms, operator) for sms in sent])


def _smsir_archive(_operator: Operator, _query: str, _body: str) -> Answer:
    return _smsir(1, [])


def _smsir_one(operator: Operator, number: int) -> Answer:
    is_ours = any(sms.number == number for sms in operator.messages())
    if not is_ours and operator.fault is not Fault.LYING_RECEIPTS:
        return _smsir(111)
    return _smsir(1, {"messageId": number, "deliveryState": _smsir_state(operator, number)})


SMSIR: Mapping[tuple[str, str], Callable[[Operator, str, str], Answer]] = {
    ("POST", "send/likeToLike"): _smsir_pairs,
    ("POST", "send/verify"): _smsir_verify,
    ("GET", "send/live"): _smsir_live,
    ("GET", "send/archive"): _smsir_archive,
}


def _smsir_taken(operator: Operator, pairs: list[tuple[object, object]]) -> Answer:
    if operator.fault is Fault.NO_CREDIT:
        return _smsir(102)
    if any(not str(to).startswith("09") or not str(to).isdecimal() for to, _text in pairs):
        return _smsir(104)
    taken = [operator.take("", str(to), str(text))[0] for to, text in pairs]
    ids = [sms.number if sms else 0 for sms in taken]
    units = float(sum(sms.parts for sms in taken if sms))
    return _smsir(1, {"packId": "p", "messageIds": ids, "cost": units})


def _smsir_entry(sms: Sms, operator: Operator) -> dict[str, object]:
    return {
        "messageId": sms.number,
        "mobile": int(sms.to),
        "messageText": sms.text,
        "sendDateTime": int(sms.at.timestamp()),
        "lineNumber": 3000,
        "cost": float(sms.parts),
        "deliveryState": _smsir_state(operator, sms.number),
        "deliveryDateTime": None,
    }


def _smsir_state(operator: Operator, number: int) -> int:
    """1 arrived, 2 did not, 5 with the network."""
    return {True: 1, False: 2, None: 5}[operator.arrived([number])[number]]


def _smsir(status: int, data: object = None) -> Answer:
    http = HTTPStatus.OK if status == 1 else HTTPStatus.BAD_REQUEST
    return http, {"status": status, "message": "", "data": data}
