"""Staff accounts through the pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.urls import reverse

from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.web.accounts import give_code_app, needs_second_factor


pytestmark = pytest.mark.django_db
NEW = {"name": "کیوان دریابان", "code": "k.daryaban"}


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said, follow=True)


def password_in(html):
    found = re.search(r"\b\d{4}(?:-\d{4}){4}\b", html)
    return found and found.group()


def test_a_new_account_has_a_password_that_is_shown_once_and_works(admin, rf):
    answer = send(admin, "new_person", **NEW)
    account = identity.account_by_username("k.daryaban")
    password = password_in(answer.content.decode())
    signed = authenticate(rf.get("/"), username="k.daryaban", password=password)
    assert signed is not None
    assert needs_second_factor(signed)
    again = admin.get(reverse("manage:person", args=[account.id]))
    assert password_in(again.content.decode()) is None
    assert "no-store" in answer["Cache-Control"]


def test_a_taken_user_name_is_said_at_its_field(admin):
    send(admin, "new_person", **NEW)
    html = send(admin, "new_person", **NEW).content.decode()
    assert 'id="q-code-error"' in html
    assert 'value="کیوان دریابان"' in html


@pytest.mark.parametrize("name", ["😀", "<b>", "Keyvan", "ک"])
def test_a_name_is_written_in_persian(admin, name):
    html = send(admin, "new_person", name=name, code="someone").content.decode()
    assert 'id="q-name-error"' in html
    assert identity.account_by_username("someone") is None


def test_an_account_is_closed_and_opened(world, admin):
    send(admin, "close_account", world.expert.id, because="انتقال")
    assert not identity.account(world.expert.id).is_active
    send(admin, "open_account", world.expert.id, because="بازگشت")
    assert identity.account(world.expert.id).is_active


def test_a_reset_changes_the_password_and_forgets_lost_devices_when_told(world, admin, rf):
    give_code_app(world.expert.id, cast.TOTP_SECRET)
    send(admin, "reset_account", world.expert.id, because="فراموشی")
    assert Authenticator.objects.filter(user_id=world.expert.id).exists()
    html = send(
        admin, "reset_account", world.expert.id, because="گوشی گم شد", forget="1"
    ).content.decode()
    assert not Authenticator.objects.filter(user_id=world.expert.id).exists()
    assert authenticate(rf.get("/"), username="u1.expert", password=cast.PASSWORD) is None
    assert authenticate(rf.get("/"), username="u1.expert", password=password_in(html))


@pytest.mark.parametrize("name", ["close_account", "reset_account", "link_person"])
def test_nobody_does_that_to_themselves(admin, name):
    own = cast.the_administrator().id
    assert send(admin, name, own, because="x").status_code == 400
    assert identity.account(own).is_active


def test_an_account_with_a_post_elsewhere_is_not_touched(world, local):
    assert send(local, "reset_account", world.expert.id, because="x").status_code == 200
    give(world.expert, world.tree.other_university, Role.EXPERT)
    for name in ("close_account", "reset_account", "link_person"):
        assert send(local, name, world.expert.id, because="x").status_code == 403
    assert send(local, "reset_account", cast.the_administrator().id, because="x").status_code == 403


def test_people_are_found_by_name_and_user_name(admin):
    for text in ("سهراب", "u1.exp"):
        html = admin.get(reverse("manage:people"), {"q": text}).content.decode()
        assert "سهراب کتابدار" in html
        assert "هما کوه‌نشین" not in html


def test_the_holder_of_an_account_is_said_shown_masked_and_taken_back(world, admin):
    person = cast.the_applicant()
    number = cast.APPLICANT.national_id
    html = send(admin, "link_person", world.expert.id, national_id=number).content.decode()
    assert identity.account(world.expert.id).person_id == person.id
    assert organisations.actor_for_account(world.expert.id).person_id == person.id
    assert number[:3] + "••••" + number[-3:] in html
    assert number not in html
    assert AuditLine.objects.get(verb="identity.account_linked").target_id == world.expert.id
    send(admin, "link_person", world.expert.id, national_id="")
    assert identity.account(world.expert.id).person_id is None


@pytest.mark.parametrize("number", [cast.STRANGER.national_id, "0001010108"])
def test_a_number_of_nobody_or_a_wrong_one_is_said_at_its_field(world, admin, number):
    html = send(admin, "link_person", world.expert.id, national_id=number).content.decode()
    assert 'id="q-national_id-error"' in html
    assert identity.account(world.expert.id).person_id is None


def test_an_administrator_below_says_it_only_of_their_own_people(world, local):
    cast.the_applicant()
    said = {"national_id": cast.APPLICANT.national_id}
    assert send(local, "link_person", cast.the_clerk().id, **said).status_code == 403
    assert identity.account(cast.the_clerk().id).person_id is None
    assert send(local, "link_person", world.expert.id, **said).status_code == 200
    assert identity.account(world.expert.id).person_id is not None
