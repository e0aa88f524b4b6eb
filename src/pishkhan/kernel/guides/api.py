"""Verbs of guides: write, publish, show in place, search, count what helped; whom to ask for help.

A caller may count on: what is handed out as `html` holds only tags and attributes that
`rules.drawing` writes, whatever was typed; a text that an editor changed is never overwritten.
"""

from pishkhan.kernel.guides.actions.helping import remove_contact, set_contact
from pishkhan.kernel.guides.actions.release import load_platform, load_release
from pishkhan.kernel.guides.actions.voting import vote
from pishkhan.kernel.guides.actions.writing import (
    add_picture,
    begin,
    publish,
    restore,
    withdraw,
    write,
)
from pishkhan.kernel.guides.queries import (
    all_contacts,
    contacts,
    differences,
    drawn,
    explained,
    forget,
    found,
    is_public,
    latest,
    listing,
    page,
    pictures,
    to_review,
    version,
    versions,
)
from pishkhan.kernel.guides.rules.checking import check


__all__ = [
    "add_picture",
    "all_contacts",
    "begin",
    "check",
    "contacts",
    "differences",
    "drawn",
    "explained",
    "forget",
    "found",
    "is_public",
    "latest",
    "listing",
    "load_platform",
    "load_release",
    "page",
    "pictures",
    "publish",
    "remove_contact",
    "restore",
    "set_contact",
    "to_review",
    "version",
    "versions",
    "vote",
    "withdraw",
    "write",
]
