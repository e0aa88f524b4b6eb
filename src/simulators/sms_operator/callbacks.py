"""Deliveries that an operator tells by itself, at an address it was given."""

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.client import HTTPException
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from simulators.sms_operator.operator import Fault, Operator
from simulators.sms_operator.protocols import kavenegar_status, own_reports


SECONDS = 0.3
TIMEOUT_SECONDS = 5.0
NEVER_SENT = 987_654_321


def later(operator: Operator, name: str, address: str, numbers: Sequence[int]) -> None:
    """Post what became of `numbers` a moment from now, in the words of the operator `name`."""
    if operator.fault is Fault.NO_RECEIPTS or not numbers or name not in WORDS:
        return
    told = [*numbers, NEVER_SENT] if operator.fault is Fault.LYING_RECEIPTS else list(numbers)
    times = 2 if operator.fault is Fault.DUPLICATE_RECEIPTS else 1
    for _time in range(times):
        timer = threading.Timer(SECONDS, _post, (address, *WORDS[name](operator, told)))
        timer.daemon = True
        timer.start()


def _kavenegar(operator: Operator, numbers: Sequence[int]) -> tuple[str, bytes]:
    arrived = operator.arrived(numbers)
    fields = {
        "messageid": [str(one) for one in arrived],
        "status": [str(kavenegar_status(is_there)) for is_there in arrived.values()],
    }
    return "application/x-www-form-urlencoded", urlencode(fields, doseq=True).encode()


def _own(operator: Operator, numbers: Sequence[int]) -> tuple[str, bytes]:
    reports = own_reports(operator, [f"s{number}" for number in numbers])
    return "application/json", json.dumps({"reports": reports}).encode()


# sms.ir publishes none.
WORDS: dict[str, Callable[[Operator, Sequence[int]], tuple[str, bytes]]] = {
    "simulator": _own,
    "kavenegar": _kavenegar,
}


def _post(address: str, kind: str, body: bytes) -> None:
    request = Request(address, data=body, headers={"Content-Type": kind})  # noqa: S310 - whoever runs the simulator gave the address
    # Nobody there: real operators do not complain either.
    with suppress(OSError, HTTPException), urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - as above
        pass
