"""Sessions, what was on their agenda, who sat there and said what; papers that expire.

Sessions hear cases of many applicants and so live whole on every node: `matter_id` is the number
of a case, not a shard key. Nothing here is ever deleted but an item taken off before it was heard.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row
from pishkhan.services.international_commission.terms import (
    Ballot,
    ItemState,
    Level,
    PaperKind,
    Presence,
    SessionState,
    Verdict,
)


class CommissionRule(Row):
    """How a commission of a level works: its quorum, whether votes are secret, its fee."""

    level = models.CharField("مرجع", max_length=12, choices=Level.choices(), unique=True)
    quorum = models.SmallIntegerField("حد نصاب")
    is_secret = models.BooleanField("رأی مخفی", default=False)

    class Meta(Row.Meta):
        verbose_name = "قاعدهٔ کمیسیون"
        verbose_name_plural = "قاعده‌های کمیسیون"

    @override
    def __str__(self) -> str:
        return self.level


class Session(Row):
    """A meeting of one commission."""

    level = models.CharField("مرجع", max_length=12, choices=Level.choices())
    organisation_id = models.BigIntegerField("سازمان", db_index=True)
    at = models.DateTimeField("زمان")
    place = models.CharField("جا", max_length=200)
    state = models.CharField(max_length=12, choices=SessionState.choices())
    called_by = models.BigIntegerField(null=True)
    quorum = models.SmallIntegerField("حد نصاب")
    is_secret = models.BooleanField("رأی مخفی")

    class Meta(Row.Meta):
        verbose_name = "جلسهٔ کمیسیون"
        verbose_name_plural = "جلسه‌های کمیسیون"

    @override
    def __str__(self) -> str:
        return f"{self.level} {self.pk}"


class AgendaItem(Row):
    """A case on the agenda of a session; `verdict` and `because` once it is closed."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    matter_id = models.BigIntegerField("پرونده", db_index=True)
    place = models.SmallIntegerField("ردیف")
    state = models.CharField(max_length=12, choices=ItemState.choices())
    verdict = models.CharField("رأی", max_length=12, choices=Verdict.choices(), blank=True)
    because = models.TextField("دلیل و شرط‌ها", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    # The ballots that decided, by seat, as they were counted: attendance may change afterwards.
    counted = models.JSONField(default=dict)

    class Meta(Row.Meta):
        verbose_name = "مورد دستور جلسه"
        verbose_name_plural = "موارد دستور جلسه"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["matter_id"],
                name="commission_case_on_one_agenda",
                condition=Q(state__in=["waiting", "open"]),
            ),
            models.UniqueConstraint(
                fields=["session"],
                name="commission_one_item_at_a_time",
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="commission_closed_item_is_decided",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(verdict="")
                | ~Q(state="closed") & Q(verdict="", closed_at=None),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.session_id}:{self.place}"


class Attendance(Row):
    """A seat of a session: whose it is, and who sits there."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    seat_id = models.BigIntegerField("عضو")
    seat_name = models.CharField(max_length=120)
    is_chair = models.BooleanField("رئیس", default=False)
    presence = models.CharField(
        max_length=10, choices=Presence.choices(), default=Presence.ABSENT.value
    )
    stand_in_id = models.BigIntegerField("جانشین", null=True)
    stand_in_name = models.CharField(max_length=120, blank=True)
    invited_at = models.DateTimeField(null=True)
    was_told = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        verbose_name = "حضور در جلسه"
        verbose_name_plural = "حضور در جلسه‌ها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "seat_id"], name="commission_seat_once"),
        ]

    @override
    def __str__(self) -> str:
        return self.seat_name


class Vote(Row):
    """What a seat says on an item; changed in place until the item is closed."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    seat_id = models.BigIntegerField("عضو")
    cast_by = models.BigIntegerField("رأی‌دهنده")
    ballot = models.CharField("رأی", max_length=12, choices=Ballot.choices())
    reason = models.CharField("دلیل", max_length=1000, blank=True)
    cast_at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "رأی عضو"
        verbose_name_plural = "آرای اعضا"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "seat_id"], name="commission_vote_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.item_id}:{self.seat_id}"


class Interest(Row):
    """Somebody said that a case concerns them or their kin, and does not vote on it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="interests")
    account_id = models.BigIntegerField()
    reason = models.CharField("دلیل", max_length=300)
    said_at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "ذی‌نفعی"
        verbose_name_plural = "ذی‌نفعی‌ها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "account_id"], name="commission_interest_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.item_id}:{self.account_id}"


class Minutes(Row):
    """The minutes as they were on the day: `body` is what the PDF is drawn from, never changed."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes")
    body = models.TextField()
    checksum = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "صورت‌جلسه"
        verbose_name_plural = "صورت‌جلسه‌ها"

    @override
    def __str__(self) -> str:
        return f"{self.session_id}"


class Paper(Row):
    """A paper of a person that ends on a day. The number itself is in the form; here, its end."""

    person_id = models.BigIntegerField()
    kind = models.CharField("مدرک", max_length=12, choices=PaperKind.choices())
    masked = models.CharField("شماره", max_length=40)
    country = models.CharField("کشور", max_length=2)
    issued_on = models.DateField("صدور", null=True)
    expires_on = models.DateField("پایان")
    language = models.CharField(max_length=5)
    organisation_id = models.BigIntegerField("دانشگاه", db_index=True)
    matter_id = models.BigIntegerField("پرونده")
    known_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    # The nearest distance at which the person was told; nearer ones are still to be told.
    told_days = models.SmallIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "مدرک دارای پایان"
        verbose_name_plural = "مدارک دارای پایان"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person_id", "kind"],
                name="commission_paper_once",
                condition=Q(replaced_at=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_on"],
                name="commission_paper_by_end",
                condition=Q(replaced_at=None),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"


class NoticeDistance(Row):
    """How many days before its end a person is told of a kind of paper; several for one kind."""

    kind = models.CharField("مدرک", max_length=12, choices=PaperKind.choices())
    days = models.SmallIntegerField("روز پیش از پایان")

    class Meta(Row.Meta):
        verbose_name = "فاصلهٔ خبر"
        verbose_name_plural = "فاصله‌های خبر"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "days"], name="commission_distance_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.days}"
