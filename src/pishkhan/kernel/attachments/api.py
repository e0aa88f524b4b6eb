"""Files: receive them checked, hand them to a case, show them to who may see them.

A caller may count on this: a file that `receive` returned was read to its end by a parser;
a picture holds nothing but pixels; a PDF has no password and does nothing when opened.
"""

from pishkhan.kernel.attachments.actions import (
    OpenedFile,
    claim,
    discard,
    mark,
    open_draft_file,
    open_file,
    receive,
    remove,
    replace,
)
from pishkhan.kernel.attachments.queries import history, of_case, of_draft
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule, missing


__all__ = [
    "AttachedFile",
    "AttachmentRule",
    "OpenedFile",
    "claim",
    "discard",
    "history",
    "mark",
    "missing",
    "of_case",
    "of_draft",
    "open_draft_file",
    "open_file",
    "receive",
    "remove",
    "replace",
]
