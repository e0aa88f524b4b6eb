"""Wanting and not wanting optional messages."""

from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.web.testing import a_browser


def person_of(browser):
    return browser.draft().person_id


def test_a_person_declines_by_channel_and_wants_again(registered):
    page = registered.client.get("/my/settings/")
    assert [is_wanted for _channel, is_wanted in page.context["choices"]] == [True, True]
    assert 'value="inbox"' not in page.content.decode()
    page = registered.client.post("/my/settings/", {"wanted": ["email"]}, follow=True)
    assert "نگه داشته شد" in page.content.decode()
    assert notifications.declined(person_of(registered)) == {Channel.SMS}
    registered.client.post("/my/settings/", {"wanted": ["email", "sms", "inbox", "x"]})
    assert notifications.declined(person_of(registered)) == frozenset()


def test_it_is_found_from_my_page(registered):
    assert "/my/settings/" in registered.client.get("/my/").content.decode()


def test_a_stranger_is_asked_to_sign_in(db):  # noqa: ARG001 - opens the database
    assert a_browser().get("/my/settings/")["Location"].startswith("/sign-in/")
