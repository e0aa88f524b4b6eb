"""Registered texts, against the simulator's operator that speaks Kavenegar's protocol."""

from dataclasses import replace

import pytest

from pishkhan.integrations.sms.kavenegar import KavenegarSms
from pishkhan.integrations.sms.patterns import Pattern
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut
from pishkhan.kernel.notifications.terms import Delivery, Outcome
from simulators.sms_operator.operator import Fault


MOBILE = "09120000001"
PATTERNS = {
    "code/fa": Pattern(template="pishkhan-code", parameters={"token": "code"}),
    "news/fa": Pattern(template="news", parameters={"token": "code", "token10": "subject"}),
}


@pytest.fixture
def operator(operators):
    return operators["kavenegar"]


@pytest.fixture
def sms(operators):
    address = f"{operators['address']}/kavenegar/v1"
    return KavenegarSms(key="k", address=address, patterns=PATTERNS, timeout_seconds=0.5)


def out(event="code", **values):
    return SmsOut(key=7, to=MOBILE, text="متن", event=event, values={"code": "482017"} | values)


def texts(operator):
    return [sms.text for sms in operator.messages()]


def test_a_registered_text_is_filled_by_the_operator(sms, operator):
    assert sms.send([out()])[0].outcome is Outcome.ACCEPTED
    assert texts(operator) == ["pishkhan-code: 482017"]


def test_groups_of_digits_become_one_token_and_a_subject_may_have_spaces(sms, operator):
    sms.send([out("news", code="4820\u00a01773\u00a0905", subject="اصلاح نام پدر")])
    assert texts(operator) == ["news: 48201773905 اصلاح نام پدر"]


@pytest.mark.parametrize(
    "message", [out(code="دو واژه"), out(code=""), out("other"), replace(out(), language="en")]
)
def test_what_does_not_fit_a_registered_text_goes_as_text(sms, operator, message):
    sms.send([message])
    assert texts(operator) == ["متن"]


def test_after_a_lost_answer_the_message_is_found_and_not_sent_twice(sms, operator):
    operator.fault = Fault.LOST_REPLY
    with pytest.raises(ProviderUnavailable) as lost:
        sms.send([out()])
    assert lost.value.maybe_sent
    operator.fault = Fault.NONE
    [result] = sms.send([replace(out(), is_again=True)])
    assert result.provider_id == str(operator.messages()[0].number)
    assert len(operator.messages()) == 1


def test_what_was_not_taken_before_is_sent_now(sms, operator):
    sms.send([replace(out(), is_again=True)])
    assert len(operator.messages()) == 1


def test_plain_texts_are_known_by_their_key(sms, operator):
    message = out("other")
    operator.fault = Fault.LOST_REPLY
    with pytest.raises(ProviderUnavailable):
        sms.send([message])
    operator.fault = Fault.NONE
    sms.send([replace(message, is_again=True)])
    assert len(operator.messages()) == 1


def test_no_credit_is_an_outage_in_which_nothing_was_taken(sms, operator):
    operator.fault = Fault.NO_CREDIT
    with pytest.raises(ProviderUnavailable) as outage:
        sms.send([out("other")])
    assert not outage.value.maybe_sent


def test_deliveries_are_told(sms, operator):
    taken = sms.send([out()])[0].provider_id
    assert sms.reports([taken])[0].delivery is Delivery.DELIVERED
    operator.fault = Fault.LYING_RECEIPTS
    assert sms.reports([taken])[0].delivery is Delivery.UNDELIVERED
