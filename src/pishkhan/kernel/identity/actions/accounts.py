"""Staff accounts: made, closed and opened by an administrator."""

from django.db import transaction

from pishkhan.foundation.text import tidy_persian
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.errors import UsernameTaken
from pishkhan.kernel.identity.models import Account
from pishkhan.kernel.identity.spec import AccountView, Actor


@transaction.atomic
def create_account(
    *, username: str, full_name: str, password: str | None, by: Actor, must_change: bool = True
) -> AccountView:
    """An account without any power: posts give powers. Raises UsernameTaken.

    With `must_change` its first sign-in asks for a password that only its owner knows.
    """
    username = tidy_persian(username)
    if Account.objects.filter(username=username).exists():
        raise UsernameTaken
    account = Account.objects.create_user(username, tidy_persian(full_name), password)
    if password is not None and must_change:
        Account.objects.filter(id=account.id).update(must_change_password=True)
    record("identity.account_created", target="account", target_id=account.id, by=by)
    return AccountView(
        id=account.id, username=username, full_name=account.full_name, is_active=True
    )


@transaction.atomic
def reset_password(*, account_id: int, password: str, because: str, by: Actor) -> None:
    """Give an account another password; whoever is signed in with the old one is signed out.

    The next sign-in asks for a password that only its owner knows.
    """
    account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    record(
        "identity.password_reset", target="account", target_id=account_id, by=by, because=because
    )


@transaction.atomic
def link_person(*, account_id: int, person_id: int | None, by: Actor) -> None:
    """Say which person the holder of an account is (None: nobody known); they decide nothing of it."""
    Account.objects.filter(id=account_id).update(person_id=person_id)
    record(
        "identity.account_linked",
        target="account",
        target_id=account_id,
        by=by,
        after={"person_id": person_id},
    )


@transaction.atomic
def close_account(*, account_id: int, because: str, by: Actor) -> None:
    """Nobody signs in by this account any more, and it holds no power."""
    Account.objects.filter(id=account_id).update(is_active=False)
    record(
        "identity.account_closed", target="account", target_id=account_id, by=by, because=because
    )


@transaction.atomic
def open_account(*, account_id: int, because: str, by: Actor) -> None:
    """Let a closed account sign in again."""
    Account.objects.filter(id=account_id).update(is_active=True)
    record(
        "identity.account_opened", target="account", target_id=account_id, by=by, because=because
    )
