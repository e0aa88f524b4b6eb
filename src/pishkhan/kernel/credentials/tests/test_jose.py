"""Tokens taken apart: one way to write them, and nothing else."""

import json

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.credentials.rules import jose
from pishkhan.kernel.credentials.rules.jose import NotAToken
from pishkhan.kernel.signing.spec import base64url


HEADER = {"alg": "ES256", "typ": "vc+jwt", "kid": "did:web:a#b"}


def part(value):
    return base64url(value if isinstance(value, bytes) else json.dumps(value).encode())


def token(header=HEADER, payload=None):
    return f"{part(header)}.{part(payload or {})}.{base64url(bytes(64))}"


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_a_token_is_read_back_as_it_was_made(payload):
    made = jose.token(payload, key="did:web:a#b", type_="vc+jwt", sign=lambda told: told[:64])
    found = jose.read(made)
    assert (found.payload, found.key, found.type) == (payload, "did:web:a#b", "vc+jwt")
    assert found.signed.decode() == made.rpartition(".")[0]
    assert found.signature == found.signed[:64]


@given(st.text())
def test_no_text_does_more_than_be_refused(text):
    with pytest.raises(NotAToken):
        jose.read(text)


@pytest.mark.parametrize(
    "text",
    [
        token({**HEADER, "alg": "none"}),
        token({**HEADER, "alg": "HS256"}),
        token({**HEADER, "crit": ["b64"]}),
        token({"alg": "ES256"}),
        token({**HEADER, "kid": ["a"]}),
        token(payload=[1]),
        token(payload=b'{"iss": "a", "iss": "b"}'),
        token(payload=b"[" * 100_000),
        token() + "=",
        token() + ".",
        "a" * (jose.LONGEST + 1),
    ],
)
def test_what_readers_could_read_apart_is_refused(text):
    with pytest.raises(NotAToken):
        jose.read(text)
