"""What the chain of the audit trail seals of the ledger."""

from pishkhan.kernel.audit.spec import Source


# A new column is a new source after this one, with its own code; this one stays as it is.
TRANSFERS = Source(
    code="payments.transfer.1",
    table="payments_transfer",
    columns=(
        "id",
        "key",
        "kind",
        "debit",
        "credit",
        "amount",
        "payment_id",
        "refund_id",
        "difference_id",
        "service",
        "at",
    ),
)
