"""A person adds an e-mail address, shows that it is theirs, and is told there too."""

import re
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications, ports, templates
from pishkhan.kernel.notifications.errors import BadEmail, BadEmailLink, TooManyEmails
from pishkhan.kernel.notifications.models import EmailAddress, Message
from pishkhan.kernel.notifications.ports import SmsResult
from pishkhan.kernel.notifications.spec import MessageTemplate, Recipient
from pishkhan.kernel.notifications.terms import Channel, Importance, MessageState, Outcome
from pishkhan.kernel.notifications.testing import MemoryProvider


pytestmark = pytest.mark.django_db
BY = Actor.citizen(7, "شخص نمونه")
ADDRESS = "me@example.org"


@pytest.fixture
def event(monkeypatch):
    """An event with all channels; with `optional` one that can be declined."""
    monkeypatch.setattr(templates, "_declared", dict(templates._declared))
    for name, importance in (
        ("essential", Importance.ESSENTIAL),
        ("optional", Importance.OPTIONAL),
    ):
        notifications.declare(
            *(
                MessageTemplate(
                    event=f"tests.{name}",
                    channel=channel,
                    language="fa",
                    title="عنوان",
                    text="متن {n}",
                    importance=importance,
                )
                for channel in Channel
            )
        )
    return "tests.essential"


def ask(address=ADDRESS, person_id=7):
    notifications.ask_email(person_id, address, language="fa", by=BY)
    text = Message.objects.filter(event=notifications.EMAIL_CONFIRM).latest("id").text
    return re.search(r"/email/([^/]+)/", text)[1]


def confirmed():
    notifications.confirm_email(ask(), by=Actor.anonymous())


def say(event, person_id=7):
    notifications.send(event, to=Recipient(person_id=person_id, mobile="09120000000"), data={"n": "۱"}, key="k")  # fmt: skip
    return {row.channel: row for row in Message.objects.filter(event=event)}


def test_before_it_is_confirmed_only_the_link_goes_there(event):
    ask()
    assert set(say(event)) == {"sms", "inbox"}
    [link] = Message.objects.filter(address=ADDRESS)
    assert timedelta(days=1.9) < link.expires_at - link.created_at < timedelta(days=2.1)
    assert not notifications.email_of(7).is_used


def test_a_confirmed_address_is_told_everything_that_the_mobile_is(event):
    confirmed()
    said = say(event)
    assert said["email"].address == ADDRESS
    assert (said["email"].title, said["email"].filled) == ("عنوان", {})
    assert "email" not in say("tests.optional", person_id=8)


def test_both_steps_leave_a_line_without_the_address():
    confirmed()
    notifications.forget_email(7, by=BY)
    notifications.forget_email(7, by=BY)
    lines = audit.lines(target="person", target_id=7)
    assert [line.verb.partition(".")[2] for line in reversed(lines)] == [
        "email_asked",
        "email_confirmed",
        "email_forgotten",
    ]
    assert ADDRESS not in str(lines)
    assert notifications.email_of(7) is None


def test_a_link_works_for_its_own_address_until_two_days_are_over(frozen_now):
    old = ask()
    new = ask("other@example.org")
    with pytest.raises(BadEmailLink):
        notifications.confirm_email(old, by=BY)
    with clock.frozen(frozen_now + timedelta(days=2, seconds=1)), pytest.raises(BadEmailLink):
        notifications.confirm_email(new, by=BY)
    notifications.confirm_email(new, by=BY)
    notifications.confirm_email(new, by=BY)
    assert notifications.email_of(7).is_used
    notifications.forget_email(7, by=BY)
    with pytest.raises(BadEmailLink):
        notifications.confirm_email(new, by=BY)


@pytest.mark.parametrize("token", ["x", "", "a:b:c", "W10:1:x"])
def test_a_guessed_link_opens_nothing(token):
    for act in (notifications.confirm_email, notifications.unsubscribe):
        with pytest.raises(BadEmailLink):
            act(token, by=BY)


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@b.ir", "a b@c.ir", "آ@b.ir", "a@ب.ایران", "a\n@b.ir", "a" * 260 + "@b.ir"]
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadEmail):
        ask(address)


def test_nobody_is_pestered_with_links():
    for _time in range(5):
        ask()
    with pytest.raises(TooManyEmails):
        ask("third@example.org")
    with pytest.raises(TooManyEmails):
        ask(person_id=8)


class Refusing(MemoryProvider):
    """Says of every address that nobody has it."""

    def send(self, batch):
        return [
            SmsResult(key=one.key, outcome=Outcome.REFUSED, is_no_address=True, reason="smtp 550")
            for one in batch
        ]


def test_an_address_that_nobody_has_is_marked_and_used_no_more(event, monkeypatch):
    confirmed()
    say(event)
    monkeypatch.setitem(
        ports._connected, Channel.EMAIL, (ports.Carrier(name="smtp", provider=Refusing()),)
    )
    notifications.dispatch()
    assert {row.state for row in Message.objects.filter(channel="email")} == {MessageState.FAILED}
    assert notifications.email_of(7).is_failing
    Message.objects.filter(event=event).delete()
    assert "email" not in say(event)
    confirmed()
    assert notifications.email_of(7).is_used


def test_an_optional_e_mail_has_a_way_out_that_needs_no_signing_in(event):
    confirmed()
    mail = say("tests.optional")["email"]
    token = re.search(r"/unsubscribe/([^/]+)/", mail.filled["unsubscribe"])[1]
    assert mail.filled["unsubscribe"] in mail.filled["footer"]
    assert "unsubscribe" not in mail.text
    notifications.unsubscribe(token, by=Actor.anonymous())
    assert notifications.declined(7) == {Channel.EMAIL}
    Message.objects.filter(event="tests.optional").delete()
    assert set(say("tests.optional")) == {"sms", "inbox"}
    assert "email" in say(event)


def test_a_secret_never_goes_by_e_mail(event):
    confirmed()
    notifications.send(event, to=Recipient(person_id=7, mobile="09120000000"), data={"n": "1"},
                       key="s", secret=True)  # fmt: skip
    assert [row.channel for row in Message.objects.filter(event=event)] == ["sms"]
    assert EmailAddress.objects.count() == 1


SECRETS = {notifications.ONE_TIME_CODE, "cartable_request.account", "payments.pin"}
OF_TESTS = {
    "test",
    "sample_service",
    "placed_service",
}  # what other tests declare in the same process


def test_every_event_that_goes_by_sms_has_an_e_mail_in_the_same_languages():
    """But codes and first passwords, which must not lie in a mailbox."""
    ours = [one for one in notifications.declared() if one.event.split(".")[0] not in OF_TESTS]
    known = {(one.event, one.channel, one.language) for one in ours}
    by_sms = {one for one in known if one[1] is Channel.SMS and one[0] not in SECRETS}  # fmt: skip
    assert by_sms
    assert {(event, Channel.EMAIL, language) for event, _sms, language in by_sms} <= known
    assert all(one.title for one in notifications.declared() if one.channel is Channel.EMAIL)
