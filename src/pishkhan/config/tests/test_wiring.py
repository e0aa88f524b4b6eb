"""The kernel's ports are answered from the start."""

from datetime import timedelta

import pytest
from django.test import override_settings

from pishkhan.config import wiring
from pishkhan.integrations.sms.choice import MEMORY
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.notifications import api as notifications, ports
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.payments import ports as gateways


MOBILE = "09120000077"


def test_a_wrong_setting_stops_the_start():
    with override_settings(SMS_PROVIDER="pigeon"), pytest.raises(ValueError, match="PISHKHAN_SMS"):
        wiring.wire()


def test_the_gateways_of_the_settings_take_cards():
    try:
        with override_settings(GATEWAYS="mellat:3,zarinpal:0", DEVELOPMENT=True):
            wiring.wire()
        assert [(till.name, till.weight) for till in gateways.tills()] == [
            ("mellat", 3),
            ("zarinpal", 0),
        ]
    finally:
        wiring.wire()
    assert gateways.tills() == ()


@pytest.mark.django_db
def test_a_one_time_code_goes_out_as_a_secret_message_and_is_blanked():
    ports.connect(Channel.SMS, ports.Carrier(name="memory", provider=MEMORY))
    sent = identity.send_code(MOBILE, "sign_in", "127.0.0.1")
    message = Message.objects.get(address=MOBILE)
    assert message.expires_at - sent.expires_at < timedelta(seconds=1)
    notifications.dispatch()
    assert "کد تأیید پیشخوان" in MEMORY.to(MOBILE)[-1]
    message.refresh_from_db()
    assert message.text == ""
