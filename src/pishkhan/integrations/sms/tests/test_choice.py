"""Settings choose the operators."""

from dataclasses import replace

import pytest

from pishkhan.integrations.sms import choice, kavenegar, smsir
from pishkhan.integrations.sms.choice import Account, SmsSettings, sms_carriers


BOTH = SmsSettings(
    providers="kavenegar:3, smsir",
    kavenegar=Account(key="k", line="1000"),
    smsir=Account(key="s", line="3000"),
)


def test_two_operators_share_by_their_weights():
    one, other = sms_carriers(BOTH)
    assert (one.name, one.weight, one.provider.sender) == ("kavenegar", 3, "1000")
    assert (other.name, other.weight, other.provider.line) == ("smsir", 1, "3000")
    assert one.provider.address == kavenegar.ADDRESS
    assert other.provider.address == smsir.ADDRESS


def test_in_development_the_simulator_plays_two_operators():
    settings = SmsSettings(
        providers="simulator,simulator-other,memory",
        is_development=True,
        simulator_address="http://a/",
    )
    one, other, memory = (carrier.provider for carrier in sms_carriers(settings))
    assert (one.address, other.address) == ("http://a", "http://a/smsir/v1")
    assert memory is choice.MEMORY


def test_each_operator_gets_the_patterns_registered_with_it(tmp_path):
    file = tmp_path / "patterns.json"
    file.write_text('{"smsir": {"a/fa": {"template": "7", "parameters": {"CODE": "code"}}}}')
    one, other = sms_carriers(replace(BOTH, patterns=str(file)))
    assert one.provider.patterns == {}
    assert other.provider.patterns["a/fa"].template == "7"


@pytest.mark.parametrize("content", ["", "[]", '{"smsir": {"a/fa": {}}}', '{"smsir": 1}'])
def test_patterns_that_cannot_be_read_stop_the_start(tmp_path, content):
    file = tmp_path / "patterns.json"
    file.write_text(content)
    with pytest.raises(ValueError, match="PISHKHAN_SMS_PATTERNS"):
        sms_carriers(replace(BOTH, patterns=str(file)))


@pytest.mark.parametrize(
    "settings",
    [
        SmsSettings(providers=""),
        SmsSettings(providers="pigeon"),
        SmsSettings(providers="simulator"),
        SmsSettings(providers="simulator-other"),
        SmsSettings(providers="memory"),
        SmsSettings(providers="kavenegar"),
        SmsSettings(providers="smsir", smsir=Account(key="s")),
        replace(BOTH, providers="kavenegar:0"),
        replace(BOTH, providers="kavenegar:many"),
        replace(BOTH, kavenegar=Account(key="k", address="http://in-clear.example")),
        replace(BOTH, patterns="/nowhere.json"),
    ],
)
def test_a_wrong_setting_fails_at_start(settings):
    with pytest.raises(ValueError, match="PISHKHAN_SMS"):
        sms_carriers(settings)
