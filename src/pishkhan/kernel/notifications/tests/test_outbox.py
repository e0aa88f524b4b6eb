"""From the transaction that has something to say to the person's phone."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.notifications import api, errors, ports, templates
from pishkhan.kernel.notifications.actions import dispatch as dispatching
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.ports import ProviderUnavailable
from pishkhan.kernel.notifications.spec import MessageTemplate, Recipient
from pishkhan.kernel.notifications.terms import Channel, Delivery, MessageState, Outcome


pytestmark = pytest.mark.django_db
MOBILE = "09120000001"
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DATA = {"letter": "172429/4", "url": "a.example/9"}


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.frozen(NOW):
        yield


def say(event, key="answer", **more):
    to = more.pop("to", Recipient(mobile=MOBILE))
    api.send(event, to=to, data=DATA, key=key, **more)


def only():
    return Message.objects.get()


def after(**time):
    return clock.frozen(NOW + timedelta(**time))


def test_a_message_is_read_in_persian_digits_and_leaves_once(event, provider):
    say(event)
    assert api.dispatch() == 1
    assert api.dispatch() == 0
    assert provider.to(MOBILE) == ["پاسخ نامه ۱۷۲۴۲۹/۴ در a.example/9 آماده است."]
    message = only()
    assert (message.state, message.parts, message.cost) == (MessageState.SENT, 1, 120)
    assert message.sent_at == NOW


def test_the_same_key_of_the_same_case_is_said_once(event):
    say(event, case_id=7)
    say(event, case_id=7)
    say(event)
    say(event)
    say(event, case_id=8)
    assert Message.objects.count() == 3


def test_a_rolled_back_transaction_says_nothing(event):
    def fail():
        say(event)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail()
    assert api.dispatch() == 0


def test_only_channels_with_an_address_and_a_declaration_are_used(event):
    say(event, to=Recipient(person_id=5, mobile=MOBILE, email="a@example.org"))
    assert {row.channel for row in Message.objects.all()} == {Channel.SMS, Channel.INBOX}


def test_channels_may_be_chosen(event):
    say(event, to=Recipient(person_id=5, mobile=MOBILE), channels=[Channel.INBOX])
    assert only().channel == Channel.INBOX


def test_an_unknown_event_and_a_missing_value_are_refused(event):
    with pytest.raises(errors.NoSuchTemplate):
        say("test.unheard_of")
    with pytest.raises(KeyError):
        api.send(event, to=Recipient(mobile=MOBILE), data={}, key="x")


def test_an_undeclared_language_is_told_in_persian(event, provider):
    say(event, to=Recipient(mobile=MOBILE, language="en"))
    api.dispatch()
    assert "۱۷۲۴۲۹" in provider.to(MOBILE)[0]


def test_a_message_for_later_waits(event):
    say(event, at=NOW + timedelta(hours=1))
    assert api.dispatch() == 0
    with after(hours=1):
        assert api.dispatch() == 1


def test_an_outage_of_the_provider_delays_and_loses_nothing(event, provider):
    say(event)
    provider.is_down = True
    assert api.dispatch() == 1
    assert api.dispatch() == 0, "the circuit is open: the provider is left alone"
    assert provider.calls == 1
    assert only().state == MessageState.WAITING
    provider.is_down = False
    with after(hours=40):
        assert api.dispatch() == 1
    assert len(provider.to(MOBILE)) == 1


def test_a_message_the_provider_wants_later_is_tried_again_for_a_day(event, provider):
    say(event)
    provider.outcome = Outcome.LATER
    api.dispatch()
    assert (only().state, only().due_at) == (MessageState.WAITING, NOW + timedelta(seconds=15))
    with after(hours=24):
        api.dispatch()
    assert only().state == MessageState.DEAD


def test_a_refused_message_is_not_tried_again(event, provider):
    say(event)
    provider.outcome = Outcome.REFUSED
    api.dispatch()
    assert only().state == MessageState.FAILED
    with after(days=1):
        assert api.dispatch() == 0


def test_a_message_without_provider_waits_for_one(event, monkeypatch):
    say(event)
    monkeypatch.setattr(ports, "_connected", {})
    assert api.dispatch() == 0
    assert only().state == MessageState.WAITING


def test_a_worker_that_died_while_sending_is_followed_after_its_lease(event, provider, monkeypatch):
    say(event)
    with monkeypatch.context() as died:
        died.setattr(dispatching, "_note", lambda _notes: None)
        api.dispatch()
    assert api.dispatch() == 0
    with after(seconds=61):
        assert api.dispatch() == 1
    assert provider.to(MOBILE) == [only().text]
    assert only().tries == 2


def send_code(**more):
    api.send(
        api.ONE_TIME_CODE,
        to=Recipient(mobile=MOBILE),
        data={"code": "482017"},
        key="c1",
        secret=True,
        **more,
    )


def test_a_code_is_blanked_as_soon_as_it_has_left(provider):
    send_code()
    api.dispatch()
    assert "482017" in provider.to(MOBILE)[0]
    assert only().text == ""


def test_a_code_older_than_its_life_is_never_sent_and_is_blanked(provider):
    send_code()
    provider.is_down = True
    api.dispatch()
    assert "482017" in only().text
    provider.is_down = False
    with after(minutes=2):
        assert api.dispatch() == 0
    assert (only().state, only().text, provider.sent) == (MessageState.DEAD, "", [])


def test_a_refused_code_is_blanked_too(provider):
    send_code()
    provider.outcome = Outcome.REFUSED
    api.dispatch()
    assert only().text == ""


def test_the_database_refuses_to_keep_a_sent_secret():
    send_code()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(state=MessageState.SENT)


def test_codes_leave_before_the_crowd(event, provider):
    for number in range(5):
        say(event, key=str(number))
    send_code()
    api.dispatch(limit=1)
    assert "482017" in provider.sent[0].text


def test_a_secret_never_lands_in_the_inbox(event):
    say(event, to=Recipient(person_id=5, mobile=MOBILE), secret=True)
    assert only().channel == Channel.SMS


def test_delivery_is_noted_once_although_reported_twice(event):
    say(event)
    api.dispatch()
    assert api.check_deliveries() == 0
    with after(seconds=10):
        assert api.check_deliveries() == 1
        assert api.check_deliveries() == 0
    assert only().state == MessageState.DELIVERED
    assert only().delivered_at == NOW + timedelta(seconds=10)


@pytest.mark.parametrize(
    ("delivery", "state"),
    [(Delivery.UNDELIVERED, MessageState.FAILED), (Delivery.UNKNOWN, MessageState.SENT)],
)
def test_what_did_not_arrive_is_said_so(event, provider, delivery, state):
    say(event)
    api.dispatch()
    provider.delivery = delivery
    with after(minutes=1):
        api.check_deliveries()
    assert only().state == state
    assert (only().due_at is None) == (delivery is Delivery.UNDELIVERED)


def test_unknown_deliveries_are_given_up_quietly(event, provider):
    say(event)
    api.dispatch()
    provider.delivery = Delivery.UNKNOWN
    for day in range(1, 5):
        with after(days=day):
            assert api.check_deliveries() == 1
    assert (only().state, only().due_at) == (MessageState.SENT, None)


def test_an_outage_while_asking_for_deliveries_changes_nothing(event, provider, monkeypatch):
    def down(_ids):
        raise ProviderUnavailable("down")

    say(event)
    api.dispatch()
    monkeypatch.setattr(provider, "reports", down)
    with after(minutes=1):
        api.check_deliveries()
    assert only().state == MessageState.SENT


def test_the_inbox_holds_the_messages_of_one_person_newest_first(event):
    mine, other = Recipient(person_id=5), Recipient(person_id=6)
    say(event, key="1", to=mine, case_id=70)
    say(event, key="2", to=mine)
    say(event, key="3", to=other)
    second, first = api.inbox_of(5)
    assert (first.case_id, first.title, second.is_read) == (70, "پاسخ نامه", False)
    assert api.inbox_of(5, before=second.id) == [first]
    assert api.unread_count(5) == 2


def test_a_person_marks_only_their_own_messages_read(event):
    say(event, to=Recipient(person_id=5))
    [message] = api.inbox_of(5)
    api.mark_read(6, message.id)
    assert api.unread_count(5) == 1
    api.mark_read(5, message.id)
    assert api.unread_count(5) == 0


def test_the_office_sees_what_was_said_about_a_case(event):
    say(event, case_id=7)
    [said] = api.said_about(7)
    assert (said.event, said.state) == (event, MessageState.WAITING)


def test_two_texts_for_one_event_are_a_bug():
    template = MessageTemplate(event="test.twice", channel=Channel.SMS, language="fa", text="یک")
    other = MessageTemplate(event="test.twice", channel=Channel.SMS, language="fa", text="دو")
    templates.declare(template, template)
    with pytest.raises(ValueError, match="Two different"):
        templates.declare(other)


@pytest.mark.django_db(transaction=True)
def test_parallel_workers_never_take_the_same_message(event):
    for number in range(60):
        say(event, key=str(number))

    def work():
        with clock.frozen(NOW):
            while api.dispatch(limit=7):
                pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Message.objects.filter(state=MessageState.SENT, tries=1).count() == 60
