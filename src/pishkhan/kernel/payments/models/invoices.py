"""What somebody owes, the attempts to pay it, and the payments that came of them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.payments.terms import AttemptState, Fault, Hint, InvoiceState
from pishkhan.kernel.persistence.api import Row


class Invoice(Row):
    """A sum that one person owes for one thing; `key` says which thing, so it is asked for once.

    Not of the case aggregate: money stays on the coordinator, whatever becomes of cases, hence
    `about_case` and no `case_id`. `token` is the secret of its page. `payable_until` is the last
    moment at which an attempt may begin; None where nothing ends it.
    """

    key = models.CharField(max_length=200, unique=True)
    token = models.CharField(max_length=43, unique=True)
    fee_code = models.CharField(max_length=80)
    service = models.CharField(max_length=60)
    round = models.CharField(max_length=60, blank=True, default="")
    title = models.JSONField()
    person_id = models.BigIntegerField(db_index=True)
    about_case = models.BigIntegerField(null=True, db_index=True)
    language = models.CharField(max_length=5, default="fa")
    amount = models.BigIntegerField()
    full_amount = models.BigIntegerField()
    exempted_because = models.JSONField(null=True)
    purpose_id = models.CharField(max_length=40, blank=True, default="")
    gives_pin = models.BooleanField(default=False)
    return_to = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=InvoiceState.choices())
    created_at = models.DateTimeField()
    payable_until = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    # Set when the service has done its part, in the transaction in which it did.
    served_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=F("full_amount")), name="invoice_amount"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | ~Q(state="paid"),
                name="invoice_paid_at",
            ),
            models.CheckConstraint(
                condition=Q(served_at=None) | Q(state__in=["paid", "waived"]),
                name="invoice_served_after_payment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["paid_at"],
                name="invoice_to_serve",
                condition=Q(served_at=None, state__in=["paid", "waived"]),
            ),
            models.Index(fields=["service", "created_at"], name="invoice_of_service"),
        ]

    @override
    def __str__(self) -> str:
        return self.key


class Attempt(Row):
    """One try to pay an invoice at one gateway, under an order number of its own.

    `next_at` is when the teller takes it up again; while it has it in hand, the end of the lease;
    None where nothing more is to be done. `tries` counts the questions without a clear answer in
    this state. `page` is the bank's page (`ports.Page`). `other_references` are names of payments that
    browsers brought beside `reference`, to be asked after in their turn.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="attempts")
    order_number = models.BigIntegerField(unique=True)
    gateway = models.CharField(max_length=30)
    terminal = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState.choices())
    token = models.CharField(max_length=200, blank=True, default="")
    page = models.JSONField(null=True)
    hint = models.CharField(max_length=3, choices=Hint.choices(), blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")
    other_references = ArrayField(
        models.CharField(max_length=80), blank=True, default=list, db_default=[]
    )
    rrn = models.CharField(max_length=40, blank=True, default="")
    card = models.CharField(max_length=30, blank=True, default="")
    fault = models.CharField(max_length=20, choices=Fault.choices(), blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    # What the browser said was taken: where the bank repeats no amount, another one sends it back.
    said_amount = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    redirected_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    # The lease of whoever asks the bank now; an answer under another lease is not written.
    lease = models.BigIntegerField(default=0)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="attempt_amount"),
            models.UniqueConstraint(
                fields=["gateway", "token"], name="attempt_token_once", condition=~Q(token="")
            ),
        ]
        indexes: ClassVar = [
            # Not unique: a browser says it, and may say another's. A payment's reference is.
            models.Index(
                fields=["gateway", "reference"],
                name="attempt_reference",
                condition=~Q(reference=""),
            ),
            models.Index(
                fields=["next_at"], name="attempt_due", condition=Q(next_at__isnull=False)
            ),
            models.Index(fields=["gateway", "created_at"], name="attempt_of_gateway"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.gateway} {self.order_number} {self.state}"


class Payment(Row):
    """Money that a gateway has said is ours: one for an attempt, and one *used* for an invoice.

    `rrn` is the network's number of it, never seen twice. What is not used goes back.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="payment")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    number = models.BigIntegerField(unique=True)  # of the receipt; people read it
    gateway = models.CharField(max_length=30)
    terminal = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=80)
    rrn = models.CharField(max_length=40, blank=True, default="")
    card = models.CharField(max_length=30, blank=True, default="")
    is_used = models.BooleanField()
    verified_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
            models.UniqueConstraint(
                fields=["invoice"], name="payment_used_once", condition=Q(is_used=True)
            ),
            models.UniqueConstraint(fields=["gateway", "reference"], name="payment_reference_once"),
            models.UniqueConstraint(
                fields=["gateway", "rrn"], name="payment_rrn_once", condition=~Q(rrn="")
            ),
            models.CheckConstraint(
                condition=Q(is_used=False) | Q(reversed_at=None), name="payment_used_or_reversed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["verified_at"], name="payment_by_day"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}"
