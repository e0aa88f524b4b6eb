"""Files: receive them checked, hand them to a case, show them to who may see them.

A caller may count on this: a file that `receive` returned was read to its end by a parser;
a PDF has no password and does nothing when opened; what is shown to anybody was found clean by
a scanner, and a picture shown holds nothing but pixels. Bytes lie encrypted.
"""

from pishkhan.kernel.attachments.actions import (
    Checked,
    OpenedFile,
    append,
    begin_upload,
    checked,
    claim,
    discard,
    finish,
    give_up,
    mark,
    open_draft_file,
    open_file,
    receive,
    remove,
    replace,
    rotate_keys,
    upload,
)
from pishkhan.kernel.attachments.public import (
    PublicPicture,
    keep_public_picture,
    public_picture,
)
from pishkhan.kernel.attachments.queries import (
    history,
    looks_at,
    of_case,
    of_draft,
    set_aside,
    with_unsound,
)
from pishkhan.kernel.attachments.rules.content import Readable
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule, missing


__all__ = [
    "AttachedFile",
    "AttachmentRule",
    "Checked",
    "OpenedFile",
    "PublicPicture",
    "Readable",
    "append",
    "begin_upload",
    "checked",
    "claim",
    "discard",
    "finish",
    "give_up",
    "history",
    "keep_public_picture",
    "looks_at",
    "mark",
    "missing",
    "of_case",
    "of_draft",
    "open_draft_file",
    "open_file",
    "public_picture",
    "receive",
    "remove",
    "replace",
    "rotate_keys",
    "set_aside",
    "upload",
    "with_unsound",
]
