"""Staff sign in with two factors; nobody signs up."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from pishkhan.kernel.identity.models import Account
from pishkhan.kernel.identity.testing import PASSWORD, TOTP_SECRET, the_expert
from pishkhan.web.accounts import give_code_app, needs_second_factor


pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    cache.clear()
    return Account.objects.get(id=the_expert().id)


def sign_in(client, account):
    entries = {"login": account.username, "password": PASSWORD}
    return client.post(reverse("account_login"), entries)


def test_whoever_has_no_second_factor_is_sent_to_set_one_up(client, account):
    assert needs_second_factor(account)
    response = sign_in(client, account)
    assert response.status_code == 302
    assert response.url == reverse("mfa_activate_totp")


def test_a_password_alone_does_not_sign_in_who_has_a_code_app(client, account):
    give_code_app(account.pk, TOTP_SECRET)
    assert not needs_second_factor(account)
    response = sign_in(client, account)
    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_password_and_code_sign_in_and_lead_to_the_desk(client, account):
    give_code_app(account.pk, TOTP_SECRET)
    give_code_app(account.pk, TOTP_SECRET)
    sign_in(client, account)
    code = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
    response = client.post(reverse("mfa_authenticate"), {"code": code})
    assert response.url == "/desk/"
    assert client.session["_auth_user_id"] == str(account.pk)


def test_nobody_signs_up(client):
    entries = {"username": "intruder", "password1": "a very long password"}
    client.post(reverse("account_signup"), entries)
    assert not Account.objects.filter(username="intruder").exists()
