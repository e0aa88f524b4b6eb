"""Writes of attachments; whether `by` holds the draft or the case is the caller's check."""

from pishkhan.kernel.attachments.actions.belonging import claim, discard, mark, remove
from pishkhan.kernel.attachments.actions.receiving import receive, replace
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.attachments.actions.viewing import OpenedFile, open_draft_file, open_file


__all__ = [
    "OpenedFile",
    "claim",
    "discard",
    "mark",
    "open_draft_file",
    "open_file",
    "receive",
    "remove",
    "replace",
    "sweep",
]
