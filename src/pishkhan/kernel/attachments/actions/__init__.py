"""Writes of attachments; whether `by` holds the draft or the case is the caller's check."""

from pishkhan.kernel.attachments.actions.belonging import claim, discard, mark, remove
from pishkhan.kernel.attachments.actions.preparing import prepare, prepare_missed
from pishkhan.kernel.attachments.actions.receiving import Checked, checked, receive, replace
from pishkhan.kernel.attachments.actions.rekeying import rotate_keys
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.attachments.actions.uploading import (
    append,
    begin_upload,
    finish,
    finish_missed,
    give_up,
    upload,
)
from pishkhan.kernel.attachments.actions.viewing import OpenedFile, open_draft_file, open_file


__all__ = [
    "Checked",
    "OpenedFile",
    "append",
    "begin_upload",
    "checked",
    "claim",
    "discard",
    "finish",
    "finish_missed",
    "give_up",
    "mark",
    "open_draft_file",
    "open_file",
    "prepare",
    "prepare_missed",
    "receive",
    "remove",
    "replace",
    "rotate_keys",
    "sweep",
    "upload",
]
