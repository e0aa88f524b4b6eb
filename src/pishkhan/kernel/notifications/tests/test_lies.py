"""Operators that lie, repeat themselves or speak too early: what a person and the office see is one."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.notifications import api, ports
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.ports import Carrier, DeliveryReport
from pishkhan.kernel.notifications.rules import retry, sms_parts
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel, Delivery, MessageState
from pishkhan.kernel.notifications.testing import MemoryProvider


MOBILE = "09120000001"
DATA = {"letter": "172429/4", "url": "a.example/9"}


class Talkative(MemoryProvider):
    """Tells of the delivery while the message is still being given to it."""

    def send(self, batch):
        answer = super().send(batch)
        tell(*(one.provider_id for one in answer))
        return answer


def connected(provider):
    ports.connect(Channel.SMS, Carrier(name="memory", provider=provider))
    return provider


def tell(*provider_ids, delivery=Delivery.DELIVERED):
    reports = [DeliveryReport(provider_id=one, delivery=delivery) for one in provider_ids]
    return api.take_reports(Channel.SMS, "memory", reports)


def say(event):
    api.send(event, to=Recipient(mobile=MOBILE), data=DATA, key="k")
    return Message.objects.get(address=MOBILE)


def now(message):
    message.refresh_from_db()
    return MessageState(message.state)


@pytest.mark.django_db
class TestReceipts:
    def test_one_before_the_answer_changes_nothing_and_asking_later_finds_it(
        self, event, frozen_now
    ):
        provider = connected(Talkative())
        message = say(event)
        api.dispatch()
        assert now(message) is MessageState.SENT
        with clock.frozen(frozen_now + retry.CHECKS[0]):
            api.check_deliveries()
        assert now(message) is MessageState.DELIVERED
        assert len(provider.sent) == 1

    def test_one_that_comes_thrice_changes_something_once(self, event):
        provider = connected(MemoryProvider())
        message = say(event)
        api.dispatch()
        told = [tell(f"m{message.id}", f"m{message.id}") for _time in range(3)]
        assert told == [1, 0, 0]
        first = now(message), message.delivered_at
        tell(f"m{message.id}", delivery=Delivery.UNDELIVERED)
        assert (now(message), message.delivered_at) == first
        assert first[0] is MessageState.DELIVERED
        assert len(provider.sent) == 1

    def test_what_was_said_not_to_have_arrived_is_not_sent_again_and_may_arrive_yet(self, event):
        provider = connected(MemoryProvider())
        message = say(event)
        api.dispatch()
        tell(f"m{message.id}", delivery=Delivery.UNDELIVERED)
        assert now(message) is MessageState.FAILED
        api.dispatch()
        assert len(provider.sent) == 1
        tell(f"m{message.id}")
        assert now(message) is MessageState.DELIVERED

    def test_sent_but_never_delivered_is_asked_after_four_times_and_never_sent_again(
        self, event, frozen_now
    ):
        provider = connected(MemoryProvider())
        provider.delivery = Delivery.UNKNOWN
        message = say(event)
        api.dispatch()
        for check in retry.CHECKS:
            with clock.frozen(frozen_now + 2 * check + check):
                api.check_deliveries()
                api.dispatch()
        assert now(message) is MessageState.SENT
        assert len(provider.sent) == 1

    @pytest.mark.parametrize("unknown", ["", "m1", "x" * 100, "' OR 1=1"])
    def test_about_nothing_we_know_they_change_nothing(self, event, unknown):
        connected(MemoryProvider())
        message = say(event)
        api.dispatch()
        assert tell(unknown) == 0
        assert now(message) is MessageState.SENT


GSM_BASIC = st.sampled_from("abcXYZ019 @£$¥èé\n.,!?ÄÖ")
GSM_ESCAPED = st.sampled_from("^{}[]~|€\\")
PERSIAN = st.sampled_from("ابپتثجچ۱۲۳ ‌")
BEYOND = st.sampled_from("😀🎓")


def cut(units, one, joined):
    """Another way to count: fill message after message, as a phone does."""
    if sum(units) <= one:
        return 1
    filled, count = 0, 1
    for unit in units:
        filled += unit
        if filled > joined:
            filled, count = unit, count + 1
    return count


@given(st.lists(GSM_BASIC | GSM_ESCAPED, max_size=500))
def test_a_latin_text_costs_160_and_then_153_each(letters):
    units = [2 if letter in "^{}[]~|€\\" else 1 for letter in letters]
    assert sms_parts.parts("".join(letters)) == cut(units, 160, 153)


@given(st.lists(GSM_BASIC | PERSIAN | BEYOND, max_size=300), PERSIAN)
def test_one_persian_letter_makes_it_70_and_then_67_each(letters, persian):
    units = [len(letter.encode("utf-16-le")) // 2 for letter in [*letters, persian]]
    assert sms_parts.parts("".join([*letters, persian])) == cut(units, 70, 67)
