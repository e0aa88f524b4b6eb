"""Managers reword messages."""

import pytest

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.notifications import api, errors
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Role


pytestmark = pytest.mark.django_db
MANAGER = Actor.staff(
    1, "مدیر", (Grant(role=Role.ADMINISTRATOR, organisation_id=1, organisation_path="1/"),)
)
DATA = {"letter": "1/4", "url": "a.example", "name": "مریم"}


def reword(event, text, **more):
    return api.set_text(event, Channel.SMS, "fa", text=text, by=MANAGER, **more)


def said(event, key):
    api.send(event, to=Recipient(mobile="09120000001"), data=DATA, key=key)
    return outbox("09120000001", event=event)[-1]


def test_a_reworded_message_is_said_from_then_on_and_can_be_restored(event):
    reword(event, "{name}، نامه {letter}: {url}")
    assert said(event, "1") == "مریم، نامه ۱/۴: a.example"
    reword(event, "نامه {letter}؛ {url}")
    assert said(event, "2") == "نامه ۱/۴؛ a.example"
    api.reset_text(event, Channel.SMS, "fa", by=MANAGER)
    api.reset_text(event, Channel.SMS, "fa", by=MANAGER)
    assert said(event, "3").startswith("پاسخ نامه")


def test_every_rewording_leaves_a_line_with_both_wordings(event):
    reword(event, "نامه {letter}؛ {url}")
    api.reset_text(event, Channel.SMS, "fa", by=MANAGER)
    restored, changed = sorted(
        (line for line in audit.lines() if line.target == "text"),
        key=lambda line: line.verb,
        reverse=True,
    )
    assert changed.after["text"] == "نامه {letter}؛ {url}"
    assert changed.before["text"].startswith("پاسخ")
    assert restored.verb == "notifications.text_restored"
    assert restored.sentence != restored.verb


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("{letter} {url} {salary}", errors.UnknownPlaceholder),
        ("{letter}", errors.PlaceholderMissing),
        ("", errors.EmptyText),
        ("{letter} {url}" + "ب" * 200, errors.TextTooLong),
    ],
)
def test_a_bad_rewording_is_refused_and_changes_nothing(event, text, refusal):
    with pytest.raises(refusal):
        reword(event, text)
    with pytest.raises(refusal):
        api.preview(event, Channel.SMS, "fa", text)
    assert said(event, "1").startswith("پاسخ نامه")


def test_a_bad_title_is_refused(event):
    with pytest.raises(errors.UnknownPlaceholder):
        reword(event, "{letter} {url}", title="{salary}")


def test_the_list_of_texts_shows_an_example_and_its_cost(event):
    reword(event, "نامه {letter}؛ {url}")
    [wording] = [
        wording
        for wording in api.wordings()
        if wording.template.event == event and wording.template.channel is Channel.SMS
    ]
    assert wording.is_reworded
    assert (wording.example, wording.parts) == ("نامه ۱۷۲۴۲۹/۴؛ a.example", 1)


def test_an_unknown_message_cannot_be_reworded():
    with pytest.raises(errors.NoSuchTemplate):
        reword("test.unheard_of", "سلام")


def test_only_a_manager_of_texts_rewords(event):
    clerk = Actor.staff(2, "کارمند")
    with pytest.raises(NotAllowed):
        api.set_text(event, Channel.SMS, "fa", text="نامه {letter}؛ {url}", by=clerk)
    with pytest.raises(NotAllowed):
        api.reset_text(event, Channel.SMS, "fa", by=clerk)
