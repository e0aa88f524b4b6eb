"""Who there is: staff accounts, persons, their identifiers and one-time codes."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.identity.accounts import Accounts
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind
from pishkhan.kernel.persistence.api import Row


class Account(Row, AbstractBaseUser, PermissionsMixin):
    """A member of staff; citizens have none. Powers come from posts, never from this row."""

    username = models.CharField("نام کاربری", max_length=60, unique=True)
    full_name = models.CharField("نام و نام خانوادگی", max_length=120)
    is_active = models.BooleanField("فعال", default=True)
    must_change_password = models.BooleanField("باید گذرواژه را عوض کند", default=False)
    is_staff = models.BooleanField("کارمند", default=True)
    # Who the holder is as an applicant, so that nobody decides on a request of their own.
    person_id = models.BigIntegerField(null=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "حساب کارمند"
        verbose_name_plural = "حساب‌های کارمندان"

    @override
    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name that colleagues see."""
        return self.full_name


class Person(Row):
    """Somebody who can ask for something: natural, legal or foreign."""

    kind = models.CharField("نوع شخص", max_length=10, choices=PersonKind.choices())
    first_name = models.CharField("نام", max_length=50, blank=True)
    last_name = models.CharField("نام خانوادگی", max_length=50, blank=True)
    father_name = models.CharField("نام پدر", max_length=50, blank=True)
    organisation_name = models.CharField("نام سازمان", max_length=200, blank=True)
    name_key = models.CharField(max_length=320)
    mobile = models.CharField("تلفن همراه", max_length=11, blank=True)
    mobile_changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "شخص"
        verbose_name_plural = "اشخاص"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mobile"], name="person_by_mobile"),
            GinIndex(OpClass(F("name_key"), name="gin_trgm_ops"), name="person_by_name"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="person_is_named",
                condition=Q(kind=PersonKind.LEGAL.value) & ~Q(organisation_name="")
                | ~Q(kind=PersonKind.LEGAL.value) & ~Q(first_name="", last_name=""),
            ),
            models.CheckConstraint(
                name="person_mobile_is_folded", condition=Q(mobile__regex=r"^(09[0-9]{9})?$")
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.organisation_name or f"{self.first_name} {self.last_name}".strip()


class Identifier(Row):
    """A number by which the state knows a person; one number belongs to one person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind.choices())
    value = models.CharField(max_length=40)
    issuer = models.CharField("صادرکننده", max_length=60, blank=True)

    class Meta(Row.Meta):
        verbose_name = "شناسه"
        verbose_name_plural = "شناسه‌ها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "value", "issuer"], name="identifier_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class IdentifierPattern(Row):
    """How foreign numbers are written here; stands above the pattern in `rules.identifiers`."""

    kind = models.CharField(max_length=20, choices=IdentifierKind.choices(), unique=True)
    pattern = models.CharField("الگو", max_length=120)
    example = models.CharField("نمونه", max_length=40)

    class Meta(Row.Meta):
        verbose_name = "الگوی شناسه"
        verbose_name_plural = "الگوهای شناسه"

    @override
    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class OneTimeCode(Row):
    """A code sent to a mobile number; neither the number nor the code can be read from it."""

    number_hash = models.CharField(max_length=64)
    # From where it was asked for, and the block of numbers it went to: what the shield counts by.
    network_hash = models.CharField(max_length=64, default="")
    block_hash = models.CharField(max_length=64, default="")
    purpose = models.CharField(max_length=40)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_tries = models.SmallIntegerField(default=0)

    class Meta(Row.Meta):
        verbose_name = "کد یک‌بارمصرف"
        verbose_name_plural = "کدهای یک‌بارمصرف"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["number_hash", "-sent_at"], name="code_by_number"),
            models.Index(fields=["network_hash", "-sent_at"], name="code_by_network"),
            models.Index(fields=["block_hash", "-sent_at"], name="code_by_block"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.purpose}:{self.pk}"
