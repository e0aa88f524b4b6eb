"""Two carriers of one channel: shares, the other's turn, and nobody told twice."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.notifications import api, ports
from pishkhan.kernel.notifications.actions import dispatch as dispatching
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.ports import Carrier, DeliveryReport, ProviderUnavailable
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel, Delivery, MessageState, Outcome
from pishkhan.kernel.notifications.testing import MemoryProvider


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DATA = {"letter": "172429/4", "url": "a.example/9"}


class Fickle(MemoryProvider):
    """A provider that can lose its answers: it took the messages and nobody hears of it."""

    def __init__(self):
        super().__init__()
        self.loses_answers = False
        self.is_away = False
        self.asked_again = []

    def send(self, batch):
        if self.is_away:
            raise ProviderUnavailable("refused", maybe_sent=False)
        self.asked_again += [message.key for message in batch if message.is_again]
        answer = super().send(batch)
        if self.loses_answers:
            raise ProviderUnavailable("timeout")
        return answer


@pytest.fixture
def pair():
    one, other = Fickle(), Fickle()
    ports.connect(
        Channel.SMS,
        Carrier(name="one", provider=one, weight=3),
        Carrier(name="other", provider=other),
    )
    return one, other


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.frozen(NOW):
        yield


def after(**time):
    return clock.frozen(NOW + timedelta(**time))


def say(event, count=1, **more):
    for number in range(count):
        api.send(event, to=Recipient(mobile=f"0912{number:07}"), data=DATA, key=f"{number}", **more)


def carry_on(minutes):
    """Let the worker come by, every 20 seconds at first, then every five minutes."""
    for seconds in [*range(20, min(minutes * 60, 180), 20), *range(180, minutes * 60, 300)]:
        with after(seconds=seconds):
            api.dispatch()


def told(*providers):
    return Counter(message.to for provider in providers for message in provider.sent)


def states():
    return Counter(Message.objects.values_list("state", flat=True))


def test_messages_are_shared_by_weight_and_each_remembers_its_carrier(event, pair):
    say(event, 200)
    assert api.dispatch() == 200
    shares = Counter(Message.objects.values_list("provider", flat=True))
    assert 110 < shares["one"] < 190
    assert shares["one"] == len(pair[0].sent)
    assert shares["other"] == len(pair[1].sent)


def test_what_one_certainly_did_not_take_goes_by_the_other_at_once(event, pair):
    one, other = pair
    one.is_away = True
    say(event, 40)
    api.dispatch()
    api.dispatch()
    assert states() == {"sent": 40}
    assert len(other.sent) == 40


def test_what_one_may_have_taken_waits_for_it_and_is_told_once(event, pair):
    one, other = pair
    one.loses_answers = True
    say(event, 40)
    api.dispatch()
    waiting = list(Message.objects.filter(state=MessageState.WAITING))
    assert waiting
    assert {message.provider for message in waiting} == {"one"}
    assert api.dispatch() == 0
    one.loses_answers = False
    carry_on(minutes=3)
    assert states() == {"sent": 40}
    assert set(told(one, other).values()) == {1}
    assert set(one.asked_again) == {message.id for message in waiting}


def test_while_one_is_away_new_messages_go_by_the_other_and_few_probe_it(event, pair):
    one, other = pair
    one.loses_answers = True
    say(event)
    Message.objects.update(provider="one", pinned_until=NOW + timedelta(hours=2))
    api.dispatch()
    with after(seconds=0.5):
        say(event, 60)
        api.dispatch()
        assert len(other.sent) == 59
    calls = one.calls
    with after(seconds=1):
        api.dispatch()
    assert one.calls == calls + 1, "the message that waits for it is its probe"


def test_a_carrier_that_never_comes_back_keeps_its_messages_two_hours(event, pair):
    one, _other = pair
    one.loses_answers = True
    say(event, 40)
    api.dispatch()
    stuck = Message.objects.filter(state=MessageState.WAITING).count()
    carry_on(minutes=119)
    assert Message.objects.filter(state=MessageState.WAITING).count() == stuck
    with after(minutes=121):
        api.dispatch()
        api.dispatch()
    assert states() == {"sent": 40}


def test_an_outage_of_both_for_hours_loses_nothing(event, pair):
    one, other = pair
    one.is_away = other.is_away = True
    say(event, 10)
    carry_on(minutes=300)
    assert states() == {"waiting": 10}
    one.is_away = False
    with after(hours=6):
        while api.dispatch():
            pass
    assert states() == {"sent": 10}
    assert set(told(one, other).values()) == {1}


def test_a_one_time_code_does_not_wait_for_a_lost_answer(pair):
    one, other = pair
    one.loses_answers = True
    for number in range(20):
        api.send(
            api.ONE_TIME_CODE,
            to=Recipient(mobile=f"0912{number:07}"),
            data={"code": "482017"},
            key=f"c{number}",
            secret=True,
        )
    api.dispatch()
    api.dispatch()
    assert states() == {"sent": 20}
    assert len(told(one, other)) == 20


def test_a_worker_that_died_leaves_its_messages_to_the_same_carrier(event, pair, monkeypatch):
    one, other = pair
    say(event, 40)
    with monkeypatch.context() as died:
        died.setattr(dispatching, "_note", lambda _notes: None)
        api.dispatch()
    with after(seconds=61):
        assert api.dispatch() == 40
    assert set(told(one, other).values()) == {1}
    assert states() == {"sent": 40}


def test_a_slow_carrier_does_not_hold_up_the_other(event, pair):
    one, other = pair
    noted_early = []
    slow = one.send

    def send(batch):
        time.sleep(0.2)
        noted_early.append(len(other.sent))
        return slow(batch)

    one.send = send
    say(event, 40)
    api.dispatch()
    assert noted_early[0] > 0


def test_a_message_refused_for_later_may_go_by_the_other(event, pair):
    one, other = pair
    one.outcome = Outcome.LATER
    say(event, 20)
    carry_on(minutes=20 * 60)
    assert states() == {"sent": 20}
    assert len(other.sent) == 20


def test_a_carrier_that_was_taken_away_does_not_keep_its_messages(event, pair):
    one, _other = pair
    one.loses_answers = True
    say(event, 20)
    api.dispatch()
    left = MemoryProvider()
    ports.connect(Channel.SMS, Carrier(name="third", provider=left))
    with after(hours=2, seconds=1):
        api.dispatch()
    assert states() == {"sent": 20}


def test_two_carriers_of_one_name_or_without_weight_are_a_mistake():
    one = Carrier(name="one", provider=MemoryProvider())
    with pytest.raises(ValueError, match="one name"):
        ports.connect(Channel.SMS, one, one)
    with pytest.raises(ValueError, match="no weight"):
        ports.connect(Channel.SMS, Carrier(name="one", provider=MemoryProvider(), weight=0))


class TestReports:
    @pytest.fixture
    def message(self, event, pair):
        assert pair
        say(event)
        api.dispatch()
        return Message.objects.get()

    @staticmethod
    def take(message, delivery, name=""):
        report = DeliveryReport(provider_id=message.provider_id, delivery=delivery)
        changed = api.take_reports(Channel.SMS, name or message.provider, [report, report])
        message.refresh_from_db()
        return changed

    def test_a_carrier_tells_by_itself(self, message):
        assert self.take(message, Delivery.DELIVERED) == 1
        assert (message.state, message.delivered_at) == (MessageState.DELIVERED, NOW)
        assert message.due_at is None
        assert self.take(message, Delivery.DELIVERED) == 0

    def test_a_phone_that_was_off_gets_it_after_all(self, message):
        self.take(message, Delivery.UNDELIVERED)
        assert message.state == MessageState.FAILED
        self.take(message, Delivery.DELIVERED)
        assert (message.state, message.reason) == (MessageState.DELIVERED, "")

    def test_what_arrived_does_not_go_back(self, message):
        self.take(message, Delivery.DELIVERED)
        assert self.take(message, Delivery.UNDELIVERED) == 0
        assert message.state == MessageState.DELIVERED

    def test_a_report_about_a_message_of_the_other_carrier_changes_nothing(self, message):
        stranger = "other" if message.provider == "one" else "one"
        assert self.take(message, Delivery.DELIVERED, stranger) == 0
        assert message.state == MessageState.SENT

    @pytest.mark.usefixtures("message")
    def test_reports_about_unknown_messages_change_nothing(self):
        strangers = [
            DeliveryReport(provider_id=one, delivery=Delivery.DELIVERED)
            for one in ("", "m1", "None", "'; DROP TABLE")
        ]
        assert api.take_reports(Channel.SMS, "one", strangers) == 0
        assert api.take_reports(Channel.SMS, "one", []) == 0

    def test_a_report_that_knows_nothing_changes_nothing(self, message):
        assert self.take(message, Delivery.UNKNOWN) == 0
