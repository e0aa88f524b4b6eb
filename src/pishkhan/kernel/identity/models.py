"""Who there is: staff accounts, persons, their identifiers and one-time codes."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from pishkhan.kernel.identity.accounts import Accounts
from pishkhan.kernel.persistence.api import Row


class Account(Row, AbstractBaseUser, PermissionsMixin):
    """A member of staff; citizens have none. Powers come from posts, never from this row."""

    username = models.CharField("نام کاربری", max_length=60, unique=True)
    full_name = models.CharField("نام و نام خانوادگی", max_length=120)
    is_active = models.BooleanField("فعال", default=True)
    is_staff = models.BooleanField("کارمند", default=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "حساب کارمند"
        verbose_name_plural = "حساب‌های کارمندان"

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name that colleagues see."""
        return self.full_name
