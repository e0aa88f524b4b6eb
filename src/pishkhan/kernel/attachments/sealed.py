"""What the chain of the audit trail seals of the looks at files."""

from pishkhan.kernel.audit.spec import Source


# A new column is a new source after this one, with its own code; this one stays as it is.
VIEWS = Source(
    code="attachments.view.1",
    table="attachments_attachmentview",
    columns=(
        "id",
        "attachment_id",
        "case_id",
        "actor_kind",
        "account_id",
        "person_id",
        "was_thumbnail",
        "viewed_at",
    ),
)
VIEWS_2 = Source(
    code="attachments.view.2",
    table=VIEWS.table,
    columns=(*VIEWS.columns, "was_download", "was_watermarked"),
)
