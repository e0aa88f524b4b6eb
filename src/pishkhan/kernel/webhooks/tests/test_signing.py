"""Signatures as the Standard Webhooks specification has them."""

import base64
import hashlib
import hmac

from hypothesis import given, strategies as st

from pishkhan.kernel.webhooks.rules import signing


secrets = st.binary(min_size=32, max_size=32)
moments = st.integers(0, 2**33)


def test_the_example_of_the_specification_gives_its_signature():
    # github.com/standard-webhooks, libraries: the vector that all of them are tested by.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert (
        signing.signature(
            secret,
            name="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body=b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@given(old=secrets, new=secrets, timestamp=moments, body=st.binary())
def test_whoever_knows_either_secret_finds_a_signature_of_theirs(old, new, timestamp, body):
    sent = signing.headers([new, old], name="msg_1", timestamp=timestamp, body=body)
    signed = f"msg_1.{timestamp}.".encode() + body
    for secret in (old, new):
        mine = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        assert f"v1,{mine}" in sent["webhook-signature"].split(" ")


@given(secret=secrets, timestamp=moments, body=st.binary(), other=st.binary())
def test_another_body_time_or_id_has_another_signature(secret, timestamp, body, other):
    mine = signing.signature(secret, name="msg_1", timestamp=timestamp, body=body)
    assert mine != signing.signature(secret, name="msg_1", timestamp=timestamp + 1, body=body)
    assert mine != signing.signature(secret, name="msg_2", timestamp=timestamp, body=body)
    if other != body:
        assert mine != signing.signature(secret, name="msg_1", timestamp=timestamp, body=other)


@given(secret=secrets)
def test_the_secret_is_shown_as_receivers_read_it(secret):
    word = signing.shown(secret)
    assert base64.b64decode(word.removeprefix("whsec_")) == secret
