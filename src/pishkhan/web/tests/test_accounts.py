"""Staff sign in with two factors; nobody signs up."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.models import Account
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import PASSWORD, TOTP_SECRET, the_expert
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, give
from pishkhan.web.accounts import forget_second_factors, give_code_app, needs_second_factor
from pishkhan.web.testing import a_browser, signed_in_staff


pytestmark = pytest.mark.django_db
NEW = "another long walk by the sea"


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


def with_code(client):
    code = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
    return client.post(reverse("mfa_authenticate"), {"code": code})


def change_password(client, new=NEW):
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), said)


@pytest.fixture
def given_password(account):
    """An account whose password an administrator made up."""
    give(account, a_tree().office, Role.EXPERT)
    identity.reset_password(
        account_id=account.pk, password=PASSWORD, because="فراموشی", by=Actor.system()
    )
    give_code_app(account.pk, TOTP_SECRET)
    return account


def test_a_password_made_up_by_another_is_changed_before_anything_else(client, given_password):
    sign_in(client, given_password)
    assert with_code(client).url == reverse("account_change_password")
    assert client.get("/desk/").url == reverse("account_change_password")
    assert "راهبر سامانه ساخته" in client.get("/desk/", follow=True).content.decode()
    assert change_password(client).status_code == 302
    assert client.get("/desk/").status_code == 200
    given_password.refresh_from_db()
    assert not given_password.must_change_password


def test_the_same_password_again_is_no_change(client, given_password):
    sign_in(client, given_password)
    with_code(client)
    answer = change_password(client, PASSWORD)
    assert "همان گذرواژهٔ کنونی" in answer.content.decode()
    assert client.get("/desk/").url == reverse("account_change_password")


def test_after_the_password_comes_the_second_factor(client, given_password):
    forget_second_factors(given_password.pk, because="گوشی گم شد", by=Actor.system())
    [line] = audit.lines(verb="identity.second_factors_forgotten")
    assert line.target_id == given_password.pk
    assert sign_in(client, given_password).url == reverse("account_change_password")
    assert change_password(client).url == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    ("role", "here", "not_here"),
    [
        (Role.EXPERT, {"/desk/"}, {"/manage/"}),
        (Role.ADMINISTRATOR, {"/manage/"}, {"/desk/"}),
        (Role.AUDITOR, {"/desk/", "/manage/"}, set()),
    ],
)
def test_the_masthead_leads_where_one_has_something_to_do(account, role, here, not_here):
    give(account, a_tree().headquarters, role)
    browser = signed_in_staff(a_browser(), account.pk)
    page = browser.get("/manage/" if role is Role.ADMINISTRATOR else "/desk/").content.decode()
    nav = page[page.index("<header") : page.index("</header>")]
    assert all(f'href="{address}"' in nav for address in here)
    assert not any(f'href="{address}"' in nav for address in not_here)


def test_who_only_manages_is_led_there(client, account):
    give(account, a_tree().headquarters, Role.ADMINISTRATOR)
    give_code_app(account.pk, TOTP_SECRET)
    sign_in(client, account)
    assert with_code(client).url == "/manage/"


def deeds(account):
    lines = audit.lines(target="account", target_id=account.pk)
    told = [(one.verb, one.account_id, (one.after or {}).get("kind")) for one in reversed(lines)]
    return [one for one in told if one[1] == account.pk]


def test_what_a_member_of_staff_does_to_their_own_sign_in_leaves_lines(
    client, account, django_capture_on_commit_callbacks
):
    give_code_app(account.pk, TOTP_SECRET)
    sign_in(client, account)
    with_code(client)
    assert change_password(client).status_code == 302
    client.post(reverse("account_reauthenticate"), {"password": NEW})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert deeds(account) == [
        ("identity.password_changed", account.pk, None),
        ("identity.recovery_codes_made", account.pk, "recovery_codes"),
        ("identity.second_factor_removed", account.pk, "totp"),
    ]


def test_a_password_that_was_refused_leaves_no_line(client, account):
    give_code_app(account.pk, TOTP_SECRET)
    sign_in(client, account)
    with_code(client)
    change_password(client, new="short")
    assert deeds(account) == []
