"""Words of the letter book."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class Direction(Terms):
    """Which way a letter goes; each office has one book for each."""

    INCOMING = "incoming", _("وارده")
    OUTGOING = "outgoing", _("صادره")
    INTERNAL = "internal", _("داخلی")
