"""Who is asking, page by page."""

import pytest
from django.test import Client
from django.urls import reverse

from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.kernel.identity.testing import PASSWORD, TOTP_SECRET, the_applicant, the_expert
from pishkhan.web.accounts import give_code_app
from pishkhan.web.testing import signed_in_person, signed_in_staff


pytestmark = pytest.mark.django_db
PAGE = "/ui/timeline/"


def actor_at(client: Client):
    return client.get(PAGE).wsgi_request.actor


def test_nobody_is_known_at_first(client: Client):
    assert actor_at(client).kind is ActorKind.ANONYMOUS


def test_a_signed_in_person_is_known_by_name(client: Client):
    person = the_applicant()
    signed_in_person(client, person.id)
    assert actor_at(client).person_id == person.id
    assert person.name in client.get(PAGE).content.decode()


def test_a_person_signs_out_by_the_button_of_the_masthead(client: Client):
    signed_in_person(client, the_applicant().id)
    assert client.get(reverse("web:sign_out")).status_code == 405
    client.post(reverse("web:sign_out"))
    assert actor_at(client).kind is ActorKind.ANONYMOUS


def test_staff_are_known_after_both_factors(client: Client):
    account = the_expert()
    assert actor_at(signed_in_staff(client, account.id)).account_id == account.id


def password_only(client: Client) -> Client:
    entries = {"login": the_expert().username, "password": PASSWORD}
    client.post(reverse("account_login"), entries)
    return client


def confirmed(client: Client) -> Client:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_a_password_alone_makes_nobody_known(client: Client):
    password_only(client)
    assert "_auth_user_id" in client.session
    assert actor_at(client).kind is ActorKind.ANONYMOUS


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_change_password"],
)
def test_pages_of_an_account_are_in_our_words(client: Client, name: str):
    answer = confirmed(password_only(client)).get(reverse(name))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "پیشخوان" in text
    assert "Two-Factor" not in text


@pytest.mark.parametrize(
    "name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index", "account_logout"]
)
def test_pages_of_an_account_with_a_code_app_are_in_our_words(client: Client, name: str):
    confirmed(password_only(client))
    give_code_app(the_expert().id, TOTP_SECRET)
    assert "پیشخوان" in client.get(reverse(name)).content.decode()


def test_changing_a_factor_asks_for_the_password_again(client: Client):
    signed_in_staff(client, the_expert().id)
    text = client.get(reverse("mfa_activate_totp"), follow=True).content.decode()
    assert "تأیید کنید که خودتان هستید" in text


def test_the_sign_in_page_of_staff_shows_what_was_wrong(client: Client):
    answer = client.post(reverse("account_login"), {"login": "nobody", "password": "wrong"})
    text = answer.content.decode()
    assert "ورود کارکنان" in text
    assert "data-errors" in text
    assert "wrong" not in text
