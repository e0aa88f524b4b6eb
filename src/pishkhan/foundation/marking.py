"""Marks Persian sentences for translation without importing Django."""


def gettext_noop(message: str) -> str:
    """Return `message` as it is; `makemessages` finds it by this name (or by `_`)."""
    return message
