"""Verbs of clients: keys of programs, who is calling, quotas, answers given once.

A caller may count on: a secret is told once and kept nowhere; a revoked key opens nothing from the
next call on; a call that is sent twice under one mark acts once.
"""

from pishkhan.kernel.clients.actions.calling import count_call, note_filing, once
from pishkhan.kernel.clients.actions.keys import issue, revoke
from pishkhan.kernel.clients.queries import caller_for, filed_by, filer_of, key, keys_of
from pishkhan.kernel.clients.spec import Answer, Caller, IssuedKey, KeyView, Quota
from pishkhan.kernel.clients.terms import KeyScope, KeyState


__all__ = [
    "Answer",
    "Caller",
    "IssuedKey",
    "KeyScope",
    "KeyState",
    "KeyView",
    "Quota",
    "caller_for",
    "count_call",
    "filed_by",
    "filer_of",
    "issue",
    "key",
    "keys_of",
    "note_filing",
    "once",
    "revoke",
]
