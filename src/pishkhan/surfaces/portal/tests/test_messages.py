"""The inbox, the settings, and the addresses that stand in e-mails."""

import re

import pytest
from django.urls import resolve

from pishkhan.kernel.notifications import api as notifications, links
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.web.testing import a_browser


ADDRESS = "me@example.org"


@pytest.fixture
def home(registered):
    return registered.client


@pytest.fixture
def person_id(registered):
    return registered.draft().person_id


def say(person_id, times):
    data = {"letter_number": "1/4", "tracking_code": "1", "address": "http://a.example/"}
    for number in range(times):
        notifications.send(
            "e_request.registered", to=Recipient(person_id=person_id), data=data, key=f"n{number}"
        )


def link_in_mail():
    return re.search(r"https?://[^/]+(/email/\S+/)", outbox(ADDRESS)[-1])[1]


def give(home, address=ADDRESS):
    return home.post("/my/settings/email/", {"email": address}, follow=True).content.decode()


def test_messages_come_page_by_page_and_are_read_once_they_were_shown(home, person_id):
    say(person_id, 24)
    assert home.get("/my/").context["unread"] == 25
    assert "۲۵ تازه" in home.get("/my/").content.decode()
    first = home.get("/my/messages/")
    assert len(first.context["inbox"]) == 20
    assert "۵ پیام تازهٔ دیگر" in first.content.decode()
    older = home.get(f"/my/messages/?after={first.context['after']}")
    assert len(older.context["inbox"]) == 5
    assert home.get("/my/").context["unread"] == 0


def test_a_look_by_a_program_reads_nothing_and_a_button_reads_all(home, person_id):
    say(person_id, 3)
    assert home.head("/my/messages/").status_code == 200
    assert notifications.unread_count(person_id) == 4
    assert home.post("/my/messages/read/")["Location"] == "/my/messages/"
    assert notifications.unread_count(person_id) == 0


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "۱۲"])
def test_odd_cursors_do_no_harm(home, after):
    assert home.get("/my/messages/", {"after": after}).status_code == 200


def test_a_message_about_a_request_leads_to_it(home, registered):
    page = home.get("/my/messages/").content.decode()
    assert f'href="/my/{registered.draft().submitted_case_id}/"' in page


def test_an_address_is_given_confirmed_and_taken_away(home, person_id):
    assert "چشم‌به‌راه تأیید" in give(home)
    stranger = a_browser()
    link = link_in_mail()
    assert "تأیید می‌کنم" in stranger.get(link).content.decode()
    assert not notifications.email_of(person_id).is_used
    assert "تأیید شد" in stranger.post(link).content.decode()
    assert notifications.email_of(person_id).is_used
    assert "تأییدشده" in home.get("/my/settings/").content.decode()
    home.post("/my/settings/email/", {"forget": "1"})
    assert notifications.email_of(person_id) is None
    gone = stranger.post(link)
    assert (gone.status_code, "دیگر کار نمی‌کند" in gone.content.decode()) == (404, True)


def test_a_wrong_address_is_refused_at_its_field_with_what_was_typed(home):
    html = give(home, "me at example")
    assert 'value="me at example"' in html
    assert "این نشانی رایانامه درست نیست." in html


def test_the_receipt_offers_it(registered):
    page = registered.client.get(f"/d/{registered.token}/receipt/").content.decode()
    assert '/my/settings/#email"' in page


def test_one_click_of_a_mail_program_declines_without_cookies(person_id):
    program = a_browser(checks_forms=True)
    way = links.unsubscribing(person_id)
    path = way.partition("://")[2].partition("/")[2]
    assert resolve(f"/{path}").view_name == "portal:unsubscribe"
    assert program.get(f"/{path}").status_code == 200
    assert notifications.declined(person_id) == frozenset()
    assert program.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert notifications.declined(person_id) == {Channel.EMAIL}
    assert program.post("/unsubscribe/guessed/").status_code == 404


def test_after_it_was_confirmed_the_next_news_comes_there_too(home, person_id):
    give(home)
    a_browser().post(link_in_mail())
    say(person_id, 1)
    [mail] = Message.objects.filter(address=ADDRESS, event="e_request.registered")
    assert (mail.channel, mail.title) == ("email", "درخواست شما ثبت شد")
