"""Keys inside a PKCS#11 token; SoftHSM plays the device (Debian's softhsm2)."""

import os
import subprocess

import pytest
from pkcs11 import Attribute, ObjectClass
from pkcs11.exceptions import AttributeSensitive, DeviceError

from pishkhan.integrations.hsm.choice import DeviceSettings, signing_device
from pishkhan.integrations.hsm.device import DeviceVault
from pishkhan.kernel.signing import api as signing, ports
from pishkhan.kernel.signing.ports import KeyNotThere
from pishkhan.kernel.signing.rules.encodings import is_signed
from pishkhan.kernel.signing.terms import Algorithm, Purpose


MODULE, TOKEN, PIN = "/usr/lib/softhsm/libsofthsm2.so", "pishkhan", "000000"


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    folder = tmp_path_factory.mktemp("softhsm")
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    words = ["--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)  # noqa: S603, S607 - our own words
    yield DeviceVault(module=MODULE, token=TOKEN, pin=PIN)
    del os.environ["SOFTHSM2_CONF"]


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_is_made_and_signs_inside_the_device(device, algorithm):
    public = device.make(f"one-{algorithm}", algorithm)
    signature = device.sign(f"one-{algorithm}", algorithm, b"text")
    assert is_signed(public, b"text", signature)
    assert not is_signed(public, b"other", signature)


def test_the_private_half_cannot_be_taken_out(device):
    device.make("inside", Algorithm.ES256)
    with device._opened() as session:
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label="inside")
        assert key[Attribute.EXTRACTABLE] is False
        with pytest.raises(AttributeSensitive):
            key[Attribute.VALUE]


def test_a_destroyed_key_is_gone(device):
    device.make("gone", Algorithm.ES256)
    device.destroy("gone")
    device.destroy("gone")
    with pytest.raises(KeyNotThere):
        device.sign("gone", Algorithm.ES256, b"text")


def test_after_an_error_of_the_device_the_next_call_opens_another_session(device):
    device.make("later", Algorithm.ES256)
    before = device._session
    with pytest.raises(DeviceError), device._opened():
        raise DeviceError
    assert len(device.sign("later", Algorithm.ES256, b"text")) == 64
    assert device._session is not before


def test_two_vaults_of_one_process_use_one_token(device):
    device.make("both", Algorithm.ES256)
    other = DeviceVault(module=MODULE, token=TOKEN, pin=PIN)
    assert len(other.sign("both", Algorithm.ES256, b"text")) == 64
    assert len(device.sign("both", Algorithm.ES256, b"text")) == 64


@pytest.mark.django_db
def test_certificates_are_signed_by_an_authority_inside_the_device(device):
    with ports.wired(ports.Wiring(vault=device)):
        key = signing.new_key(signing.NATIONAL, Purpose.SEAL, by=None)
        own, root = signing.certificate_chain(signing.NATIONAL)
    assert own != root
    assert key.public in own


def test_a_device_is_named_whole_or_keys_lie_in_files():
    assert signing_device(DeviceSettings()) is None
    with pytest.raises(ValueError, match="PISHKHAN_PKCS11_PIN"):
        signing_device(DeviceSettings(module=MODULE, token=TOKEN))
    whole = DeviceSettings(module=MODULE, token=TOKEN, pin=PIN)
    assert signing_device(whole).name == "device:pishkhan"
    assert PIN not in repr(whole)
