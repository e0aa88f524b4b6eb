"""The tree of organisations, posts in it, and who holds them when."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q
from typing_extensions import override

from pishkhan.kernel.organisations.terms import OrganisationKind, Role
from pishkhan.kernel.persistence.api import Row


class Organisation(Row):
    """A node of the tree; `path` is the ids from the root to itself: "1/5/9/"."""

    kind = models.CharField("نوع", max_length=20, choices=OrganisationKind.choices())
    code = models.CharField("کد", max_length=40, unique=True)
    name = models.CharField("نام", max_length=200)
    name_en = models.CharField("نام انگلیسی", max_length=200, blank=True, db_default="", default="")
    name_ar = models.CharField("نام عربی", max_length=200, blank=True, db_default="", default="")
    name_key = models.CharField(max_length=620)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.TextField()
    is_active = models.BooleanField("فعال", default=True)

    class Meta(Row.Meta):
        verbose_name = "سازمان"
        verbose_name_plural = "سازمان‌ها"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(OpClass(F("path"), name="text_pattern_ops"), name="organisation_by_path"),
            models.Index(fields=["name"], name="organisation_by_name"),
        ]

    @override
    def __str__(self) -> str:
        return self.name


class Post(Row):
    """A role at an organisation, for one service or for every (""); any number may hold it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("نقش", max_length=30, choices=Role.choices())
    service = models.CharField("خدمت", max_length=60, blank=True)
    title = models.CharField("عنوان", max_length=120)
    title_en = models.CharField(
        "عنوان انگلیسی", max_length=120, blank=True, db_default="", default=""
    )
    title_ar = models.CharField("عنوان عربی", max_length=120, blank=True, db_default="", default="")
    clearance = models.PositiveSmallIntegerField("ردهٔ دسترسی", db_default=0, default=0)

    class Meta(Row.Meta):
        verbose_name = "سمت"
        verbose_name_plural = "سمت‌ها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "role", "service"], name="post_once"),
        ]

    @override
    def __str__(self) -> str:
        return self.title


class Holding(Row):
    """Who holds a post from when until when, themselves or on behalf of another holder.

    `service` narrows what a stand-in takes over of a post for every service; "" is all of it.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings"
    )
    valid_from = models.DateTimeField("از")
    valid_to = models.DateTimeField("تا", null=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="delegations"
    )
    service = models.CharField("خدمت", max_length=60, blank=True, db_default="", default="")

    class Meta(Row.Meta):
        verbose_name = "دورهٔ سمت"
        verbose_name_plural = "دوره‌های سمت"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="holding_period_is_forward",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="holding_not_for_oneself",
                condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("account")),
            ),
            ExclusionConstraint(
                name="holding_no_overlap",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.post_id}:{self.account_id}"
