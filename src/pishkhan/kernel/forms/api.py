"""Verbs of forms: drafts before and after sign-in, their checking, and what a case was sent with.

A caller may count on: whatever was typed is kept, right or wrong, until the draft is submitted
or expires (seven days untouched before a person is bound, thirty after); answers are merged key
by key; nobody opens a draft for whom `may_open` is false (callers ask it).
"""

from pishkhan.kernel.forms.actions import (
    autosave,
    bind,
    lock,
    save,
    start,
    start_correction,
    submitted,
    sweep,
)
from pishkhan.kernel.forms.checking import asked_keys, check_page, each_question, version_of
from pishkhan.kernel.forms.declared import declare, pages, version
from pishkhan.kernel.forms.models import Draft, Snapshot
from pishkhan.kernel.forms.places import offered, offered_question
from pishkhan.kernel.forms.queries import (
    answered,
    answered_in,
    asked_pages,
    changes_of_form,
    check_all,
    differences,
    draft,
    facts,
    is_confirmed,
    last_round,
    may_open,
    open_drafts,
    page_of,
    page_state,
    read_page,
    snapshot,
)


__all__ = [
    "Draft",
    "Snapshot",
    "answered",
    "answered_in",
    "asked_keys",
    "asked_pages",
    "autosave",
    "bind",
    "changes_of_form",
    "check_all",
    "check_page",
    "declare",
    "differences",
    "draft",
    "each_question",
    "facts",
    "is_confirmed",
    "last_round",
    "lock",
    "may_open",
    "offered",
    "offered_question",
    "open_drafts",
    "page_of",
    "page_state",
    "pages",
    "read_page",
    "save",
    "snapshot",
    "start",
    "start_correction",
    "submitted",
    "sweep",
    "version",
    "version_of",
]
