"""When messages may come, which a person wants, what they cost, how long they are kept."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import override_settings
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api, errors, ports, tasks, templates
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.ports import Carrier
from pishkhan.kernel.notifications.rules import quiet
from pishkhan.kernel.notifications.rules.quiet import QuietHours
from pishkhan.kernel.notifications.spec import MessageTemplate, Recipient
from pishkhan.kernel.notifications.terms import Channel, Importance, MessageState
from pishkhan.kernel.notifications.testing import MemoryProvider


MOBILE = "09120000001"
EVENING = datetime(2026, 11, 21, 19, tzinfo=UTC)  # 22:30 in Tehran
MORNING = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)  # 8:00 in Tehran
FRIDAY_NOON = datetime(2026, 11, 27, 9, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)
NIGHT = QuietHours(begins=time(22), ends=time(8))
MOMENTS = st.integers(0, 2 * 365 * 24 * 3600).map(lambda past: EVENING + timedelta(seconds=past))
ME = Actor.system()


@pytest.fixture(autouse=True)
def events():
    for importance in (Importance.ORDINARY, Importance.ALARM, Importance.OPTIONAL):
        for channel in Channel:
            templates.declare(
                MessageTemplate(
                    event=f"test.{importance.value}",
                    channel=channel,
                    language="fa",
                    title="خبر",
                    text="خبر {letter}",
                    importance=importance,
                )
            )
    templates.declare(
        *(
            MessageTemplate(
                event="test.later",
                channel=channel,
                language="fa",
                title="خبر",
                text="خبر {letter}",
                importance=Importance.ORDINARY,
                overtakes=frozenset({"test.ordinary", "test.later"}),
            )
            for channel in Channel
        )
    )


@pytest.fixture
def holidays(monkeypatch):
    """Friday, and the two days after it, on which nobody works."""
    free = {date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)}

    def following(day):
        return next(one for one in (day + timedelta(days=n) for n in range(9)) if one not in free)

    monkeypatch.setattr(ports, "_calendar", [following])


@pytest.fixture
def at_night():
    with override_settings(SMS_QUIET_HOURS="22:00-08:00"), clock.frozen(EVENING):
        yield


def say(event, key="1", person_id=5, **more):
    to = Recipient(person_id=person_id, mobile=MOBILE, email="a@example.org")
    api.send(event, to=to, data={"letter": "1", "url": "u"}, key=key, **more)


def due(channel=Channel.SMS):
    return Message.objects.get(channel=channel).due_at


@given(MOMENTS, st.times(), st.times())
def test_what_waits_for_the_morning_never_leaves_in_the_night(moment, begins, ends):
    hours = QuietHours(
        begins=begins.replace(microsecond=0), ends=ends.replace(second=0, microsecond=0)
    )
    leaves = hours.leaves_at(moment)
    assert not hours.covers(leaves)
    assert moment <= leaves <= moment + timedelta(hours=24)
    assert hours.covers(moment) == (leaves != moment)


def test_the_night_goes_over_midnight_in_tehran():
    assert NIGHT.leaves_at(EVENING) == MORNING
    assert NIGHT.leaves_at(EVENING + timedelta(hours=4)) == MORNING
    assert not NIGHT.covers(MORNING)
    assert not NIGHT.covers(EVENING - timedelta(hours=1))


@given(MOMENTS, st.sets(st.integers(0, 40)))
def test_an_alarm_waits_for_the_next_working_morning_and_not_longer(moment, free):
    first = clock.in_tehran(moment).date()
    closed = {first + timedelta(days=n) for n in free}

    def following(day):
        return next(
            one for one in (day + timedelta(days=n) for n in range(99)) if one not in closed
        )

    leaves = NIGHT.at_work(moment, following)
    day = clock.in_tehran(leaves).date()
    assert day not in closed
    assert leaves >= moment
    assert not NIGHT.covers(leaves)
    between = {first + timedelta(days=n) for n in range(1, (day - first).days)}
    assert between <= closed
    assert NIGHT.at_work(leaves, following) == leaves


def test_hours_are_read_from_the_setting():
    assert quiet.parse("22:00-08:00") == NIGHT
    assert quiet.parse("") is None
    for wrong in ("22", "22:00", "night", "25:00-08:00"):
        with pytest.raises(ValueError, match="PISHKHAN_SMS_QUIET_HOURS"):
            quiet.parse(wrong)


@pytest.mark.django_db
class TestNight:
    @pytest.mark.usefixtures("at_night")
    def test_an_ordinary_sms_waits_for_the_morning_and_the_rest_does_not(self):
        say("test.ordinary")
        assert due() == MORNING
        assert due(Channel.EMAIL) == EVENING
        assert api.inbox_of(5)

    @pytest.mark.usefixtures("at_night")
    def test_what_is_essential_and_codes_leave_at_any_hour(self, event, provider):
        say(event)
        api.send(
            api.ONE_TIME_CODE,
            to=Recipient(mobile=MOBILE),
            data={"code": "482017"},
            key="c",
            secret=True,
        )
        api.dispatch()
        assert len(provider.to(MOBILE)) == 2

    @pytest.mark.usefixtures("at_night")
    def test_a_message_that_was_late_does_not_wake_anybody(self, provider):
        with clock.frozen(EVENING - timedelta(hours=2)):
            say("test.ordinary")
        assert api.dispatch() == 0
        with clock.frozen(MORNING):
            assert api.dispatch() == 1
        assert provider.to(MOBILE)

    @pytest.mark.usefixtures("at_night", "holidays")
    @pytest.mark.parametrize("kind", ["alarm", "optional"])
    def test_an_alarm_waits_for_a_working_day_though_the_night_is_over(self, kind, provider):
        with clock.frozen(FRIDAY_NOON):
            say(f"test.{kind}")
            say("test.ordinary", "2")
            assert api.dispatch() == 1, "what is no alarm leaves on a free day"
        waiting = Message.objects.get(event=f"test.{kind}", channel=Channel.SMS)
        assert waiting.due_at == MONDAY_MORNING
        assert provider.sent[0].event == "test.ordinary"

    @pytest.mark.usefixtures("at_night", "holidays")
    def test_an_alarm_that_was_late_is_held_on_a_day_that_was_closed_since(
        self, provider, monkeypatch
    ):
        closed = list(ports._calendar)
        monkeypatch.setattr(ports, "_calendar", [])
        with clock.frozen(FRIDAY_NOON):
            say("test.alarm")
        monkeypatch.setattr(ports, "_calendar", closed)
        with clock.frozen(FRIDAY_NOON + timedelta(hours=1)):
            assert api.dispatch() == 0
        with clock.frozen(MONDAY_MORNING):
            assert api.dispatch() == 1
        assert provider.to(MOBILE)

    @pytest.mark.usefixtures("at_night")
    def test_what_was_overtaken_while_it_waited_is_not_sent(self, provider):
        say("test.ordinary", "1", case_id=7)
        say("test.ordinary", "1", case_id=8)
        say("test.ordinary", "2", case_id=7, person_id=6)
        say("test.later", "3", case_id=7)
        with clock.frozen(MORNING):
            api.dispatch()
        assert sorted(one.event for one in provider.sent) == [
            "test.later", "test.ordinary", "test.ordinary"
        ]  # fmt: skip
        [gone] = Message.objects.filter(state=MessageState.DEAD, channel=Channel.SMS)
        assert (gone.case_id, gone.person_id, gone.reason) == (7, 5, "overtaken")
        assert api.failures_since(EVENING - timedelta(days=1)) == []

    def test_what_has_left_is_not_overtaken(self, provider):
        with clock.frozen(EVENING):
            say("test.ordinary", "1", case_id=7)
            api.dispatch()
            say("test.later", "2", case_id=7)
            api.dispatch()
        assert len(provider.to(MOBILE)) == 2
        assert not Message.objects.filter(reason="overtaken", channel=Channel.SMS).exists()

    def test_without_quiet_hours_all_leaves_at_once(self):
        with clock.frozen(EVENING):
            say("test.ordinary")
        assert due() == EVENING


@pytest.mark.django_db
class TestDeclining:
    def test_optional_messages_are_declined_by_channel(self):
        api.decline(5, Channel.SMS, by=ME)
        say("test.optional")
        assert set(Message.objects.values_list("channel", flat=True)) == {"email", "inbox"}
        assert api.declined(5) == {Channel.SMS}

    def test_nobody_else_and_nothing_else_is_declined(self, event):
        api.decline(5, Channel.SMS, by=ME)
        say("test.ordinary", key="1")
        say(event, key="2")
        say("test.optional", key="3", person_id=6)
        say("test.optional", key="4", person_id=None)
        assert Message.objects.filter(channel=Channel.SMS).count() == 4

    def test_it_can_be_taken_back_and_is_in_the_trail(self):
        api.decline(5, Channel.SMS, by=ME)
        api.decline(5, Channel.SMS, by=ME)
        api.want(5, Channel.SMS, by=ME)
        api.want(5, Channel.SMS, by=ME)
        assert api.declined(5) == frozenset()
        assert len(lines(target="person", target_id=5)) == 2

    def test_the_inbox_stays(self):
        with pytest.raises(errors.InboxStays):
            api.decline(5, Channel.INBOX, by=ME)


def test_the_messages_of_one_event_have_one_importance():
    first = MessageTemplate(event="test.mixed", channel=Channel.SMS, language="fa", text="یک")
    other = MessageTemplate(
        event="test.mixed",
        channel=Channel.INBOX,
        language="fa",
        text="یک",
        importance=Importance.OPTIONAL,
    )
    with pytest.raises(ValueError, match="differ in importance"):
        templates.declare(first, other)


@pytest.mark.django_db
def test_what_was_spent_is_told_by_provider_and_event(event):
    with clock.frozen(EVENING):
        say(event, "1")
        say(event, "2")
        api.dispatch()
    with clock.frozen(EVENING + timedelta(seconds=10)):
        api.check_deliveries()
    [spent] = api.spent(EVENING, EVENING + timedelta(days=1))
    assert (spent.channel, spent.provider, spent.event) == (Channel.SMS, "one", event)
    assert (spent.messages, spent.parts, spent.delivered, spent.cost) == (2, 2, 2, 240)
    assert api.spent(EVENING + timedelta(days=1), EVENING + timedelta(days=2)) == []


@pytest.mark.django_db
def test_old_messages_are_forgotten_and_waiting_ones_are_not(event):
    with clock.frozen(EVENING - timedelta(days=401)):
        say(event, "old")
        api.dispatch()
        say(event, "waits", person_id=None)
    with clock.frozen(EVENING):
        say(event, "new")
        tasks.purge_messages()
    kept = set(Message.objects.values_list("dedupe_key", "channel"))
    assert kept == {("waits", "sms"), ("new", "sms"), ("new", "inbox")}
    assert Message.objects.filter(dedupe_key="waits", state=MessageState.WAITING).exists()


@pytest.mark.django_db
def test_values_are_kept_for_patterns_as_they_are_read_and_blanked_with_a_secret(event, provider):
    say(event, person_id=None)
    assert Message.objects.get().filled == {"letter": "۱", "url": "u"}
    Message.objects.all().delete()
    api.send(
        api.ONE_TIME_CODE,
        to=Recipient(mobile=MOBILE),
        data={"code": "482017"},
        key="c",
        secret=True,
    )
    assert Message.objects.get().filled == {"code": "482017"}
    api.dispatch()
    assert provider.sent[-1].values == {"code": "482017"}
    assert Message.objects.get().filled == {}


@pytest.mark.django_db
def test_an_e_mail_leaves_by_its_own_carrier():
    post = MemoryProvider()
    ports.connect(Channel.EMAIL, Carrier(name="smtp", provider=post))
    say("test.ordinary")
    api.dispatch()
    assert [message.title for message in post.sent] == ["خبر"]
    assert post.sent[0].language == "fa"
