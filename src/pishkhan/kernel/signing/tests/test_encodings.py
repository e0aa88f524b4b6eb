"""Keys and signatures as others write them."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, strategies as st

from pishkhan.kernel.signing.folder import generate, signed
from pishkhan.kernel.signing.rules import encodings
from pishkhan.kernel.signing.terms import Algorithm


@given(st.binary())
def test_octets_are_read_back_as_they_were_written(octets):
    assert encodings.unbase64url(encodings.base64url(octets)) == octets


@pytest.mark.parametrize("text", ["a", "AA==", "AB", "+/+/", "A A"])
def test_another_way_to_write_octets_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - of the standard library too
        encodings.unbase64url(text)


def test_the_key_of_rfc_8037_is_written_as_it_says():
    spki = bytes.fromhex(
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert encodings.jwk(spki) == {
        "crv": "Ed25519",
        "kty": "OKP",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }


def test_a_coordinate_keeps_its_noughts():
    numbers = ec.EllipticCurvePublicNumbers
    for secret in range(1, 600):
        private = ec.derive_private_key(secret, ec.SECP256R1())
        made = encodings.jwk(encodings.spki(private.public_key()))
        x, y = (int.from_bytes(encodings.unbase64url(made[name]), "big") for name in "xy")
        assert {len(made["x"]), len(made["y"])} == {43}
        assert numbers(x, y, ec.SECP256R1()) == private.public_key().public_numbers()


@given(st.binary())
def test_a_signature_survives_being_written_as_der_and_back(message):
    private = generate(Algorithm.ES256)
    signature = signed(private, message)
    assert encodings.joined(encodings.as_der(signature)) == signature
    assert encodings.is_signed(encodings.spki(private.public_key()), message, signature)


def test_keys_that_we_do_not_sign_with_are_refused():
    for key in (
        rsa.generate_private_key(65537, 2048).public_key(),
        ec.generate_private_key(ec.SECP384R1()).public_key(),
    ):
        with pytest.raises(encodings.UnknownKey):
            encodings.jwk(encodings.spki(key))
