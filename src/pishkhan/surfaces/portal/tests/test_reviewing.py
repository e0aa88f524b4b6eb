"""The last page and what follows it."""

from django.conf import settings

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.portal.tests.conftest import SERVICE


def test_the_declaration_stands_before_the_button_and_on_the_receipt(full):
    declaration = catalogue.service(SERVICE).declaration
    assert declaration in full.look("review").content.decode()
    assert declaration in full.submit().content.decode()


def test_what_is_missing_is_told_with_a_link(confirmed):
    page = confirmed.look("review").content.decode()
    assert "?back=review&amp;check=1#q-subject" in page


def test_a_like_request_is_warned_of_and_linked(registered, answers, case_id):
    registered.start(SERVICE)
    registered.fill("request", answers)
    assert f"/my/{case_id}/" in registered.look("review").content.decode()


def test_a_closed_service_keeps_the_draft_and_says_so(full):
    catalogue.switch(SERVICE, is_on=False, by=Actor.system())
    assert "فعلاً بسته است" in full.submit().context["errors"][0]
    catalogue.switch(SERVICE, is_on=True, by=Actor.system())
    assert full.submit().context["receipt"].letter_number


def test_the_receipt_says_time_stages_cost_and_who_is_responsible(registered, office):
    page = registered.client.get(f"/d/{registered.token}/receipt/").content.decode()
    for said in ("پاسخ نهایی تا", "رایگان", office.name, "بررسی و اظهار نظر کارشناس"):
        assert said in page


def test_the_number_on_the_receipt_is_masked(registered):
    page = registered.client.get(f"/d/{registered.token}/receipt/").content.decode()
    assert "۰۹۱۲***۰۰۰۰" in page
    assert "۰۹۱۲۰۰۰۰۰۰۰" not in page


def test_the_last_button_says_what_it_does_in_every_language(full):
    full.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = full.look("review").content.decode()
    assert "Submit this request" in page
    assert "Request registered" not in page
