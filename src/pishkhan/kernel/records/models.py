"""The register: persons, how they came in, studied, what they were awarded, which papers tell of it.

Each row of a fact is its current version and says where its fields come from; earlier versions
are in `FactVersion`, never changed. Schools and universities stand in the same tables: what an
institution is, its organisation says.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.records.terms import (
    BatchState,
    Decision,
    DocumentKind,
    Door,
    Fact,
    Level,
    LogClass,
    Mode,
    Origin,
    Outcome,
    Refusal,
    RollState,
    Sex,
)


class Source(Row):
    """Where values come from: a batch, a case, a page of a register book (`place`)."""

    origin = models.CharField(max_length=20, choices=Origin.choices())
    institution_id = models.BigIntegerField(null=True)
    batch_id = models.BigIntegerField(null=True)
    request_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    place = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "خاستگاه سابقه"
        verbose_name_plural = "خاستگاه‌های سوابق"

    @override
    def __str__(self) -> str:
        return f"{self.origin} {self.id}"


class FactRow(Row):
    """A fact: `source_id` is of all fields but those that `provenance` gives another one."""

    source_id = models.BigIntegerField()
    provenance = models.JSONField(default=dict)
    version = models.SmallIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta(Row.Meta):
        abstract = True


class FactVersion(Row):
    """A version of a fact that another has followed."""

    fact = models.CharField(max_length=12, choices=Fact.choices())
    row_id = models.BigIntegerField()
    number = models.SmallIntegerField()
    values = models.JSONField()
    source_id = models.BigIntegerField()
    provenance = models.JSONField(default=dict)
    since = models.DateTimeField()
    until = models.DateTimeField()
    because = models.TextField(default="")

    class Meta(Row.Meta):
        verbose_name = "نسخهٔ پیشین سابقه"
        verbose_name_plural = "نسخه‌های پیشین سوابق"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["row_id", "number"], name="records_version_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.fact} {self.row_id}/{self.number}"


class Learner(FactRow):
    """A person of the register; `person_id` once they have signed in themselves."""

    given_name = models.CharField("نام", max_length=50)
    family_name = models.CharField("نام خانوادگی", max_length=50)
    father_name = models.CharField("نام پدر", max_length=50, default="")
    latin_name = models.CharField("نام لاتین", max_length=120, default="")
    birth_date = models.DateField("تاریخ تولد", null=True)
    sex = models.CharField("جنس", max_length=6, choices=Sex.choices(), default="")
    certificate = models.CharField("شمارهٔ شناسنامه", max_length=80, default="")
    died_on = models.DateField("تاریخ درگذشت", null=True)
    given_key = models.CharField(max_length=50)
    family_key = models.CharField(max_length=50)
    father_key = models.CharField(max_length=50, default="")
    block = models.CharField(max_length=3)
    birth_year = models.SmallIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "شخص بانک سوابق"
        verbose_name_plural = "اشخاص بانک سوابق"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["block", "birth_year"], name="records_learner_block"),
            models.Index(
                fields=["person_id"],
                condition=Q(person_id__isnull=False),
                name="records_learner_by_person",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class LearnerIdentifier(Row):
    """A number by which a state knows the person; one number belongs to one person."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind.choices())
    value = models.CharField(max_length=40, db_collation="C")
    issuer = models.CharField(max_length=80, default="")
    source_id = models.BigIntegerField()

    class Meta(Row.Meta):
        verbose_name = "شناسهٔ شخص بانک سوابق"
        verbose_name_plural = "شناسه‌های اشخاص بانک سوابق"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["value", "kind", "issuer"], name="records_identifier_once"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class LearnerName(Row):
    """A name that the person had until a day; old papers bear it."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="names")
    given_name = models.CharField(max_length=50)
    family_name = models.CharField(max_length=50)
    until = models.DateField(null=True)
    source_id = models.BigIntegerField()

    class Meta(Row.Meta):
        verbose_name = "نام پیشین"
        verbose_name_plural = "نام‌های پیشین"

    @override
    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Recognition(Row):
    """A permit of an institution: a level and field ("" every field) from a day until a day.

    What stands in the public log is never rewritten: a permit that ends or is corrected is
    followed by another (`replaced_by`), which says which one it `replaces` and why.
    """

    institution_id = models.BigIntegerField()
    level = models.CharField(max_length=30, choices=Level.choices())
    field = models.CharField(max_length=80, default="")
    field_key = models.CharField(max_length=80, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decree = models.CharField(max_length=200)
    because = models.CharField(max_length=500, default="", db_default="")
    replaces = models.BigIntegerField(null=True)
    replaced_by = models.BigIntegerField(null=True)
    source_id = models.BigIntegerField()
    log_entry_id = models.BigIntegerField(null=True)
    log_salt = models.BinaryField(null=True)

    class Meta(Row.Meta):
        verbose_name = "اجازهٔ مؤسسه"
        verbose_name_plural = "اجازه‌های مؤسسه‌ها"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["institution_id", "level"], name="records_recognition_of"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="records_recognition_forward",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.institution_id} {self.level} {self.field}"


class Admission(FactRow):
    """How a person came in."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="admissions")
    institution_id = models.BigIntegerField()
    admitted_on = models.DateField("تاریخ پذیرش")
    exam = models.CharField("آزمون", max_length=80, default="")
    programme = models.CharField("کد رشته‌محل", max_length=80, default="")
    mode = models.CharField("دوره", max_length=20, choices=Mode.choices(), default="")
    quota = models.CharField("سهمیه", max_length=80, default="")

    class Meta(Row.Meta):
        verbose_name = "پذیرش"
        verbose_name_plural = "پذیرش‌ها"

    @override
    def __str__(self) -> str:
        return f"{self.learner_id} {self.admitted_on}"


class Enrolment(FactRow):
    """A time of study; a pupil has one for each school year, a student one for each level."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="enrolments")
    institution_id = models.BigIntegerField()
    admission_id = models.BigIntegerField(null=True)
    level = models.CharField("مقطع", max_length=30, choices=Level.choices())
    field = models.CharField("رشته", max_length=80, default="")
    student_number = models.CharField("شمارهٔ دانشجویی", max_length=80, default="")
    began_on = models.DateField("آغاز", null=True)
    ended_on = models.DateField("پایان", null=True)
    exit_reason = models.CharField("سبب پایان", max_length=120, default="")
    grade = models.SmallIntegerField("پایه", null=True)
    school_year = models.SmallIntegerField("سال تحصیلی", null=True)

    class Meta(Row.Meta):
        verbose_name = "تحصیل"
        verbose_name_plural = "تحصیل‌ها"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["institution_id", "student_number"],
                condition=~Q(student_number=""),
                name="records_enrolment_by_number",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.learner_id} {self.level}"


class Award(FactRow):
    """What was awarded, whatever papers tell of it; `year` is the Jalali year of its roll."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="awards")
    institution_id = models.BigIntegerField()
    enrolment_id = models.BigIntegerField(null=True)
    level = models.CharField("مقطع", max_length=30, choices=Level.choices())
    field = models.CharField("رشته", max_length=80)
    orientation = models.CharField("گرایش", max_length=80, default="")
    awarded_on = models.DateField("تاریخ دانش‌آموختگی")
    year = models.SmallIntegerField()
    decision_number = models.CharField("شمارهٔ صورت‌جلسه", max_length=80, default="")
    average = models.DecimalField("معدل", max_digits=5, decimal_places=2, null=True)
    scale = models.SmallIntegerField("مقیاس معدل", default=20)
    credits = models.DecimalField("واحدها", max_digits=5, decimal_places=2, null=True)
    thesis = models.CharField("پایان‌نامه", max_length=400, default="")
    thesis_key = models.CharField(max_length=200, default="")
    field_key = models.CharField(max_length=80)
    is_withdrawn = models.BooleanField(default=False)

    class Meta(Row.Meta):
        verbose_name = "مدرک تحصیلی"
        verbose_name_plural = "مدرک‌های تحصیلی"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["thesis_key"], condition=~Q(thesis_key=""), name="records_award_by_thesis"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.learner_id} {self.level} {self.field}"


class Document(FactRow):
    """A paper; `copy_number` 0 is the first, a duplicate (المثنی) has its number."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="documents")
    institution_id = models.BigIntegerField()
    kind = models.CharField("نوع", max_length=30, choices=DocumentKind.choices())
    copy_number = models.SmallIntegerField("نسخه", default=0)
    serial = models.CharField("شماره", max_length=80, default="")
    serial_key = models.CharField(max_length=80, default="")
    paper_number = models.CharField("شمارهٔ برگه", max_length=80, default="")
    volume = models.CharField("جلد", max_length=80, default="")
    page = models.CharField("صفحه", max_length=80, default="")
    issued_on = models.DateField("تاریخ صدور")
    valid_until = models.DateField("اعتبار تا", null=True)
    year = models.SmallIntegerField()
    log_class = models.CharField(max_length=20, choices=LogClass.choices())
    has_code = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)

    class Meta(Row.Meta):
        verbose_name = "سند تحصیلی"
        verbose_name_plural = "سندهای تحصیلی"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["institution_id", "serial_key", "kind"],
                condition=~Q(serial_key="") & Q(is_withdrawn=False),
                name="records_serial_once",
            ),
            models.UniqueConstraint(
                fields=["award", "kind", "copy_number"],
                condition=Q(is_withdrawn=False),
                name="records_copy_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["institution_id", "year", "id"], name="records_document_by_roll"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


class Roll(Row):
    """The graduation roll of an institution and Jalali year: opened, signed by two, closed for good."""

    institution_id = models.BigIntegerField()
    year = models.SmallIntegerField("سال")
    state = models.CharField(max_length=10, choices=RollState.choices())
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    count = models.IntegerField(null=True)
    root = models.CharField(max_length=64, default="")
    open_entry_id = models.BigIntegerField()
    open_salt = models.BinaryField()
    close_entry_id = models.BigIntegerField(null=True)
    close_salt = models.BinaryField(null=True)

    class Meta(Row.Meta):
        verbose_name = "فهرست دانش‌آموختگان"
        verbose_name_plural = "فهرست‌های دانش‌آموختگان"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["institution_id", "year"], name="records_roll_once"),
            models.CheckConstraint(
                condition=~Q(signed_by=models.F("closed_by")) | Q(closed_by=None),
                name="records_roll_two_signatures",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.institution_id}/{self.year}"


class SenderKey(Row):
    """An Ed25519 key that signs the batches of an institution; we hold the public half only.

    Until one who signs for the institution has confirmed it, it has no `valid_from`.
    """

    institution_id = models.BigIntegerField()
    public = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    second = models.BigIntegerField(null=True)
    valid_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "کلید امضای دسته‌ها"
        verbose_name_plural = "کلیدهای امضای دسته‌ها"

    @override
    def __str__(self) -> str:
        return f"{self.institution_id} {self.title}"


class RecordBatch(Row):
    """Records that an institution sends together, under its own key; sent again it is the same."""

    institution_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    door = models.CharField(max_length=10, choices=Door.choices())
    state = models.CharField(max_length=12, choices=BatchState.choices())
    source_id = models.BigIntegerField()
    name = models.CharField(max_length=200, default="")
    begun_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    record_count = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    signed_by = models.BigIntegerField(null=True)
    done_count = models.IntegerField(default=0)
    outcomes = models.JSONField(default=dict)

    class Meta(Row.Meta):
        verbose_name = "دستهٔ سوابق"
        verbose_name_plural = "دسته‌های سوابق"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["institution_id", "key"], name="records_batch_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.institution_id} {self.key}"


class BatchPart(Row):
    """Lines of a batch as they came; once they were taken in, only their digest is kept."""

    batch_id = models.BigIntegerField()
    number = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    record_count = models.IntegerField()
    body = models.BinaryField()

    class Meta(Row.Meta):
        verbose_name = "بخش دسته"
        verbose_name_plural = "بخش‌های دسته"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch_id", "number"], name="records_part_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class TakenRecord(Row):
    """What became of one record of a batch; `sent` is kept of those that people decide on."""

    batch_id = models.BigIntegerField()
    line = models.IntegerField()
    institution_id = models.BigIntegerField()
    sender_id = models.CharField(max_length=80, default="")
    outcome = models.CharField(max_length=20, choices=Outcome.choices())
    found = models.JSONField(default=list)
    learner_id = models.BigIntegerField(null=True)
    award_id = models.BigIntegerField(null=True)
    document_id = models.BigIntegerField(null=True)
    sent = models.JSONField(null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "نتیجهٔ رکورد"
        verbose_name_plural = "نتیجه‌های رکوردها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch_id", "line"], name="records_taken_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["institution_id", "id"],
                condition=Q(outcome="held", settled_at=None),
                name="records_held",
            ),
            models.Index(
                fields=["institution_id", "id"],
                condition=Q(outcome="held"),
                name="records_ever_held",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.batch_id}/{self.line} {self.outcome}"


class Settlement(Row):
    """What one person proposes to do with a held record, until another decides; kept as history.

    `learner_id` is whom it is linked to, None for a new person; `refusal` says why it is refused.
    """

    taken_id = models.BigIntegerField()
    accept = models.BooleanField()
    learner_id = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=30, choices=Refusal.choices(), default="")
    because = models.CharField(max_length=500, default="")
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    decision = models.CharField(max_length=12, choices=Decision.choices(), default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=500, default="")

    class Meta(Row.Meta):
        verbose_name = "پیشنهاد دربارهٔ رکورد"
        verbose_name_plural = "پیشنهادها دربارهٔ رکوردها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["taken_id"], condition=Q(decided_at=None), name="records_settlement_open"
            ),
            models.CheckConstraint(
                condition=~Q(decision="approved") | ~Q(proposed_by=models.F("decided_by")),
                name="records_settlement_two_people",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["taken_id", "id"], name="records_settlement_of"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.taken_id} {self.accept}"


class SenderRecord(Row):
    """What stands in the register for a record of an institution, under the institution's own id."""

    institution_id = models.BigIntegerField()
    sender_id = models.CharField(max_length=80, db_collation="C")
    version = models.IntegerField()
    digest = models.CharField(max_length=64)
    learner_id = models.BigIntegerField()
    admission_id = models.BigIntegerField(null=True)
    enrolment_id = models.BigIntegerField(null=True)
    award_id = models.BigIntegerField(null=True)
    document_id = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "رکورد فرستنده"
        verbose_name_plural = "رکوردهای فرستنده"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sender_id", "institution_id"], name="records_sender_once"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.institution_id} {self.sender_id}"


class AccessWindow(Row):
    """From when until when a door is open to a role of an institution; none: always."""

    door = models.CharField(max_length=40)
    role = models.CharField(max_length=30, default="")
    institution_id = models.BigIntegerField(null=True)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300)

    class Meta(Row.Meta):
        verbose_name = "زمان دسترسی"
        verbose_name_plural = "زمان‌های دسترسی"

    @override
    def __str__(self) -> str:
        return f"{self.door} {self.opens_on}"
