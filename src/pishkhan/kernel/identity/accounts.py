"""How staff accounts are created: by an administrator or a command, never by signing up."""

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager


if TYPE_CHECKING:
    from pishkhan.kernel.identity.models import Account


class Accounts(BaseUserManager["Account"]):
    """Creates accounts with a hashed password, or with none that can be used."""

    def create_user(self, username: str, full_name: str, password: str | None = None) -> "Account":
        """A staff account; without `password` nobody can sign in by password."""
        account = self.model(username=username, full_name=full_name)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(
        self, username: str, full_name: str, password: str | None = None
    ) -> "Account":
        """The first account of an installation."""
        account = self.create_user(username, full_name, password)
        account.is_superuser = True
        account.save(using=self._db, update_fields=["is_superuser"])
        return account
