"""Settings choose the operator."""

import pytest

from pishkhan.integrations.sms import choice
from pishkhan.integrations.sms.choice import SmsSettings, sms_provider


def test_each_name_has_its_adapter():
    assert sms_provider(SmsSettings(provider="memory", is_development=True)) is choice.MEMORY
    simulator = sms_provider(
        SmsSettings(provider="simulator", is_development=True, simulator_address="http://a/")
    )
    assert simulator.address == "http://a"
    assert sms_provider(SmsSettings(provider="kavenegar", key="k", sender="1")).sender == "1"


@pytest.mark.parametrize(
    "settings",
    [
        SmsSettings(provider="pigeon"),
        SmsSettings(provider="simulator"),
        SmsSettings(provider="memory"),
        SmsSettings(provider="kavenegar"),
    ],
)
def test_a_wrong_setting_fails_at_start(settings):
    with pytest.raises(ValueError, match="PISHKHAN_SMS"):
        sms_provider(settings)
