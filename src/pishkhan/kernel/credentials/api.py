"""Verbs of credentials: issue, confirm on paper, check, publish.

A caller may count on: only the holder is given one, and only while the public log has the document
witnessed; whatever becomes of the document is on the status list in the same transaction.
"""

from pishkhan.kernel.credentials.actions.confirming import confirmation
from pishkhan.kernel.credentials.actions.issuing import credential_of, issue_trial
from pishkhan.kernel.credentials.actions.logging_keys import enter_key_change
from pishkhan.kernel.credentials.queries.checking import check
from pishkhan.kernel.credentials.queries.publishing import (
    authorities_pem,
    did_document,
    jwks,
    status_list,
    trusted_issuers,
    trusted_list,
)
from pishkhan.kernel.credentials.sealing import sealed, verdict
from pishkhan.kernel.credentials.spec import Checked, Issued


__all__ = [
    "Checked",
    "Issued",
    "authorities_pem",
    "check",
    "confirmation",
    "credential_of",
    "did_document",
    "enter_key_change",
    "issue_trial",
    "jwks",
    "sealed",
    "status_list",
    "trusted_issuers",
    "trusted_list",
    "verdict",
]
