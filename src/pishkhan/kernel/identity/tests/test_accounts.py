"""Staff accounts are made, closed and opened by an administrator."""

import pytest

from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity import api as identity, errors, ports, testing
from pishkhan.kernel.identity.models import Account
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import Ownership


pytestmark = pytest.mark.django_db
ADMINISTRATOR = Actor.staff(7, "راهبر")


def an_account(username="sepideh"):
    return identity.create_account(
        username=username, full_name="سپیده آرام", password="x" * 12, by=ADMINISTRATOR
    )


def test_an_account_signs_in_by_password_and_has_no_power():
    account = Account.objects.get(id=an_account().id)
    assert account.check_password("x" * 12)
    assert not account.is_superuser
    assert account.get_full_name() == str(account) == "سپیده آرام"


def test_a_password_that_somebody_else_made_up_has_to_be_changed():
    account = Account.objects.get(id=an_account().id)
    assert account.must_change_password
    Account.objects.update(must_change_password=False)
    identity.reset_password(
        account_id=account.id, password="y" * 12, because="فراموشی", by=ADMINISTRATOR
    )
    account.refresh_from_db()
    assert account.must_change_password
    assert not Account.objects.get(id=testing.the_clerk().id).must_change_password


def test_a_user_name_is_taken_once():
    an_account()
    with pytest.raises(errors.UsernameTaken):
        an_account()


def test_a_closed_account_may_be_opened_again():
    account = an_account()
    identity.close_account(account_id=account.id, because="بازنشسته شد", by=ADMINISTRATOR)
    assert not identity.account_by_username("sepideh").is_active
    identity.open_account(account_id=account.id, because="بازگشت", by=ADMINISTRATOR)
    assert identity.account_by_username("sepideh").is_active
    assert [line.because for line in lines(target="account")] == ["بازگشت", "بازنشسته شد", ""]


def test_accounts_are_listed_and_named():
    account = an_account()
    an_account("other")
    assert [one.username for one in identity.accounts("sepid")] == ["sepideh"]
    assert identity.account_names([account.id, 1]) == {account.id: "سپیده آرام"}
    assert identity.account_by_username("nobody") is None


def test_the_first_account_of_an_installation_is_made_by_a_command():
    assert Account.objects.create_superuser("root", "ریشه", "x" * 12).is_superuser


def test_the_cast_of_staff_comes_once():
    assert testing.the_clerk() == testing.the_clerk()


def test_ownership_is_asked_of_whoever_is_wired():
    with testing.ownership_is(Ownership.MISMATCH):
        assert identity.mobile_ownership("0001010107", "09120000001") == Ownership.MISMATCH


def test_asking_before_anybody_is_wired_is_a_mistake(monkeypatch):
    monkeypatch.setattr(ports, "_wiring", ports._Wiring())
    for ask in (ports.carrier, ports.ownership):
        with pytest.raises(ports.NobodyWired):
            ask()


def test_a_reset_password_replaces_the_old_one_and_says_why():
    account = an_account()
    identity.reset_password(
        account_id=account.id, password="y" * 12, because="فراموشی", by=ADMINISTRATOR
    )
    assert Account.objects.get(id=account.id).check_password("y" * 12)
    assert lines(verb="identity.password_reset")[0].because == "فراموشی"
    assert identity.account(account.id) == account
    assert identity.account(1) is None
