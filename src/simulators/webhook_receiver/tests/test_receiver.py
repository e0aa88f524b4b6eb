"""The receiver knows what was signed, what came twice, and what is no webhook."""

import base64
import hashlib
import hmac

import pytest

from simulators.webhook_receiver.receiver import Receiver


BODY = b'{"type":"case.moved","data":{"case":"7","sequence":3}}'


def headers(secret, name="msg_1"):
    signed = hmac.digest(secret, f"{name}.5.".encode() + BODY, hashlib.sha256)
    mark = "v1," + base64.b64encode(signed).decode()
    return {"webhook-id": name, "webhook-timestamp": "5", "webhook-signature": f"v1,x {mark}"}


def test_it_knows_its_secret_and_what_came_twice():
    receiver = Receiver(secret=b"mine")
    for secret, name in [(b"mine", "msg_1"), (b"other", "msg_2"), (b"mine", "msg_1")]:
        receiver.take(headers(secret, name), BODY)
    assert [one.is_signed for one in receiver.taken] == [True, False, True]
    assert receiver.twice() == ["msg_1"]
    assert receiver.ids() == {"msg_1", "msg_2"}
    assert (receiver.taken[0].case, receiver.taken[0].sequence) == ("7", 3)


def test_what_is_no_webhook_is_not_kept():
    receiver = Receiver()
    with pytest.raises(ValueError, match="Expecting"):
        receiver.take({}, b"hello")
    assert not receiver.taken
