"""Who did what and who saw what: add a line, declare a verb, read, seal, verify, take out."""

from pishkhan.kernel.audit.actions import (
    MOST_LINES,
    CannotPrune,
    prune,
    record,
    saw,
    saw_all,
    seal,
)
from pishkhan.kernel.audit.queries import export, head, head_is_whole, lines, sealed_between, verify
from pishkhan.kernel.audit.queries.verifying import NoSuchBlock
from pishkhan.kernel.audit.rules.exported import Checked, NotAnExport, check_export
from pishkhan.kernel.audit.sources import append_only, append_only_tables, chain
from pishkhan.kernel.audit.spec import By, Line, Source, Verified
from pishkhan.kernel.audit.terms import Seen
from pishkhan.kernel.audit.verbs import declare, declared, sentence_of


__all__ = [
    "MOST_LINES",
    "By",
    "CannotPrune",
    "Checked",
    "Line",
    "NoSuchBlock",
    "NotAnExport",
    "Seen",
    "Source",
    "Verified",
    "append_only",
    "append_only_tables",
    "chain",
    "check_export",
    "declare",
    "declared",
    "export",
    "head",
    "head_is_whole",
    "lines",
    "prune",
    "record",
    "saw",
    "saw_all",
    "seal",
    "sealed_between",
    "sentence_of",
    "verify",
]
