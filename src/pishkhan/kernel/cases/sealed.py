"""What the chain of the audit trail seals of the events of cases."""

from pishkhan.kernel.audit.spec import Source


# A new column is a new source after this one, with its own code; this one stays as it is.
EVENTS = Source(
    code="cases.event.1",
    table="cases_caseevent",
    columns=(
        "id",
        "case_id",
        "seq",
        "kind",
        "action",
        "from_state",
        "to_state",
        "task_id",
        "place",
        "actor_kind",
        "account_id",
        "person_id",
        "actor_name",
        "on_behalf_of",
        "comment",
        "reason",
        "payload",
        "definition_id",
        "at",
    ),
)
