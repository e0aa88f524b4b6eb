"""What became of a document, marked on its credentials: in the transaction of the change itself."""

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.credentials.models import Credential, StatusList
from pishkhan.kernel.credentials.rules import claims
from pishkhan.kernel.credentials.terms import CredentialState
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.terms import DocumentState


STATES = {
    DocumentState.ACTIVE: CredentialState.ACTIVE,
    DocumentState.SUSPENDED: CredentialState.SUSPENDED,
    DocumentState.SUPERSEDED: CredentialState.REVOKED,
    DocumentState.REPLACED: CredentialState.REVOKED,
    DocumentState.REVOKED: CredentialState.REVOKED,
}


def wait_for_turn(document_id: int) -> None:
    """One at a time gives credentials of a document or marks them, until its transaction ends.

    So none is given for what somebody withdraws at this moment and marks before it is there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"credential:{document_id}"]
        )


def mark(document_id: int) -> None:
    """Bring all credentials of a document up to what it is now.

    One that says other facts than the document does now is revoked, whatever became of that.
    """
    wait_for_turn(document_id)
    rows = list(Credential.objects.select_for_update().filter(document_id=document_id))
    code = verification.code_of(document_id)
    if not rows or code is None:
        return
    now = claims.digest_of(verification.facts_of(document_id))
    for row in rows:
        is_same = bytes(row.facts) == now
        state = STATES[code.state] if is_same else CredentialState.REVOKED
        if row.state != state.value:
            row.state = state.value
            row.save(update_fields=["state"])
            StatusList.objects.filter(id=row.status_list_id).update(changed_at=clock.now())
