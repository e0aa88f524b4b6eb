"""Words of the calendar."""

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


class ClosedKind(Terms):
    """Why offices are closed on a day."""

    HOLIDAY = "holiday", _("تعطیل رسمی")
    CLOSURE = "closure", _("تعطیلی اعلام‌شده")
