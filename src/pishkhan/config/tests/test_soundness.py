"""Production starts with sound settings only, and says at once all that is wrong with others."""

import base64
import os
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string
from hypothesis import given, strategies as st

from pishkhan.config import soundness
from pishkhan.config.settings import dev


def a_key(name="20261122"):
    return f"{name}:{base64.urlsafe_b64encode(os.urandom(32)).rstrip(b'=').decode()}"


@pytest.fixture
def sound(tmp_path):
    """An environment with which production may start."""
    patterns = tmp_path / "patterns.json"
    patterns.write_text('{"kavenegar": {"*": "plain"}, "smsir": {"*": "plain"}}')
    return {
        "PISHKHAN_SECRET_KEY": secrets.token_hex(40),
        "PISHKHAN_HOSTS": "pishkhan.ir,www.pishkhan.ir",
        "PISHKHAN_ADDRESS": "https://pishkhan.ir",
        "PISHKHAN_AUDIT_FOLDER": str(tmp_path),
        "PISHKHAN_FILES_KEYS": a_key(),
        "PISHKHAN_SMS": "kavenegar:3,smsir",
        "PISHKHAN_SMS_KAVENEGAR_KEY": secrets.token_hex(20),
        "PISHKHAN_SMS_SMSIR_KEY": secrets.token_hex(20),
        "PISHKHAN_SMS_SMSIR_LINE": "30001",
        "PISHKHAN_SMS_PATTERNS": str(patterns),
        "PISHKHAN_GATEWAYS": "mellat:3,saman",
        "PISHKHAN_MELLAT_TERMINAL": "1234567",
        "PISHKHAN_MELLAT_USER": "pishkhan",
        "PISHKHAN_MELLAT_PASSWORD": "71640938",
        "PISHKHAN_SAMAN_TERMINAL": "7654321",
    }


def in_production(environment, *words):
    """A command of Django under these settings."""
    kept = {"PATH", "LANG", "HOME", "DATABASE_URL", "PYTHONPATH"}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "django", *words],
        env={
            **{name: value for name, value in os.environ.items() if name in kept},
            **environment,
            "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.production",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_sound_settings_are_sound(sound):
    assert soundness.problems(sound) == ()


def test_the_checks_for_deployment_find_nothing_under_production(sound):
    done = in_production(sound, "check", "--deploy", "--fail-level", "DEBUG")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_what_those_checks_look_for_in_vain_stands_in_the_middleware_of_pages():
    pages = [import_string(name) for name in dev.MIDDLEWARE_OF_PAGES]
    for wanted in (CsrfViewMiddleware, XFrameOptionsMiddleware):
        assert any(issubclass(one, wanted) for one in pages)


@pytest.mark.parametrize("name", soundness.REQUIRED)
@pytest.mark.parametrize("text", [None, "", "  "])
def test_what_is_missing_is_named(sound, name, text):
    broken = {**sound, name: text}
    found = soundness.problems({n: v for n, v in broken.items() if v is not None})
    assert found == (f"{name} is required and is not set.",)


@pytest.mark.parametrize("name", sorted(soundness.SECRETS))
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a7Gk2", "too short"),
        ("abc" * 40, "repeats itself"),
        (dev.SECRET_KEY, "key of development"),
        ("django-insecure-" + "a7Gk2nQ" * 9, "key of development"),
    ],
)
def test_a_secret_that_is_none_is_named_and_not_repeated(sound, name, value, said):
    found = soundness.problems({**sound, name: value})
    assert [one for one in found if one.startswith(name) and said in one]
    assert not any(value in one for one in found)


PLACEHOLDERS = (
    "ChangeMe-" + "a7Gk2nQzB8" * 7,
    "<your key of at least fifty characters goes in here, truly>",
)


@pytest.mark.parametrize("name", sorted(soundness.SECRETS.keys() - soundness.ISSUED))
@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_a_placeholder_is_no_secret_of_ours(sound, name, value):
    found = soundness.problems({**sound, name: value})
    assert [one for one in found if one.startswith(name) and "placeholder" in one]
    assert not any(value in one for one in found)


@pytest.mark.parametrize("name", sorted(soundness.ISSUED))
@pytest.mark.parametrize("chance", ["1234", "00000000", "xXxx", "Secret", "example"])
def test_a_key_that_others_gave_us_may_hold_any_letters(sound, name, chance):
    given = f"7bA91fQe{chance}c5D2k8Zm"
    assert soundness.problems({**sound, name: given}) == ()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PISHKHAN_HOSTS", "*", "must name each host"),
        ("PISHKHAN_HOSTS", "pishkhan.ir,", "must name each host"),
        ("PISHKHAN_ADDRESS", "http://pishkhan.ir", "https://"),
        ("PISHKHAN_ADDRESS", "https://", "https://"),
        ("PISHKHAN_ADDRESS", "https://[", "https://"),
        ("PISHKHAN_FILES_ADDRESS", "files.pishkhan.ir", "https://"),
        ("PISHKHAN_SMS", "simulator", "simulator"),
        ("PISHKHAN_SMS", "memory", "simulator"),
        ("PISHKHAN_MOBILE_OWNERSHIP", "simulator", "simulator"),
        ("PISHKHAN_GATEWAYS", "simulator", "simulator"),
        ("PISHKHAN_GATEWAYS", "zarinpal:1", "PISHKHAN_ZARINPAL_MERCHANT"),
        ("PISHKHAN_MELLAT_PASSWORD", "simulator", "simulator"),
        ("PISHKHAN_ZARINPAL_ADDRESS", "https://sandbox.zarinpal.com", "simulator"),
        ("PISHKHAN_SAMAN_ADDRESS", "http://sep.shaparak.ir", "https://"),
        ("PISHKHAN_FILES_KEYS", dev.FILES_KEYS[0], "development"),
        ("PISHKHAN_FILES_KEYS", "a:c2hvcnQ", "32 bytes"),
        ("PISHKHAN_FILES_KEYS", "a:" + "A" * 43, "repeats itself"),
        ("PISHKHAN_FILES_KEYS", "no key at all", "32 bytes"),
        ("PISHKHAN_FILES_STORE", "s3", "PISHKHAN_S3_BUCKET"),
    ],
)
def test_a_wrong_setting_is_named(sound, name, value, said):
    assert [one for one in soundness.problems({**sound, name: value}) if said in one]


def test_two_keys_of_one_name_are_refused(sound):
    keys = f"{a_key('a')},{a_key('a')}"
    [found] = soundness.problems({**sound, "PISHKHAN_FILES_KEYS": keys})
    assert "key 2" in found


def test_an_operator_needs_its_key(sound):
    del sound["PISHKHAN_SMS_SMSIR_KEY"]
    [found] = soundness.problems(sound)
    assert found.startswith("PISHKHAN_SMS_SMSIR_KEY is required with PISHKHAN_SMS=smsir")


@pytest.mark.parametrize("name", ["TERMINAL", "USER", "PASSWORD"])
def test_a_gateway_needs_its_account(sound, name):
    del sound[f"PISHKHAN_MELLAT_{name}"]
    [found] = soundness.problems(sound)
    assert found.startswith(f"PISHKHAN_MELLAT_{name} is required with PISHKHAN_GATEWAYS=mellat")


def test_an_installation_may_take_no_cards(sound):
    assert soundness.problems({**sound, "PISHKHAN_GATEWAYS": "none"}) == ()


def test_everything_is_told_at_once_before_anything_starts():
    done = in_production({}, "check")
    assert done.returncode != 0
    for name in soundness.REQUIRED:
        assert f"  - {name} is required" in done.stderr


def test_the_start_is_refused(sound):
    with pytest.raises(ImproperlyConfigured, match="PISHKHAN_HOSTS"):
        soundness.refuse_unsound({**sound, "PISHKHAN_HOSTS": "*"})
    soundness.refuse_unsound(sound)


@given(
    st.dictionaries(
        st.sampled_from([*soundness.REQUIRED, *soundness.SECRETS, *soundness.ENCRYPTED]),
        st.text(max_size=80),
    )
)
def test_whatever_is_set_it_is_judged(environment):
    found = soundness.problems(environment)
    assert all(one.split()[0].strip(",").startswith("PISHKHAN_") for one in found)
