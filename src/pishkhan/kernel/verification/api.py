"""Verbs of verification: issue codes, change what they answer for, answer, share, freeze.

What a caller may count on: one code names one document for ever; each event is in the public log
or did not happen; nothing is called valid before the witnesses of the log have seen its last event.
"""

from pishkhan.kernel.verification.actions.changing import (
    correct,
    on_change,
    replace,
    resume,
    revoke,
    supersede,
    suspend,
)
from pishkhan.kernel.verification.actions.inquiring import (
    compare,
    inquire,
    inquire_by_identity,
    inquire_for,
    read_code,
)
from pishkhan.kernel.verification.actions.issuing import import_legacy, issue, issue_all
from pishkhan.kernel.verification.actions.sharing import (
    end_share,
    freeze,
    look_at_share,
    open_share,
    share,
    thaw,
)
from pishkhan.kernel.verification.actions.telling import welcome
from pishkhan.kernel.verification.links import share as share_address
from pishkhan.kernel.verification.queries.holding import (
    Receipt,
    holder_log,
    receipt,
    receipt_keys,
    shares_of,
)
from pishkhan.kernel.verification.queries.reading import (
    code_named,
    code_of,
    codes_of,
    codes_of_person,
    facts_of,
    logged,
    standing_of,
)


__all__ = [
    "Receipt",
    "code_named",
    "code_of",
    "codes_of",
    "codes_of_person",
    "compare",
    "correct",
    "end_share",
    "facts_of",
    "freeze",
    "holder_log",
    "import_legacy",
    "inquire",
    "inquire_by_identity",
    "inquire_for",
    "issue",
    "issue_all",
    "logged",
    "look_at_share",
    "on_change",
    "open_share",
    "read_code",
    "receipt",
    "receipt_keys",
    "replace",
    "resume",
    "revoke",
    "share",
    "share_address",
    "shares_of",
    "standing_of",
    "supersede",
    "suspend",
    "thaw",
    "welcome",
]
